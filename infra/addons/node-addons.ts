import type * as aws from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";

import { createAddon, createPodRole, type AddonContext } from "./addon.ts";
import { VPC_CNI_CONFIGURATION } from "./vpc-cni.ts";

/**
 * Add-ons without which a node does not become ready. They are DaemonSets, so they need no node, and every node waits for
 * them: one that joined before its network was configured would never take the configuration.
 */
export class NodeAddons extends ComponentResource {
  constructor(name: string, args: AddonContext, options?: ComponentResourceOptions) {
    super("productionproof:addons:NodeAddons", name, args, options);
    const parent = { parent: this };
    const podIdentity = createAddon("eks-pod-identity-agent", args, {}, parent);
    createAddon("kube-proxy", args, {}, parent);
    createVpcCni(name, args, podIdentity, parent);
    this.registerOutputs({});
  }
}

/** The CNI has AWS permissions of its own; on the node's role every pod could take them. */
function createVpcCni(
  name: string,
  context: AddonContext,
  podIdentityAgent: aws.eks.Addon,
  parent: ComponentResourceOptions,
): aws.eks.Addon {
  const role = createPodRole(`${name}-vpc-cni`, "AmazonEKS_CNI_Policy", context, parent);
  return createAddon(
    "vpc-cni",
    context,
    { configuration: VPC_CNI_CONFIGURATION, podIdentity: { serviceAccount: "aws-node", roleArn: role.arn } },
    { ...parent, dependsOn: [podIdentityAgent] },
  );
}
