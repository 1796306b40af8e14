import { formatPath } from "../../rule/property-path.ts";
import type { ResourcePart } from "../../rule/resource-view.ts";
import { View } from "../../rule/view.ts";
import type { Subject } from "./exemption-state.ts";

/** Returns the part of a resource that contains a path. */
export function partAt(parts: readonly ResourcePart[], path: string): ResourcePart | undefined {
  return parts.findLast(({ segments }) => path.startsWith(formatPath(segments))) ?? parts[0];
}

/** Returns what exemptions are compared with; `type` is the type of the whole resource. */
export function subjectOf(part: ResourcePart, type: string): Subject {
  const { urn, name } = part;
  const view = new View(urn, part.value, { undetermined: () => undefined }, part.segments);
  const namespace = view.string("metadata.namespace");
  return {
    urn,
    name,
    types: [part.type, type],
    namespace: namespace.kind === "known" ? namespace.value : namespace.kind === "absent" ? undefined : null,
  };
}
