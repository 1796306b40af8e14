import { managedUpdateNodes } from "../facts/cluster-capacity.ts";
import type { ShownReading } from "../rule/view.ts";
import type { NodeGroup } from "./node-groups.ts";

/** How many nodes a group may have. */
export interface GroupSize {
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Nodes that an update adds for a while. */
  readonly updateNodes: number;
}

/** The size of a group in so many zones; undefined where it is not known, which is then on record. */
export function sizeOfGroup(group: NodeGroup, zoneCount: number): GroupSize | undefined {
  const { isManaged, resource } = group;
  const [min, max] = isManaged
    ? [resource.integer("scalingConfig.minSize"), resource.integer("scalingConfig.maxSize")]
    : [resource.integer("minSize"), resource.integer("maxSize")];
  const [minNodes, maxNodes] = [nodes(min), nodes(max)];
  if (maxNodes === undefined || minNodes === undefined) {
    if (max.kind === "absent") resource.undetermined("no largest number of nodes in the stack");
    if (min.kind === "absent") resource.undetermined("no smallest number of nodes in the stack");
    return undefined;
  }
  const updateNodes = updateNodesOf(group, zoneCount, maxNodes);
  return updateNodes === undefined ? undefined : { minNodes, maxNodes, updateNodes };
}

function nodes(reading: ShownReading<number>): number | undefined {
  return reading.kind === "known" && reading.value >= 0 ? reading.value : undefined;
}

/** An update of an autoscaling group takes nodes away before it adds others, and so does that of a managed group which is told to. */
function updateNodesOf(
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
