import type { ResourceView } from "../../rule/resource-view.ts";
import type { Reading } from "../../rule/view.ts";

/** The length of a subnet's IPv4 prefix, shown as the program sets it; undefined for a subnet without IPv4. */
export function subnetPrefix(subnet: ResourceView): Reading<number> | undefined {
  // AWS takes either; with a length it draws the block itself, so the block is not known before.
  if (subnet.isSet("ipv4NetmaskLength")) {
    const length = subnet.integer("ipv4NetmaskLength");
    return length.kind === "known" ? { ...length, shown: `a /${length.shown}` } : length;
  }
  const block = subnet.string("cidrBlock");
  if (block.kind === "undetermined") return block;
  if (block.kind === "absent") {
    const native = subnet.boolean("ipv6Native");
    if (native.kind === "known" && native.value) return undefined;
    if (native.kind === "undetermined") return native;
    return subnet.at("cidrBlock").undetermined("the address pool decides the size");
  }
  const length = prefixLength(block.value);
  return length === undefined
    ? subnet.at("cidrBlock").undetermined("expected an IPv4 block such as 10.0.0.0/22")
    : { ...block, value: length };
}

function prefixLength(cidrBlock: string): number | undefined {
  const [, address = "", length = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(cidrBlock) ?? [];
  const bytes = address.split(".");
  const isAddress = bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) <= 255);
  return isAddress && Number(length) <= 32 ? Number(length) : undefined;
}
