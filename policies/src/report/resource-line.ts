import { shortType } from "./tree.ts";

/** A resource by its URN, as a person reads it: `aws:ec2:Subnet  nodes-a`. */
export function resourceLine(urn: string): string {
  const [, , qualifiedType = "", name = ""] = urn.split("::");
  return `${shortType(qualifiedType.split("$").at(-1) ?? "")}  ${name}`;
}
