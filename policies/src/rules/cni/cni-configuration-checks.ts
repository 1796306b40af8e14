import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import { cniSettings, patchedCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { holds, type Place } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";

/**
 * Returns the two checks of a rule that judges variables of the VPC CNI: one for each resource on its own, before it is created,
 * and one for a stack, for what only shows in an add-on, a DaemonSet, or a release together with the Patches over it.
 */
export function cniConfigurationChecks<Options, Key extends string>(
  judge: (settings: CniSettings, options: Options, report: Report<Key>) => void,
) {
  return {
    targets: CNI_CONFIGURATION_TYPES,
    check(resource: ResourceView, options: Options, report: Report<Key>): void {
      const settings = cniSettings(resource);
      if (settings) judge(settings, options, report);
    },
    checkStack(stack: StackView, options: Options, report: Report<Key>): void {
      for (const { effective, parts } of patchedCniSettings(stack)) {
        const alone = new Set<string>();
        const remember = (key: string, place: Place) => alone.add(identity(key, place));
        for (const part of parts) judge(part, options, remember);
        judge(effective, options, (key, place, problem) => {
          if (!alone.has(identity(key, place))) report(key, place, problem);
        });
      }
    },
  };
}

/** True for a CNI that gives pods IPv4 addresses; otherwise, records why a rule about the number of addresses does not judge it. */
export function givesIpv4(settings: CniSettings): boolean {
  const isIpv6 = holds(settings.variable("ENABLE_IPv6"), (value) => parseGoBoolean(value) === true);
  if (isIpv6 === true) settings.resource.notApplicable("it gives pods IPv6 addresses");
  return isIpv6 === false;
}

function identity(key: string, { urn, path }: Place): string {
  return `${key} ${urn} ${path}`;
}
