import { CRON_JOB, STATEFUL_SET } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

/** A Job has the CronJob's name, a hyphen and ten digits, in at most 63 characters. */
const MAX_CRON_JOB_NAME = 52;
/** What the provider adds to the resource's name where the program sets none: a hyphen and eight digits. */
const AUTO_NAME_SUFFIX = 9;

/** A DNS subdomain, as RFC 1123 defines it. */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** A DNS label, as RFC 1123 defines it. */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Reports a name that is too long or has other characters than a name of this kind can have. */
export function judgeName(resource: ResourceView, report: Report<"name">): void {
  const isCronJob = CRON_JOB.includes(resource.type);
  const isLabel = STATEFUL_SET.includes(resource.type);
  const max = isCronJob ? MAX_CRON_JOB_NAME : isLabel ? 63 : 253;
  const name = resource.string("metadata.name");
  if (name.kind === "absent") {
    // The members of a list are named by the program only.
    const isNamedByProvider = resource.path === "" && !resource.isSet("metadata.generateName");
    if (isCronJob && isNamedByProvider && resource.name.length + AUTO_NAME_SUFFIX > max) {
      report("name", name, {
        found: text`not set, so Pulumi adds ${AUTO_NAME_SUFFIX} characters to the resource's ${resource.name.length}, and the API server rejects a CronJob's name of more than ${max}`,
        passes: text`set a name of at most ${max} characters`,
      });
    }
    return;
  }
  if (name.kind !== "known") return;
  if (name.value.length > max) {
    report("name", name, {
      found: text`${name.value.length} characters, and the API server rejects more than ${max}`,
      passes: text`set a name of at most ${max} characters`,
    });
  } else if (!(isLabel ? LABEL : SUBDOMAIN).test(name.value)) {
    const others = isLabel ? text`hyphens` : text`hyphens and dots`;
    report("name", name, {
      found: text`has characters that the API server rejects in a name`,
      passes: text`set lower-case letters, digits, ${others}, with a letter or digit at both ends`,
    });
  }
}
