import { fieldsOf, type Input, type Output } from "../output.ts";
import type { Declaration, Resource } from "../resource.ts";
import type { PlannedSubnet } from "./subnet-layout.ts";

/** Registers a child with the Region that the program sets for the VPC. */
export type DeclareChild = (declaration: Declaration) => Promise<Resource>;

/** A subnet with what is created in it. */
export interface CreatedSubnet {
  readonly plan: PlannedSubnet;
  readonly subnet: Resource;
  readonly routeTable: Resource;
}

/** Returns each tag as an output. */
export function tagsIn(tags: Output): Readonly<Record<string, Input>> {
  return Object.fromEntries(Object.keys(fieldsOf(tags.value)).map((key) => [key, tags.get(key)]));
}
