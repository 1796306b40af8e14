import type { IpBlock } from "../../facts/ip-block.ts";
import { IPV4_ADDRESS } from "../../rule/kinds.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { ELASTIC_IP } from "../aws-types.ts";
import { references, referencesOfOne } from "../references.ts";

/** The public source addresses of a NAT gateway; those that the stack does not show are recorded. */
export function natAddresses(stack: StackView, gateway: ResourceView): readonly Shown<IpBlock>[] {
  const first = gateway.isSet("publicIp")
    ? { resources: [gateway] }
    : referencesOfOne(stack, gateway, "allocationId", [ELASTIC_IP]);
  if (first.resources.length === 0) {
    gateway.at("publicIp").undetermined("no Elastic IP in the stack that is certainly its own");
  }
  const others = references(stack, gateway, "secondaryAllocationIds", [ELASTIC_IP]);
  if (others.gap !== undefined) gateway.at("secondaryAllocationIds").undetermined(others.gap);
  return [...first.resources, ...others.resources].flatMap((resource) => {
    // With your own address pool, you can request a specific address, and so know it before it is allocated.
    const address = resource.value(resource.isSet("publicIp") ? "publicIp" : "address", IPV4_ADDRESS);
    if (address.kind === "absent") resource.at("publicIp").undetermined("not known before pulumi up");
    return address.kind === "known" ? [address] : [];
  });
}
