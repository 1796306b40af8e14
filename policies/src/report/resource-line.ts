import { nameOf, typeOf } from "../protocol/urn.ts";
import { shortType } from "./tree.ts";

/** Formats the URN of a resource for people: `aws:ec2:Subnet  nodes-a`. */
export function resourceLine(urn: string): string {
  return `${shortType(typeOf(urn))}  ${nameOf(urn)}`;
}
