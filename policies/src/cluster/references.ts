import { oncePerStack } from "../rule/once.ts";
import { toSegments } from "../rule/property-path.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import { joined, text, type Text } from "../rule/text.ts";
import type { View } from "../rule/view.ts";

/** The resources of the stack that a property refers to. */
export interface References {
  readonly resources: readonly ResourceView[];
  /** Others, of which it refers to one or more, but it is not known to which; to no other one. @defaultValue none */
  readonly candidates?: readonly ResourceView[];
  /** Why there may be others; absent if {@link resources} are all. */
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
  if (owner.isUnknown(path)) {
    return { resources: [], candidates: candidatesAt(stack, owner, path, types), gap: NOT_KNOWN };
  }
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
  const withGap = all.filter(({ gap }) => gap !== undefined);
  const gap = withGap[0]?.gap;
  const isAmongCandidates = withGap.every(({ candidates = [] }) => candidates.length > 0);
  return {
    resources: all.flatMap(({ resources }) => resources),
    ...(isAmongCandidates ? { candidates: all.flatMap(({ candidates = [] }) => candidates) } : {}),
    ...(gap === undefined ? {} : { gap }),
  };
}

/** What a rule can judge of the resources that a property refers to. */
export interface Settled {
  readonly resources: readonly ResourceView[];
  /** Why there may be others to judge; absent if these are all. */
  readonly gap?: NonNullable<References["gap"]> | Text;
}

/**
 * Decides what a rule can judge of the resources that a property refers to. Candidates count if the verdict on all of them is
 * the same, since it then doesn't matter to which of them the property refers. Records nothing.
 */
export function settled(
  { resources, candidates = [], gap }: References,
  verdictOn: (candidate: ResourceView) => unknown,
): Settled {
  const verdicts = new Set(candidates.map(verdictOn));
  if (verdicts.size === 1) return { resources: [...resources, ...candidates] };
  if (verdicts.size > 1) {
    return { resources, gap: text`not known before pulumi up which of ${joined(candidates, ", ")}` };
  }
  return { resources, ...(gap === undefined ? {} : { gap }) };
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
 * from several subnets depends on all of them): they count if there are as many IDs as resources. If there are more resources,
 * these are candidates.
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
  const others = sourcesAt(stack, owner, path)
    .filter(({ type }) => types.includes(type))
    .filter(({ urn }) => !resources.has(urn));
  const told = unknownCount === others.length ? others : [];
  const isAmongOthers = unknownCount > 0 && unknownCount < others.length && !named.includes(undefined);

  const gap =
    unknownCount > told.length
      ? NOT_KNOWN
      : named.includes(undefined)
        ? "names something that is not in the stack"
        : undefined;
  return {
    resources: [...resources.values(), ...told],
    ...(isAmongOthers ? { candidates: others } : {}),
    ...(gap === undefined ? {} : { gap }),
  };
}

/**
 * The resources of certain types from which a value that is not known is built: it can only refer to these. None if a component
 * among its sources hides the resources that it creates.
 */
function candidatesAt(
  stack: StackView,
  owner: ResourceView,
  path: string,
  types: readonly string[],
): readonly ResourceView[] {
  const sources = sourcesAt(stack, owner, path);
  if (sources.some((source) => stack.hidesChildren(source))) return [];
  return sources.filter(({ type }) => types.includes(type));
}

/** The resources that a property depends on, as the plan lists them for the property as a whole. */
function sourcesAt(stack: StackView, owner: ResourceView, path: string): readonly ResourceView[] {
  const [property = ""] = toSegments(path);
  return stack.dependencies(owner, String(property));
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

/**
 * The known values by which others may refer to a resource: the ID that AWS assigned to it, or a name; and for a cluster, its
 * security group.
 */
function namesOf(resource: ResourceView): readonly string[] {
  return ["id", "arn", "name", "vpcConfig.clusterSecurityGroupId"].flatMap((path) => {
    const text = resource.isSet(path) && !resource.isUnknown(path) ? resource.string(path) : undefined;
    if (text?.kind !== "known") return [];
    return path === "arn" ? [text.value, ...text.value.split("/").slice(-1)] : [text.value];
  });
}
