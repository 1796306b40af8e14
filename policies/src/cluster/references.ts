import { toSegments } from "../rule/property-path.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { View } from "../rule/view.ts";

/** The resources of the stack that a property names. */
export interface References {
  readonly resources: readonly ResourceView[];
  /** Why there may be others; absent when these are all. */
  readonly gap?: typeof NOT_KNOWN | "names what is not in the stack";
}

/** The resources of some types that a list of ids names. Puts nothing on record. */
export function references(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): References {
  if (!owner.isSet(path)) return { resources: [] };
  if (owner.isUnknown(path)) return { resources: [], gap: NOT_KNOWN };
  const ids = owner.list(path);
  return ids.kind === "known" ? referencesOf(stack, owner, path, ids.value, types) : { resources: [] };
}

/** The resources of some types that a single id names: one at most. Puts nothing on record. */
export function referencesOfOne(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): References {
  return owner.isSet(path) ? referencesOf(stack, owner, path, [owner.at(path)], types) : { resources: [] };
}

/** What several properties name together. */
export function mergedReferences(all: readonly References[]): References {
  const gap = all.find((one) => one.gap !== undefined)?.gap;
  return { resources: all.flatMap(({ resources }) => resources), ...(gap === undefined ? {} : { gap }) };
}

/** The one resource of some types that an id names, where it is in the stack. Puts nothing on record. */
export function reference(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): ResourceView | undefined {
  return referencesOfOne(stack, owner, path, types).resources[0];
}

/** The gap of what only `pulumi up` will know: it may be a resource of the stack. */
export const NOT_KNOWN = "not known before pulumi up";

/**
 * The resources of some types that ids of a property name. Puts nothing on record. Known ids are matched exactly. Unknown
 * ones can only be told by what the property was made from, which may be more than its value holds (a value made from
 * several subnets depends on all of them): they count where there are as many ids as resources, and are never guessed.
 */
export function referencesOf(
  stack: StackView,
  owner: ResourceView,
  path: string,
  ids: readonly View[],
  types: readonly string[],
): References {
  const candidates = stack.ofType(types);
  const known = ids.filter((id) => !id.isUnknown());
  const named = known.map((id) => candidates.find((candidate) => isNamedBy(candidate, id)));
  const resources = new Map(named.flatMap((one) => (one ? [[one.urn, one]] : [])));

  const unknownCount = ids.length - known.length;
  const [property = ""] = toSegments(path);
  const others = stack
    .dependencies(owner, String(property))
    .filter(({ type, urn }) => types.includes(type) && !resources.has(urn));
  const told = unknownCount === others.length ? others : [];

  const gap =
    unknownCount > told.length
      ? NOT_KNOWN
      : named.includes(undefined)
        ? "names what is not in the stack"
        : undefined;
  return {
    resources: [...resources.values(), ...told],
    ...(gap === undefined ? {} : { gap }),
  };
}

function isNamedBy(candidate: ResourceView, id: View): boolean {
  const text = id.string();
  return text.kind === "known" && namesOf(candidate).includes(text.value);
}

/** What others may name a resource by, as far as it is known: the id that AWS gave it, or a name. */
function namesOf(resource: ResourceView): readonly string[] {
  return ["id", "arn", "name"].flatMap((path) => {
    const text = resource.isSet(path) && !resource.isUnknown(path) ? resource.string(path) : undefined;
    if (text?.kind !== "known") return [];
    return path === "arn" ? [text.value, ...text.value.split("/").slice(-1)] : [text.value];
  });
}
