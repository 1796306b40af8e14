import * as aws from "@pulumi/aws";
import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";

import { assumeRolePolicy, permissionsPolicy } from "../roles.ts";
import { amiTypeOf } from "./ami.ts";
import { labelsAndTaints } from "./kubelet.ts";
import { createLaunchTemplate, type LaunchTemplateArgs } from "./launch-template.ts";
import { sizeOfGroup } from "./present-size.ts";

/** The arguments of {@link NodePool}. */
export interface NodePoolArgs extends LaunchTemplateArgs {
  /** The node subnets, one in each zone. */
  readonly subnets: readonly NodeSubnet[];
  readonly partition: string;
  /** The names of all node groups that exist in the cluster. */
  readonly existingNodeGroups: readonly string[];
  /** The key of the pool's settings, for messages. */
  readonly settingsKey: string;
}

/** A subnet in which nodes are launched. */
export interface NodeSubnet {
  readonly zoneId: string;
  readonly id: Input<string>;
}

/** The AWS managed policies of a node. The CNI's permissions aren't included: the CNI has its own role. */
const NODE_POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

/**
 * A shell on a node through Session Manager, so that nodes need neither SSH keys nor an open port. AmazonSSMManagedInstanceCore could
 * also read every parameter of the account. Source: Systems Manager user guide, "Create a custom IAM role for Session Manager", 2026-11.
 */
const SESSION_MANAGER = permissionsPolicy([
  {
    Action: [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: ["*"],
  },
]);

/**
 * Managed node groups, one across all zones or one in each, with their own launch template and role. Pass the resources that
 * nodes need to become ready in `dependsOn`.
 */
export class NodePool extends ComponentResource {
  /** One, or one for each zone. */
  readonly nodeGroups: readonly aws.eks.NodeGroup[];
  /** The role of the nodes. */
  readonly roleArn: Output<string>;
  /** The release of the AMI that the nodes run. */
  readonly releaseVersion: Output<string>;

  constructor(name: string, args: NodePoolArgs, options?: ComponentResourceOptions) {
    // The existing node groups aren't an input: they would be others in the second run, which must have nothing to change.
    super("productionproof:nodes:NodePool", name, { ...args, existingNodeGroups: undefined }, options);
    const parent = { parent: this };
    const role = new aws.iam.Role(name, { assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com") }, parent);
    const ours = NODE_POLICIES.map((policy) => `arn:${args.partition}:iam::aws:policy/${policy}`);
    const policies = [...new Set([...ours, ...args.settings.policies])].map(
      (policyArn) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policyArn.split("/").at(-1) ?? ""}`,
          { role: role.name, policyArn },
          parent,
        ),
    );
    new aws.iam.RolePolicy(`${name}-session-manager`, { role: role.id, policy: SESSION_MANAGER }, parent);
    const template = createLaunchTemplate(name, args, parent);
    this.nodeGroups = placements(name, args).map((placement) =>
      createNodeGroup(placement, args, role, template, this, {
        dependsOn: [...policies, ...[options?.dependsOn ?? []].flat()] as aws.iam.RolePolicyAttachment[],
      }),
    );
    this.roleArn = role.arn;
    this.releaseVersion = output(this.nodeGroups[0]?.releaseVersion ?? "");
    this.registerOutputs({ nodeGroupNames: this.nodeGroups.map(({ nodeGroupName }) => nodeGroupName) });
  }
}

/** The name and the subnets of a node group. */
interface Placement {
  readonly name: string;
  readonly subnetIds: readonly Input<string>[];
}

function placements(name: string, { settings, subnets }: NodePoolArgs): readonly Placement[] {
  return settings.perZone
    ? subnets.map(({ zoneId, id }) => ({ name: `${name}-${zoneId}`, subnetIds: [id] }))
    : [{ name, subnetIds: subnets.map(({ id }) => id) }];
}

function createNodeGroup(
  { name, subnetIds }: Placement,
  args: NodePoolArgs,
  role: aws.iam.Role,
  template: aws.ec2.LaunchTemplate,
  parent: NodePool,
  options: CustomResourceOptions,
): aws.eks.NodeGroup {
  const { settings, maxPods, clusterName, clusterVersion, existingNodeGroups: existing, settingsKey } = args;
  const { instanceTypes, minSize, maxSize, desiredSize, capacityType } = settings;
  const size = { clusterName, existing, settingsKey, minSize, maxSize, desiredSize };
  const { labels, taints } = labelsAndTaints(settings);
  return new aws.eks.NodeGroup(
    name,
    {
      clusterName,
      nodeRoleArn: role.arn,
      subnetIds: [...subnetIds],
      instanceTypes,
      capacityType,
      scalingConfig: { minSize, maxSize, desiredSize: sizeOfGroup(name, size, parent) },
      labels,
      ...(taints.length > 0 ? { taints } : {}),
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      // With an AMI in the template, EKS rejects all of these.
      ...(maxPods === undefined ? chosenByEks(settings, clusterVersion) : {}),
      updateConfig: { maxUnavailablePercentage: settings.maxUnavailablePercent },
      nodeRepairConfig: repair(settings.autoRepair),
    },
    { parent, ...options },
  );
}

function chosenByEks(settings: NodePoolArgs["settings"], version: string) {
  const { releaseVersion } = settings;
  return {
    amiType: amiTypeOf(settings),
    version,
    ...(releaseVersion === undefined ? {} : { releaseVersion }),
  };
}

/**
 * EKS repairs the problems that the node monitoring agent reports, but not a full disk, on which pods are evicted repeatedly.
 * Source: EKS user guide, "Automatically repair nodes in EKS clusters", 2026-08; the reason is the kubelet's.
 */
function repair(enabled: boolean): aws.types.input.eks.NodeGroupNodeRepairConfig {
  const fullDisk = {
    nodeMonitoringCondition: "DiskPressure",
    nodeUnhealthyReason: "KubeletHasDiskPressure",
    minRepairWaitTimeMins: 30,
    repairAction: "Replace",
  };
  return enabled ? { enabled, nodeRepairConfigOverrides: [fullDisk] } : { enabled };
}
