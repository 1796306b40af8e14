import type * as aws from "@pulumi/aws";
import { all, ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { AddressPoolSettings } from "productionproof-eks-policies/facts";

import type { PodSubnet } from "../network/network.ts";
import { createAddon, type AddonContext } from "./addon.ts";
import { createPodRole } from "./pod-role.ts";
import { cniConfiguration, ipv6CniPermissions } from "./vpc-cni.ts";

/** What the add-ons of every node are made of. */
export interface NodeAddonsArgs extends AddonContext {
  /** How the CNI gives addresses to pods. */
  readonly addressPool: AddressPoolSettings;
  /** Subnets of pods, one in each zone, for custom networking. */
  readonly podSubnets: readonly PodSubnet[];
  readonly region: string;
}

/**
 * Add-ons without which a node does not become ready. They are DaemonSets, so they need no node, and every node waits for
 * them: one that joined before its network was configured would never take the configuration.
 */
export class NodeAddons extends ComponentResource {
  /** Every add-on, for the versions that EKS chose. */
  readonly addons: readonly aws.eks.Addon[];

  constructor(name: string, args: NodeAddonsArgs, options?: ComponentResourceOptions) {
    super("productionproof:addons:NodeAddons", name, args, options);
    const parent = { parent: this };
    const podIdentity = createAddon("eks-pod-identity-agent", args, {}, parent);
    const kubeProxy = createAddon("kube-proxy", args, {}, parent);
    const vpcCni = createVpcCni(name, args, podIdentity, parent);
    this.addons = [podIdentity, kubeProxy, vpcCni];
    this.registerOutputs({});
  }
}

/** The CNI has AWS permissions of its own; on the node's role every pod could take them. */
function createVpcCni(
  name: string,
  args: NodeAddonsArgs,
  podIdentityAgent: aws.eks.Addon,
  parent: ComponentResourceOptions,
): aws.eks.Addon {
  const { addressPool, partition } = args;
  const permissions = addressPool.cni.ipv6
    ? { statements: ipv6CniPermissions(partition) }
    : { managedPolicy: "AmazonEKS_CNI_Policy" };
  const role = createPodRole(`${name}-vpc-cni`, permissions, partition, parent);
  return createAddon(
    "vpc-cni",
    args,
    { configuration: configuration(args), podIdentity: { serviceAccount: "aws-node", roleArn: role.arn } },
    { ...parent, dependsOn: [podIdentityAgent] },
  );
}

/** With custom networking the add-on makes an ENIConfig for each zone, by the name that the zone has in this account. */
function configuration({ addressPool, podSubnets, region }: NodeAddonsArgs): Input<string> {
  const base = cniConfiguration(addressPool);
  if (podSubnets.length === 0) return JSON.stringify(base);
  return all(podSubnets.map(({ zoneName, id }) => all([zoneName, id]))).apply((zones) => {
    const subnets = Object.fromEntries(zones.map(([zoneName, id]) => [zoneName, { id }]));
    return JSON.stringify({ ...base, eniConfig: { create: true, region, subnets } });
  });
}
