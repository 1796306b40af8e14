import * as aws from "@pulumi/aws";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
} from "@pulumi/pulumi";
import { architectureOf } from "productionproof-eks-policies/facts";

import { assumeRolePolicy } from "../roles.ts";
import { createLaunchTemplate, type LaunchTemplateArgs } from "./launch-template.ts";
import { MAX_UNAVAILABLE_PERCENTAGE } from "./pod-capacity.ts";

/** What a pool of nodes is made of. */
export interface NodePoolArgs extends LaunchTemplateArgs {
  readonly subnetIds: readonly Input<string>[];
  readonly partition: string;
}

/** What a node may do in AWS. The CNI's permissions are not among it: the CNI has a role of its own. */
const NODE_POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEC2ContainerRegistryPullOnly",
  // A shell on a node by way of Session Manager, so that nodes need neither SSH keys nor an open port.
  "AmazonSSMManagedInstanceCore",
];

/** A managed node group with a launch template and a role of its own. Give what nodes need to be ready as `dependsOn`. */
export class NodePool extends ComponentResource {
  readonly nodeGroup: aws.eks.NodeGroup;

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
    this.nodeGroup = createNodeGroup(name, args, role, template, {
      ...parent,
      dependsOn: [...policies, ...[options?.dependsOn ?? []].flat()] as aws.iam.RolePolicyAttachment[],
    });
    this.registerOutputs({ nodeGroupName: this.nodeGroup.nodeGroupName });
  }
}

function createNodeGroup(
  name: string,
  { settings, maxPods, clusterName, clusterVersion, subnetIds }: NodePoolArgs,
  role: aws.iam.Role,
  template: aws.ec2.LaunchTemplate,
  options: CustomResourceOptions,
): aws.eks.NodeGroup {
  const { instanceTypes, minSize, maxSize, desiredSize = minSize, capacityType, labels } = settings;
  const [instanceType = ""] = instanceTypes;
  const amiType =
    architectureOf(instanceType) === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD";
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
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      // With an AMI in the template, EKS refuses both.
      ...(maxPods === undefined ? { amiType, version: clusterVersion } : {}),
      updateConfig: { maxUnavailablePercentage: MAX_UNAVAILABLE_PERCENTAGE },
      // EKS replaces a node that the node monitoring agent gives up on.
      nodeRepairConfig: { enabled: true },
    },
    {
      ...options,
      // Whatever scales the pool owns this number after creation.
      ignoreChanges: ["scalingConfig.desiredSize"],
    },
  );
}
