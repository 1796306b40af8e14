import type * as aws from "@pulumi/aws";
import type { Input, ResourceTransform } from "@pulumi/pulumi";

import type { ClusterSettings } from "../settings/cluster-settings.ts";

/** Version of IP that a cluster's pods and services have addresses of. */
export type IpFamily = "ipv4" | "ipv6";

/** What hardens a control plane. */
export interface HardeningArgs {
  readonly settings: ClusterSettings;
  readonly ipFamily: IpFamily;
  /** Key for the cluster's secrets. */
  readonly keyArn: Input<string>;
}

/**
 * Sets on the cluster what `eks.Cluster` has no argument for. A transform is the only way that reaches a child of a
 * component that a plugin makes (pulumi-eks 4.3).
 */
export function hardenControlPlane(args: HardeningArgs): ResourceTransform {
  return ({ type, props, opts }) =>
    type === "aws:eks/cluster:Cluster"
      ? {
          props: hardenedCluster(props as aws.eks.ClusterArgs, args),
          // The cluster alone: access entries have to go when people go.
          opts: { ...opts, protect: args.settings.deletionProtection },
        }
      : undefined;
}

function hardenedCluster(
  props: aws.eks.ClusterArgs,
  { settings, ipFamily, keyArn }: HardeningArgs,
): aws.eks.ClusterArgs {
  const { serviceCidr, controlPlaneTier, eventTtlMinutes } = settings;
  return {
    ...props,
    // AWS may move traffic away from an impaired zone.
    zonalShiftConfig: { enabled: true },
    // Given here and not as the component's option, which makes the whole block unknown in a preview.
    encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
    kubernetesNetworkConfig: { ipFamily, ...(ipFamily === "ipv4" ? { serviceIpv4Cidr: serviceCidr } : {}) },
    ...(controlPlaneTier === undefined ? {} : { controlPlaneScalingConfig: { tier: controlPlaneTier } }),
    ...(eventTtlMinutes === undefined ? {} : { kubeApiServerConfig: { eventTtl: `${eventTtlMinutes}m` } }),
    accessConfig: {
      ...(props.accessConfig as aws.types.input.eks.ClusterAccessConfig),
      // The component always says true; whoever creates the cluster would stay administrator without an access entry.
      bootstrapClusterCreatorAdminPermissions: false,
    },
  };
}
