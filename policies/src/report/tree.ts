import { groupBy } from "../facts/group-by.ts";
import type { SourceResource } from "../sources/source.ts";

/**
 * Formats resources as a tree of parents and children, one line each. Siblings are sorted, because the order in which a program
 * registers independent resources differs from run to run.
 */
export function* resourceTree(resources: readonly SourceResource[]): Iterable<string> {
  const children = groupBy(resources.filter(isShown), ({ parent }) => parent);
  for (const root of children.get(undefined) ?? []) {
    yield label(root);
    yield* below(root.urn, children, "");
  }
}

function* below(
  urn: string,
  children: ReadonlyMap<string | undefined, readonly SourceResource[]>,
  indent: string,
): Iterable<string> {
  const siblings = (children.get(urn) ?? []).toSorted((a, b) => (label(a) < label(b) ? -1 : 1));
  for (const [index, resource] of siblings.entries()) {
    const isLast = index === siblings.length - 1;
    yield `${indent}${isLast ? "└─ " : "├─ "}${label(resource)}`;
    yield* below(resource.urn, children, `${indent}${isLast ? "   " : "│  "}`);
  }
}

/** Hides default providers, which are internal to the engine; Pulumi does not show them either. */
function isShown({ type, parent }: SourceResource): boolean {
  return parent !== undefined || !type.startsWith("pulumi:providers:");
}

function label({ type, name, protect }: SourceResource): string {
  return `${shortType(type)}  ${name}${protect ? "  [protected]" : ""}`;
}

/** `aws:ec2/subnet:Subnet` → `aws:ec2:Subnet`, as Pulumi prints types. */
export function shortType(type: string): string {
  return type.replace(/\/[^/:]+:([^:]+)$/, (whole, name: string) =>
    whole.startsWith(`/${name.charAt(0).toLowerCase()}${name.slice(1)}:`) ? `:${name}` : whole,
  );
}
