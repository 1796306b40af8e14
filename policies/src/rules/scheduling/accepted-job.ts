import { oneOf } from "../../rule/kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { jobSpec } from "../jobs/job-spec.ts";

const RESTART_POLICY = { ...oneOf(["", "Always", "Never", "OnFailure"]), expected: "Never or OnFailure" };
const FAILURE_ACTION = oneOf(["Count", "FailIndex", "FailJob", "Ignore"]);
const COMPLETION_MODE = oneOf(["NonIndexed", "Indexed"]);

/** Reports the fields of a Job, or of the Jobs of a CronJob, that the API server rejects together. */
export function judgeJob(
  resource: ResourceView,
  report: Report<"restart-policy" | "indexes" | "selector">,
): void {
  const spec = jobSpec(resource);
  judgeRestartPolicy(spec, report);
  judgeIndexes(spec, report);
  judgeFailedIndexes(spec, report);
  if (!spec.isSet("selector")) return;
  const manual = spec.boolean("manualSelector");
  if (manual.kind === "absent" || (manual.kind === "known" && !manual.value)) {
    report("selector", spec.at("selector"), {
      found: text`set, and the API server rejects selectors of Jobs that it does not generate itself`,
      passes: text`remove it`,
    });
  }
}

function judgeRestartPolicy(spec: View, report: Report<"restart-policy">): void {
  const policy = spec.value("template.spec.restartPolicy", RESTART_POLICY);
  if (policy.kind === "undetermined") return;
  if (policy.kind === "known") {
    if (policy.value === "Never" || policy.value === "OnFailure") return;
    // job-failure-policy says the same of it, and more.
    if (spec.isSet("podFailurePolicy")) return;
  }
  const isDefault = policy.kind === "absent" || policy.value === "";
  report("restart-policy", policy, {
    found: isDefault
      ? text`not set, which means Always, so the API server rejects the Job`
      : text`${policy}, so the API server rejects the Job`,
    passes: text`set Never or OnFailure`,
  });
}

function judgeFailedIndexes(spec: View, report: Report<"indexes">): void {
  const rules = spec.list("podFailurePolicy.rules");
  if (rules.kind !== "known" || spec.isSet("backoffLimitPerIndex")) return;
  for (const rule of rules.value) {
    const action = rule.value("action", FAILURE_ACTION);
    if (action.kind !== "known" || action.value !== "FailIndex") continue;
    report("indexes", action, {
      found: text`${action} without backoffLimitPerIndex, which the API server rejects`,
      passes: text`set backoffLimitPerIndex for an Indexed Job, or FailJob here`,
    });
  }
}

function judgeIndexes(spec: View, report: Report<"indexes">): void {
  const mode = spec.value("completionMode", COMPLETION_MODE);
  if (mode.kind === "undetermined") return;
  if (mode.kind === "absent" || mode.value === "NonIndexed") {
    for (const property of ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] as const) {
      if (!spec.isSet(property)) continue;
      report("indexes", spec.at(property), {
        found: text`set for a Job without indexes, which the API server rejects`,
        passes: text`set completionMode to Indexed, or remove ${property}`,
      });
    }
    return;
  }
  const completions = spec.integer("completions");
  // With neither, the default of both is 1.
  if (completions.kind === "absent" && spec.isSet("parallelism")) {
    report("indexes", completions, {
      found: text`not set for an Indexed Job with parallelism, which the API server rejects`,
      passes: text`set the number of indexes`,
    });
  }
  const failed = spec.integer("maxFailedIndexes");
  if (failed.kind !== "known") return;
  if (!spec.isSet("backoffLimitPerIndex")) {
    report("indexes", spec.at("backoffLimitPerIndex"), {
      found: text`not set although maxFailedIndexes is, which the API server rejects`,
      passes: text`set how often each index may fail`,
    });
  } else if (completions.kind === "known" && failed.value > completions.value) {
    report("indexes", failed, {
      found: text`${failed}, which is more than completions (${completions}), so the API server rejects the Job`,
      passes: text`set ${completions} or less`,
    });
  }
}
