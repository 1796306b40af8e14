import type { RemoteComponent } from "../component-model.ts";
import { Output, unknownFrom } from "../output.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { Core } from "./core.ts";
import type { InstanceRoles } from "./instance-role.ts";
import type { NodeSecurityGroup } from "./node-security-group.ts";
import { optionsIn, type Options } from "./options.ts";
import { createSelfManagedNodes, type SelfManagedNodes } from "./self-managed-nodes.ts";

interface DefaultNodeGroupOptions {
  readonly options: Options;
  readonly controlPlane: ControlPlane;
  readonly instanceRoles: InstanceRoles;
  /** Undefined if the cluster has no default security groups: the nodes then get their own. */
  readonly nodeSecurity: NodeSecurityGroup | undefined;
}

/** Creates the nodes that a cluster has by default. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export function createDefaultNodeGroup(
  component: RemoteComponent,
  { options, controlPlane, instanceRoles, nodeSecurity }: DefaultNodeGroupOptions,
): Promise<SelfManagedNodes> {
  return createSelfManagedNodes(component, {
    options: nodeGroupOptions(options),
    core: coreOf(options, controlPlane, instanceRoles),
    ...(nodeSecurity ? { security: nodeSecurity } : {}),
  });
}

function nodeGroupOptions(options: Options): Options {
  const together = options("nodeGroupOptions");
  if (together.isSet) return optionsIn(together);
  return (name) => {
    const clusterOption = CLUSTER_OPTION_OF_NODE_OPTION.get(name);
    return clusterOption === undefined ? new Output(undefined) : options(clusterOption);
  };
}

// Node options that a cluster accepts as individual options.
const CLUSTER_OPTION_OF_NODE_OPTION: ReadonlyMap<string, string> = new Map([
  ...[
    "desiredCapacity",
    "gpu",
    "instanceType",
    "maxSize",
    "minSize",
    "nodeAssociatePublicIpAddress",
    "nodePublicKey",
    "nodeRootVolumeEncrypted",
    "nodeRootVolumeSize",
    "nodeSubnetIds",
    "nodeUserData",
    "version",
  ].map((name) => [name, name] as const),
  ["amiId", "nodeAmiId"],
]);

/** Returns the core of a cluster, which is also an output of the component. */
export function coreOf(
  options: Options,
  { cluster, vpcId, securityGroup }: ControlPlane,
  { roles }: InstanceRoles,
): Core {
  const whole = unknownFrom(cluster.output("endpoint"), roles, ...CORE_OPTIONS.map(options));
  return {
    clusterName: new Output(cluster.output("name").value, whole.from),
    vpcId: new Output(vpcId.value, whole.from),
    clusterSecurityGroupId: unknownFrom(whole, ...(securityGroup ? [securityGroup.id] : [])),
    tags: [whole],
    whole,
  };
}

// Options of a cluster that become part of its core, together with their dependencies.
const CORE_OPTIONS: readonly string[] = [
  "accessEntries",
  "encryptionConfigKeyArn",
  "fargate",
  "nodeGroupOptions",
  "nodeSecurityGroupTags",
  "privateSubnetIds",
  "providerCredentialOpts",
  "publicSubnetIds",
  "serviceRole",
  "subnetIds",
  "tags",
  "vpcId",
  ...CLUSTER_OPTION_OF_NODE_OPTION.values(),
];
