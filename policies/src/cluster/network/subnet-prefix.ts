import { SUBNET_PREFIX_LENGTHS } from "../../facts/subnet-size.ts";
import { IPV4_BLOCK } from "../../rule/kinds.ts";
import type { ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { text } from "../../rule/text.ts";

/** The prefix length of a subnet's IPv4 block, shown as the program sets it; undefined for a subnet without IPv4. */
export function subnetPrefix(subnet: ResourceView): ShownReading<number> | undefined {
  // AWS accepts either; with a length, it allocates the block itself, so the block is not known in advance.
  if (subnet.isSet("ipv4NetmaskLength")) {
    const length = subnet.integer("ipv4NetmaskLength");
    if (length.kind !== "known") return length;
    return isSubnetPrefix(length.value)
      ? { ...length, shown: text`a /${length}` }
      : subnet.at("ipv4NetmaskLength").undetermined(text`expected a number ${RANGE}`);
  }
  const block = subnet.value("cidrBlock", IPV4_BLOCK);
  if (block.kind === "undetermined") return block;
  if (block.kind === "absent") {
    const native = subnet.boolean("ipv6Native");
    if (native.kind === "undetermined") return native;
    return native.kind === "known" && native.value
      ? undefined
      : subnet.at("cidrBlock").undetermined("the address pool decides the size");
  }
  return isSubnetPrefix(block.value.prefixLength)
    ? { ...block, value: block.value.prefixLength }
    : subnet.at("cidrBlock").undetermined(text`expected an IPv4 block with a prefix ${RANGE}`);
}

const { shortest, longest } = SUBNET_PREFIX_LENGTHS;
const RANGE = text`from ${shortest} to ${longest}`;

function isSubnetPrefix(length: number): boolean {
  return length >= shortest && length <= longest;
}
