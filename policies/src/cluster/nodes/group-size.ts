import { managedUpdateNodes } from "../../facts/cluster-capacity.ts";
import type { ShownReading } from "../../rule/reading.ts";
import type { NodeGroup } from "./node-groups.ts";

/** The minimum and maximum number of nodes of a group. */
export interface GroupSize {
  readonly minNodes: number;
  readonly maxNodes: number;
}

/** The size of a group; undefined if it is not known, which is then recorded. */
export function sizeOfGroup({ isManaged, resource }: NodeGroup): GroupSize | undefined {
  const [min, max] = isManaged
    ? [resource.integer("scalingConfig.minSize"), resource.integer("scalingConfig.maxSize")]
    : [resource.integer("minSize"), resource.integer("maxSize")];
  const [minNodes, maxNodes] = [nodes(min), nodes(max)];
  if (maxNodes !== undefined && minNodes !== undefined) return { minNodes, maxNodes };
  if (max.kind === "absent") resource.undetermined("no maximum number of nodes in the stack");
  if (min.kind === "absent") resource.undetermined("no minimum number of nodes in the stack");
  return undefined;
}

function nodes(reading: ShownReading<number>): number | undefined {
  return reading.kind === "known" && reading.value >= 0 ? reading.value : undefined;
}

/**
 * The number of nodes that an update temporarily adds to a group in this many zones; undefined if it is not known, which is then
 * recorded. An update of an autoscaling group removes nodes before it adds others; so does a managed group with the MINIMAL
 * strategy.
 */
export function updateNodesOf(
  { isManaged, resource }: NodeGroup,
  zoneCount: number,
  maxNodes: number,
): number | undefined {
  if (!isManaged) return 0;
  const strategy = resource.oneOf(["DEFAULT", "MINIMAL"], "updateConfig.updateStrategy");
  const count = resource.integer("updateConfig.maxUnavailable");
  const percent = resource.integer("updateConfig.maxUnavailablePercentage");
  if ([strategy, count, percent].some(({ kind }) => kind === "undetermined")) return undefined;
  if (strategy.kind === "known" && strategy.value === "MINIMAL") return 0;
  if (count.kind === "known") return managedUpdateNodes(zoneCount, count.value);
  if (percent.kind !== "known") return managedUpdateNodes(zoneCount);
  return managedUpdateNodes(zoneCount, Math.ceil((maxNodes * percent.value) / 100));
}
