import { UNKNOWN } from "../../../../rule/property-value.ts";
import { Output } from "../output.ts";

/** The part of a cluster that node groups use. */
export interface Core {
  readonly clusterName: Output;
  readonly vpcId: Output;
  readonly clusterSecurityGroupId: Output;
  /** Tags for security groups of nodes. */
  readonly tags: readonly Output[];
  /** A value computed from the core as a whole: unknown in a first preview, and dependent on everything in the core. */
  readonly whole: Output;
}

const UNKNOWN_VALUE = new Output(UNKNOWN);

/**
 * The core of a cluster as a separate node group receives it: through the cluster's `core` output, which is unknown in a first
 * preview and loses its dependencies; recorded with pulumi-eks 4.3.0 on 2026-11-23.
 */
export const CORE_OF_ANOTHER_COMPONENT: Core = {
  clusterName: UNKNOWN_VALUE,
  vpcId: UNKNOWN_VALUE,
  clusterSecurityGroupId: UNKNOWN_VALUE,
  tags: [UNKNOWN_VALUE],
  whole: UNKNOWN_VALUE,
};
