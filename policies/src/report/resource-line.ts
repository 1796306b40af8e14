import { nameOf, typeOf } from "../protocol/urn.ts";
import type { Place } from "../rule/reading.ts";
import { shortType } from "./tree.ts";

/** Formats the URN of a resource for people: `aws:ec2:Subnet  nodes-a`. */
export function resourceLine(urn: string): string {
  return `${shortType(typeOf(urn))}  ${nameOf(urn)}`;
}

/** Formats a property of a resource, or the resource itself for an empty path: `aws:ec2:Subnet  nodes-a  cidrBlock`. */
export function propertyLine({ urn, path }: Place): string {
  return [resourceLine(urn), path].filter(Boolean).join("  ");
}
