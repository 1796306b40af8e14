import { oncePerStack } from "../rule/once.ts";
import { toSegments } from "../rule/property-path.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { View } from "../rule/view.ts";

/** The resources of the stack that a property refers to. */
export interface References {
  readonly resources: readonly ResourceView[];
  /** Why there may be others; absent if these are all. */
  readonly gap?: typeof NOT_KNOWN | "names something that is not in the stack";
}

/** The resources of certain types that a list of IDs refers to. Records nothing. */
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

/** The resources of certain types that a single ID refers to: one at most. Records nothing. */
export function referencesOfOne(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): References {
  return owner.isSet(path) ? referencesOf(stack, owner, path, [owner.at(path)], types) : { resources: [] };
}

/** The resources that several properties refer to. */
export function mergedReferences(all: readonly References[]): References {
  const gap = all.find((one) => one.gap !== undefined)?.gap;
  return { resources: all.flatMap(({ resources }) => resources), ...(gap === undefined ? {} : { gap }) };
}

/** The one resource of certain types that an ID refers to, if it is in the stack. Records nothing. */
export function reference(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): ResourceView | undefined {
  return referencesOfOne(stack, owner, path, types).resources[0];
}

/** The gap for a value that is known only after `pulumi up`: it may be a resource of the stack. */
export const NOT_KNOWN = "not known before pulumi up";

/**
 * The resources of certain types that the IDs of a property refer to. Records nothing. Known IDs are matched exactly. Unknown
 * IDs can be resolved only through the property's dependencies, which may be more than its value contains (a value that is built
 * from several subnets depends on all of them): they count if there are as many IDs as resources, and are never guessed.
 */
export function referencesOf(
  stack: StackView,
  owner: ResourceView,
  path: string,
  ids: readonly View[],
  types: readonly string[],
): References {
  const known = ids.filter((id) => !id.isUnknown());
  const named = known.map((id) => resourceNamed(stack, types, id));
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
        ? "names something that is not in the stack"
        : undefined;
  return {
    resources: [...resources.values(), ...told],
    ...(gap === undefined ? {} : { gap }),
  };
}

/** The first resource of certain types that an ID names. */
function resourceNamed(stack: StackView, types: readonly string[], id: View): ResourceView | undefined {
  const text = id.string();
  if (text.kind !== "known") return undefined;
  const indexes = resourcesByName(stack);
  const key = types.join(" ");
  const index =
    indexes.get(key) ??
    // Of several resources with one name, the first stays.
    new Map(
      stack
        .ofType(types)
        .flatMap((resource) => namesOf(resource).map((name) => [name, resource] as const))
        .reverse(),
    );
  indexes.set(key, index);
  return index.get(text.value);
}

/** The resources of each list of types by the names that others may use for them. */
const resourcesByName = oncePerStack(() => new Map<string, ReadonlyMap<string, ResourceView>>());

/** The known values by which others may refer to a resource: the ID that AWS assigned to it, or a name. */
function namesOf(resource: ResourceView): readonly string[] {
  return ["id", "arn", "name"].flatMap((path) => {
    const text = resource.isSet(path) && !resource.isUnknown(path) ? resource.string(path) : undefined;
    if (text?.kind !== "known") return [];
    return path === "arn" ? [text.value, ...text.value.split("/").slice(-1)] : [text.value];
  });
}
