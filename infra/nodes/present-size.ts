import * as aws from "@pulumi/aws";
import { log, output, type Input, type InvokeOptions, type Output, type Resource } from "@pulumi/pulumi";

/** The node groups of a pool that exist, and what its settings say about their size. */
export interface SizeArgs {
  /** The cluster's name. As an output of the cluster, the size is read after the cluster is updated. */
  readonly clusterName: Input<string>;
  /** The names of all node groups that exist in the cluster. */
  readonly existing: readonly string[];
  /** The key of the pool's settings, for messages. */
  readonly settingsKey: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize?: number | undefined;
}

/**
 * Returns the names of a cluster's node groups; none if the cluster doesn't exist yet. Both functions list what there is, since one that
 * asks for a group by its name fails in the run that creates it.
 */
export async function existingNodeGroups(
  clusterName: string,
  options: InvokeOptions,
): Promise<readonly string[]> {
  const clusters = await aws.eks.getClusters({}, options);
  if (!clusters.names.includes(clusterName)) return [];
  const { names } = await aws.eks.getNodeGroups({ clusterName }, options);
  return names;
}

/**
 * Returns the `desiredSize` of a node group: for a new one, that of the settings, and for an existing one the size that it has, within the
 * bounds of the settings. `ignoreChanges` wouldn't do: the provider sends all three numbers when one of them changes, and it would send
 * the one of the last update. AWS rejects a number below `minSize`, and ends the nodes that are above it.
 * Sources: EKS API reference, "NodegroupScalingConfig", read 2026-11; terraform-provider-aws internal/service/eks/node_group.go, 2026-11.
 *
 * @param name the group's name in the program, to which the provider adds a dash and digits.
 * @param parent the resource whose provider reads the size.
 */
export function sizeOfGroup(name: string, args: SizeArgs, parent: Resource): Output<number> {
  const { clusterName, existing, minSize, maxSize, desiredSize = minSize } = args;
  const isOfGroup = new RegExp(`^${name}(-[0-9a-f]+)?$`);
  const groups = existing.filter((group) => isOfGroup.test(group));
  if (groups.length === 0) return output(desiredSize);
  // Not getNodeGroupOutput, whose result is unknown in a preview in which the cluster changes.
  const found = output(clusterName).apply((cluster) =>
    Promise.all(
      groups.map((nodeGroupName) =>
        aws.eks.getNodeGroup({ clusterName: cluster, nodeGroupName }, { parent }),
      ),
    ),
  );
  return found.apply((configs) => {
    const sizes = configs.map(({ scalingConfigs: [scaling] }) => scaling?.desiredSize ?? minSize);
    // A run that was interrupted while it replaced the group has left two.
    const present = Math.max(...sizes);
    const size = Math.min(Math.max(present, minSize), maxSize);
    void explain(present, size, args, parent);
    return size;
  });
}

/** Says what becomes of the nodes that run; nothing if they stay and the settings don't name another number. */
function explain(
  present: number,
  size: number,
  { settingsKey, minSize, maxSize, desiredSize }: SizeArgs,
  resource: Resource,
): Promise<void> {
  const becomes = `its ${present} nodes become ${size}`;
  if (size > present) return log.info(`${settingsKey}.minSize is ${minSize}: ${becomes}`, resource);
  if (size < present) {
    const how =
      "EKS ends nodes at once, whatever PodDisruptionBudgets say; to drain them, let the autoscaler remove them first";
    return log.warn(`${settingsKey}.maxSize is ${maxSize}: ${becomes}. ${how}`, resource);
  }
  if (desiredSize === undefined || desiredSize === present) return Promise.resolve();
  const what = `the pool exists, with ${present} nodes; to change their number, set minSize, or scale the pool`;
  return log.info(`${settingsKey}.desiredSize is ${desiredSize} and has no effect: ${what}`, resource);
}
