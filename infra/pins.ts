import type * as aws from "@pulumi/aws";
import { all, type Output } from "@pulumi/pulumi";
import { stringify } from "yaml";

import type { NodePool } from "./nodes/node-pool.ts";
import type { PlannedPool } from "./plan.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Returns the versions of add-ons and releases of AMIs that EKS chose, as the lines of the stack's file that would pin them.
 * Empty if the file already pins them all.
 */
export function versionsToPin(
  { addons }: Settings,
  created: readonly aws.eks.Addon[],
  pools: readonly (PlannedPool & { readonly made: NodePool })[],
): Output<string> {
  const pinned: Readonly<Record<string, unknown>> = addons.versions;
  const versions = all(created.map(({ addonName, addonVersion }) => all([addonName, addonVersion]))).apply(
    (each) => Object.fromEntries(each.filter(([name]) => !(name in pinned)).sort()),
  );
  const open = pools.filter(
    ({ settings, pods }) => !pods.setsMaxPods && settings.releaseVersion === undefined,
  );
  const releases = all(open.map(({ name, made }) => all([name, made.releaseVersion]))).apply((each) =>
    Object.fromEntries(each.map(([name, releaseVersion]) => [name, { releaseVersion }])),
  );
  return all([versions, releases]).apply(([addonVersions, nodePools]) =>
    stringify({
      ...(Object.keys(addonVersions).length > 0
        ? { "productionproof-eks:addons": { versions: addonVersions } }
        : {}),
      ...(Object.keys(nodePools).length > 0 ? { "productionproof-eks:nodePools": nodePools } : {}),
    }).replace(/^\{\}\n$/, ""),
  );
}
