import { shortType } from "./tree.ts";

/** Formats the URN of a resource for people: `aws:ec2:Subnet  nodes-a`. */
export function resourceLine(urn: string): string {
  const [, , qualifiedType = "", name = ""] = urn.split("::");
  return `${shortType(qualifiedType.split("$").at(-1) ?? "")}  ${name}`;
}
