import type * as aws from "@pulumi/aws";
import { all, type Output } from "@pulumi/pulumi";
import { stringify } from "yaml";

import type { NodePool } from "./nodes/node-pool.ts";
import type { PlannedPool } from "./plan.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Returns the zones, the versions of add-ons and the releases of AMIs that the stack's file leaves open, as the lines that would pin
 * them. Empty if it pins them all.
 */
export function choicesToPin(
  { addons, network, existingNetwork }: Settings,
  zoneIds: readonly string[],
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
      ...((existingNetwork ?? network.availabilityZoneIds)
        ? {}
        : { "productionproof-eks:network": { availabilityZoneIds: zoneIds } }),
      ...(Object.keys(addonVersions).length > 0
        ? { "productionproof-eks:addons": { versions: addonVersions } }
        : {}),
      ...(Object.keys(nodePools).length > 0 ? { "productionproof-eks:nodePools": nodePools } : {}),
    }).replace(/^\{\}\n$/, ""),
  );
}
