import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { NAT_GATEWAY, SUBNET, VPC_ENDPOINT } from "../aws-types.ts";
import { NOT_KNOWN, references, referencesOfOne } from "../references.ts";

/**
 * NAT gateways and VPC endpoints by the URN of each subnet in which they certainly have a network interface, and so take an
 * address. Those whose subnet is not known yet, and may be in the stack, are recorded.
 */
export function subnetInterfaces(stack: StackView): ReadonlyMap<string, readonly ResourceView[]> {
  const interfaces = new Map<string, ResourceView[]>();
  const placed = [
    ...stack.ofType([NAT_GATEWAY]).map((owner) => ({
      owner,
      place: owner.at("subnetId"),
      ...referencesOfOne(stack, owner, "subnetId", [SUBNET]),
    })),
    ...stack.ofType([VPC_ENDPOINT]).map((owner) => ({
      owner,
      place: owner.at("subnetIds"),
      ...references(stack, owner, "subnetIds", [SUBNET]),
    })),
  ];
  for (const { owner, place, resources, gap } of placed) {
    if (gap === NOT_KNOWN) place.undetermined(gap);
    for (const { urn } of resources)
      interfaces
        .set(urn, interfaces.get(urn) ?? [])
        .get(urn)
        ?.push(owner);
  }
  return interfaces;
}
