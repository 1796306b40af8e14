import type * as aws from "@pulumi/aws";
import type { Input, ResourceTransform } from "@pulumi/pulumi";

/** What hardens a control plane. */
export interface HardeningArgs {
  /** Key for the cluster's secrets. */
  readonly keyArn: Input<string>;
  /** Pulumi refuses to delete or replace the cluster. Its access entries are not meant: those have to go when people go. */
  readonly protect: boolean;
}

/**
 * Sets on the cluster what `eks.Cluster` has no argument for. A transform is the only way that reaches a child of a
 * component that a plugin makes (pulumi-eks 4.3).
 */
export function hardenControlPlane({ keyArn, protect }: HardeningArgs): ResourceTransform {
  return ({ type, props, opts }) =>
    type === "aws:eks/cluster:Cluster"
      ? { props: hardenedCluster(props as aws.eks.ClusterArgs, keyArn), opts: { ...opts, protect } }
      : undefined;
}

/** The cluster's properties with what makes it fit for production. */
export function hardenedCluster(props: aws.eks.ClusterArgs, keyArn: Input<string>): aws.eks.ClusterArgs {
  return {
    ...props,
    // AWS may move traffic away from an impaired zone.
    zonalShiftConfig: { enabled: true },
    // Given here and not as the component's option, which makes the whole block unknown in a preview.
    encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
    accessConfig: {
      ...(props.accessConfig as aws.types.input.eks.ClusterAccessConfig),
      // The component always says true; whoever creates the cluster would stay administrator without an access entry.
      bootstrapClusterCreatorAdminPermissions: false,
    },
  };
}
