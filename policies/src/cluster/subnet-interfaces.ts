import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import { NAT_GATEWAY, SUBNET, VPC_ENDPOINT } from "./aws-types.ts";
import { references, referencesOfOne } from "./references.ts";

/**
 * NAT gateways and VPC endpoints by the URN of each subnet in which they have a network interface, and so take an address, for
 * certain. What the stack does not show is not counted. Puts nothing on record.
 */
export function subnetInterfaces(stack: StackView): ReadonlyMap<string, readonly ResourceView[]> {
  const interfaces = new Map<string, ResourceView[]>();
  const place = (owner: ResourceView, subnets: readonly ResourceView[]): void => {
    for (const { urn } of subnets) interfaces.set(urn, [...(interfaces.get(urn) ?? []), owner]);
  };
  for (const gateway of stack.ofType([NAT_GATEWAY])) {
    place(gateway, referencesOfOne(stack, gateway, "subnetId", [SUBNET]).resources);
  }
  for (const endpoint of stack.ofType([VPC_ENDPOINT])) {
    place(endpoint, references(stack, endpoint, "subnetIds", [SUBNET]).resources);
  }
  return interfaces;
}
