import type * as aws from "@pulumi/aws";
import { all, ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { AddressPoolSettings } from "productionproof-eks-policies/facts";

import type { PodSubnet } from "../network/network.ts";
import type { AddonSettings } from "../settings/addon-settings.ts";
import { createAddon, type AddonContext } from "./addon.ts";
import { createPodRole } from "./pod-role.ts";
import { cniConfiguration, ipv6CniPermissions } from "./vpc-cni.ts";

/** The arguments of {@link NodeAddons}. */
export interface NodeAddonsArgs extends AddonContext {
  readonly settings: AddonSettings;
  /** How the CNI assigns addresses to pods. */
  readonly addressPool: AddressPoolSettings;
  /** The pod subnets, one in each zone, for custom networking. */
  readonly podSubnets: readonly PodSubnet[];
}

/**
 * Add-ons that a node needs to become ready. They are DaemonSets, so they can be installed before there are nodes, and every
 * node waits for them: a node that joined before its network was configured would never get the configuration.
 */
export class NodeAddons extends ComponentResource {
  /** All add-ons, from which the versions that EKS chose are read. */
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

/** The CNI has its own AWS permissions; if the node's role had them, every pod could use them. */
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
  const identity = { serviceAccount: "aws-node", namespace: "kube-system" };
  const role = createPodRole(`${name}-vpc-cni`, identity, permissions, { ...args, name }, parent);
  return createAddon(
    "vpc-cni",
    args,
    { configuration: configuration(args), podIdentity: { serviceAccount: "aws-node", roleArn: role.arn } },
    { ...parent, dependsOn: [podIdentityAgent] },
  );
}

/** With custom networking, the add-on creates an ENIConfig for each zone, named after the zone's name in this account. */
function configuration({ settings, addressPool, podSubnets, region, tags }: NodeAddonsArgs): Input<string> {
  const base = cniConfiguration(addressPool, settings, tags);
  if (podSubnets.length === 0) return JSON.stringify(base);
  return all(podSubnets.map(({ zoneName, id }) => all([zoneName, id]))).apply((zones) => {
    const subnets = Object.fromEntries(zones.map(([zoneName, id]) => [zoneName, { id }]));
    return JSON.stringify({ ...base, eniConfig: { create: true, region, subnets } });
  });
}
