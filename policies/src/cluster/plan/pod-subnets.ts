import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { SUBNET } from "../aws-types.ts";
import { effectiveCniSettings } from "../cni/cni-settings.ts";
import { subnetUses } from "../nodes/node-subnets.ts";
import { referencesOf, type References } from "../references.ts";

/** Subnets in ENIConfigs, from which custom networking takes the addresses of pods. */
export interface PodSubnets extends References {
  /** The ENIConfig, or the configuration of the CNI that creates ENIConfigs. */
  readonly owner: ResourceView;
  /** The ID of the subnet, or the first of them. */
  readonly place: View;
}

/** The subnets of all ENIConfigs, including those that the chart of the CNI creates. */
export const podSubnets = oncePerStack((stack): readonly PodSubnets[] => {
  const ofConfigs = subnetUses(stack)
    .filter(({ kind }) => kind === "ENIConfig")
    .map((use) => ({ ...use, owner: use.user, place: use.subnetIds }));
  const ofCharts = effectiveCniSettings(stack).flatMap((settings) => {
    const owner = settings.resource;
    const ids = settings.eniConfigEntries().map(({ id }) => id);
    const [place] = ids;
    return place ? [{ owner, place, ...referencesOf(stack, owner, place.path, ids, [SUBNET]) }] : [];
  });
  return [...ofConfigs, ...ofCharts];
});

/** The tag with which the CNI takes addresses for pods from a subnet, whether or not there are nodes in it. */
export const CNI_TAG = "kubernetes.io/role/cni";

/** True if a subnet has a tag with a value that turns on what the tag stands for. */
export function isTagged(subnet: ResourceView, tag: string): boolean {
  const value = subnet.scalar(["tags", tag]);
  return value.kind === "known" && value.value !== "0";
}
