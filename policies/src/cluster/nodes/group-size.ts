import { managedUpdateNodes } from "../../facts/cluster-capacity.ts";
import type { ShownReading } from "../../rule/reading.ts";
import type { NodeGroup } from "./node-groups.ts";

/** How many nodes a group may have. */
export interface GroupSize {
  readonly minNodes: number;
  readonly maxNodes: number;
}

/** The size of a group; undefined where it is not known, which is then on record. */
export function sizeOfGroup({ isManaged, resource }: NodeGroup): GroupSize | undefined {
  const [min, max] = isManaged
    ? [resource.integer("scalingConfig.minSize"), resource.integer("scalingConfig.maxSize")]
    : [resource.integer("minSize"), resource.integer("maxSize")];
  const [minNodes, maxNodes] = [nodes(min), nodes(max)];
  if (maxNodes !== undefined && minNodes !== undefined) return { minNodes, maxNodes };
  if (max.kind === "absent") resource.undetermined("no largest number of nodes in the stack");
  if (min.kind === "absent") resource.undetermined("no smallest number of nodes in the stack");
  return undefined;
}

function nodes(reading: ShownReading<number>): number | undefined {
  return reading.kind === "known" && reading.value >= 0 ? reading.value : undefined;
}

/**
 * Nodes that an update adds to a group in so many zones for a while; undefined where that is not known, which is then on record. An
 * update of an autoscaling group takes nodes away before it adds others, and so does that of a managed group which is told to.
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
