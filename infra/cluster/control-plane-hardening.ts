import type * as aws from "@pulumi/aws";
import type { Input, ResourceTransform } from "@pulumi/pulumi";

import type { ClusterSettings } from "../settings/cluster-settings.ts";

/** The IP family of a cluster's pods and services. */
export type IpFamily = "ipv4" | "ipv6";

/** The arguments of {@link hardenControlPlane}. */
export interface HardeningArgs {
  readonly settings: ClusterSettings;
  readonly ipFamily: IpFamily;
  /** The key for the cluster's secrets. */
  readonly keyArn: Input<string>;
  readonly partition: string;
}

/**
 * Returns a transform that sets the cluster properties for which `eks.Cluster` has no argument. A transform is the only way
 * to reach a child of a component that a plugin constructs (pulumi-eks 4.3).
 */
export function hardenControlPlane(args: HardeningArgs): ResourceTransform {
  return ({ type, props, opts }) =>
    type === "aws:eks/cluster:Cluster"
      ? {
          props: hardenedCluster(props as aws.eks.ClusterArgs, args),
          // Only the cluster: access entries must be deletable when people leave.
          opts: { ...opts, protect: args.settings.deletionProtection },
        }
      : undefined;
}

function hardenedCluster(
  props: aws.eks.ClusterArgs,
  { settings, ipFamily, keyArn, partition }: HardeningArgs,
): aws.eks.ClusterArgs {
  const { serviceCidr, controlPlaneTier, eventTtlMinutes } = settings;
  // Amazon Application Recovery Controller lists no other partitions (2026-11).
  const zonalShift = settings.zonalShift ?? (["aws", "aws-cn"].includes(partition) ? true : undefined);
  return {
    ...props,
    ...(zonalShift === undefined ? {} : { zonalShiftConfig: { enabled: zonalShift } }),
    // Set here and not by the component's option, which makes the whole block unknown in a preview.
    encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
    kubernetesNetworkConfig: { ipFamily, ...(ipFamily === "ipv4" ? { serviceIpv4Cidr: serviceCidr } : {}) },
    ...(controlPlaneTier === undefined ? {} : { controlPlaneScalingConfig: { tier: controlPlaneTier } }),
    ...(eventTtlMinutes === undefined ? {} : { kubeApiServerConfig: { eventTtl: `${eventTtlMinutes}m` } }),
    accessConfig: {
      ...(props.accessConfig as aws.types.input.eks.ClusterAccessConfig),
      // The component always sets true; the cluster's creator would stay administrator without an access entry.
      bootstrapClusterCreatorAdminPermissions: false,
    },
  };
}
