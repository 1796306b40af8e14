import { isUnknown, UNKNOWN } from "../../../../rule/property-value.ts";
import { Output } from "../output.ts";
import type { Options } from "./options.ts";

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

/**
 * The core of a cluster as a separate node group receives it, unknown in a first preview: everything in it depends on everything
 * that the cluster's output `core` depends on. If the program passes the cluster itself, it loses its dependencies; recorded
 * with pulumi-eks 4.3.0 on 2026-11-28.
 */
export function coreOfAnotherComponent(options: Options): Core {
  const cluster = options("cluster");
  const whole = new Output(UNKNOWN, isUnknown(cluster.value) ? cluster.from : []);
  return { clusterName: whole, vpcId: whole, clusterSecurityGroupId: whole, tags: [whole], whole };
}
