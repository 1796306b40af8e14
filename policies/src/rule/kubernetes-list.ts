import { isPropertyObject, isUnknown, Secret, type PropertyValue } from "./property-value.ts";
import type { ResourcePart } from "./resource-view.ts";

const LIST = /^(kubernetes:.+:.+?)List(Patch)?$|^kubernetes:core\/v1:List$/;

/** The type of a member of a `List` whose kind is unknown before `pulumi up`: it may be of any kind. */
export const UNKNOWN_KIND = "kubernetes:";

/** True for the type of a Kubernetes list. */
export function isList(type: string): boolean {
  return LIST.test(type);
}

/** The maximum depth of nested lists. Nobody writes deeper ones; to rules, such an object is unknown. */
const MAX_DEPTH = 4;

/**
 * Returns the objects that a resource stands for: itself, or the members of a Kubernetes list (`JobList`, `List`), each with its
 * own type and with paths that start at `items[n]`; nested lists are unfolded too. If the items are unknown, one unknown member
 * represents them all.
 */
export function membersOfList(part: ResourcePart, depth = MAX_DEPTH): readonly ResourcePart[] {
  const list = LIST.exec(part.type);
  const object = revealed(part.value);
  if (!list || !isPropertyObject(object)) return [part];
  const memberType = list[1] ?? UNKNOWN_KIND;
  const segments = [...part.segments, "items"];
  const items = revealed(object["items"]);
  if (isUnknown(items)) return [{ ...part, type: memberType, value: items, segments }];
  if (!Array.isArray(items)) return [];
  if (depth === 0) return [{ ...part, type: UNKNOWN_KIND, segments }];
  const isSecret = part.value instanceof Secret || object["items"] instanceof Secret;
  return (items as readonly PropertyValue[]).flatMap((item, index) =>
    membersOfList(
      {
        ...part,
        type: ownType(item) ?? memberType,
        value: isSecret ? new Secret(item) : item,
        segments: [...segments, index],
      },
      depth - 1,
    ),
  );
}

/** Returns the type token for an object's own `apiVersion` and `kind`. */
function ownType(item: PropertyValue): string | undefined {
  const object = revealed(item);
  if (!isPropertyObject(object)) return undefined;
  const apiVersion = revealed(object["apiVersion"]);
  const kind = revealed(object["kind"]);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  if (isUnknown(apiVersion) || isUnknown(kind)) return undefined;
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

function revealed(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? value.value : value;
}
