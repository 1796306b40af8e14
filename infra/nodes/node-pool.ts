import * as aws from "@pulumi/aws";
import {
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { architectureOf } from "productionproof-eks-policies/facts";

import { assumeRolePolicy } from "../roles.ts";
import { labelsAndTaints } from "./kubelet.ts";
import { createLaunchTemplate, type LaunchTemplateArgs } from "./launch-template.ts";
import { NODE_OS } from "./node-os.ts";

/** What a pool of nodes is made of. */
export interface NodePoolArgs extends LaunchTemplateArgs {
  /** Subnets of nodes, one in each zone. */
  readonly subnets: readonly NodeSubnet[];
  readonly partition: string;
}

/** A subnet that nodes are started in. */
export interface NodeSubnet {
  readonly zoneId: string;
  readonly id: Input<string>;
}

/** What a node may do in AWS. The CNI's permissions are not among it: the CNI has a role of its own. */
const NODE_POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEC2ContainerRegistryPullOnly",
  // A shell on a node by way of Session Manager, so that nodes need neither SSH keys nor an open port.
  "AmazonSSMManagedInstanceCore",
];

/**
 * Managed node groups, one over all zones or one in each, with a launch template and a role of their own. Give what nodes
 * need to be ready as `dependsOn`.
 */
export class NodePool extends ComponentResource {
  /** One, or one for each zone. */
  readonly nodeGroups: readonly aws.eks.NodeGroup[];
  /** Release of the AMI that the nodes run. */
  readonly releaseVersion: Output<string>;

  constructor(name: string, args: NodePoolArgs, options?: ComponentResourceOptions) {
    super("productionproof:nodes:NodePool", name, args, options);
    const parent = { parent: this };
    const role = new aws.iam.Role(name, { assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com") }, parent);
    const policies = NODE_POLICIES.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: `arn:${args.partition}:iam::aws:policy/${policy}` },
          parent,
        ),
    );
    const template = createLaunchTemplate(name, args, parent);
    this.nodeGroups = placements(name, args).map((placement) =>
      createNodeGroup(placement, args, role, template, {
        ...parent,
        dependsOn: [...policies, ...[options?.dependsOn ?? []].flat()] as aws.iam.RolePolicyAttachment[],
      }),
    );
    this.releaseVersion = output(this.nodeGroups[0]?.releaseVersion ?? "");
    this.registerOutputs({ nodeGroupNames: this.nodeGroups.map(({ nodeGroupName }) => nodeGroupName) });
  }
}

/** Where a node group's nodes are. */
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
  { settings, maxPods, clusterName, clusterVersion }: NodePoolArgs,
  role: aws.iam.Role,
  template: aws.ec2.LaunchTemplate,
  options: CustomResourceOptions,
): aws.eks.NodeGroup {
  const { instanceTypes, minSize, maxSize, desiredSize = minSize, capacityType } = settings;
  const { labels, taints } = labelsAndTaints(settings);
  return new aws.eks.NodeGroup(
    name,
    {
      clusterName,
      nodeRoleArn: role.arn,
      subnetIds: [...subnetIds],
      instanceTypes,
      capacityType,
      scalingConfig: { minSize, maxSize, desiredSize },
      labels,
      ...(taints.length > 0 ? { taints } : {}),
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      // With an AMI in the template, EKS refuses all of it.
      ...(maxPods === undefined ? chosenByEks(settings, clusterVersion) : {}),
      updateConfig: { maxUnavailablePercentage: settings.maxUnavailablePercent },
      nodeRepairConfig: repair(settings.autoRepair),
    },
    {
      ...options,
      // Whatever scales the pool owns this number after creation.
      ignoreChanges: ["scalingConfig.desiredSize"],
    },
  );
}

function chosenByEks(
  { instanceTypes, operatingSystem, releaseVersion }: NodePoolArgs["settings"],
  version: string,
) {
  const [instanceType = ""] = instanceTypes;
  return {
    amiType: NODE_OS[operatingSystem].amiType(architectureOf(instanceType)),
    version,
    ...(releaseVersion === undefined ? {} : { releaseVersion }),
  };
}

/**
 * EKS repairs what the node monitoring agent reports, but leaves a full disk alone, on which pods are evicted over and over.
 * Source: EKS user guide, "Automatically repair nodes in EKS clusters", 2026-08; the reason is the kubelet's own.
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
