import { UNKNOWN } from "../../../../rule/property-value.ts";
import { apply, elementsOf, Output } from "../output.ts";
import type { Options } from "./options.ts";

/** The network of a cluster. */
export interface ClusterNetwork {
  readonly vpcId: Output;
  readonly subnetIds: Output;
}

/**
 * Returns the VPC and the subnets of a cluster: those of the program, or those of the default VPC, which would be looked up in
 * AWS. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23.
 */
export function clusterNetwork(options: Options): ClusterNetwork {
  const vpcId = options("vpcId");
  return { vpcId: vpcId.isSet ? vpcId : new Output(UNKNOWN), subnetIds: subnetIdsOf(options, vpcId.isSet) };
}

function subnetIdsOf(options: Options, hasVpc: boolean): Output {
  const subnetIds = options("subnetIds");
  if (subnetIds.value !== undefined) return subnetIds;
  const [publicIds, privateIds] = [options("publicSubnetIds"), options("privateSubnetIds")];
  if (publicIds.value !== undefined || privateIds.value !== undefined) {
    return apply([publicIds, privateIds], (first, second) => [...elementsOf(first), ...elementsOf(second)]);
  }
  return new Output(hasVpc ? [] : UNKNOWN);
}
