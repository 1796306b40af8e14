import { UNKNOWN } from "../../../../rule/property-value.ts";
import { Output } from "../output.ts";

/** What node groups take from a cluster. */
export interface Core {
  readonly clusterName: Output;
  readonly vpcId: Output;
  readonly clusterSecurityGroupId: Output;
  /** Tags for security groups of nodes. */
  readonly tags: readonly Output[];
  /** A value computed of the core as a whole: unknown in a first preview, and from all that the core is made of. */
  readonly whole: Output;
}

const UNKNOWN_VALUE = new Output(UNKNOWN);

/**
 * The core of a cluster in a node group beside it: it comes through the cluster's `core` output, which no first preview
 * knows and which loses its dependencies; recorded with pulumi-eks 4.3.0 on 2026-11-23.
 */
export const CORE_OF_ANOTHER_COMPONENT: Core = {
  clusterName: UNKNOWN_VALUE,
  vpcId: UNKNOWN_VALUE,
  clusterSecurityGroupId: UNKNOWN_VALUE,
  tags: [UNKNOWN_VALUE],
  whole: UNKNOWN_VALUE,
};
