import { isPropertyObject, isUnknown, Secret, type PropertyValue } from "./property-value.ts";
import type { Resource, ResourcePart } from "./resource-view.ts";

const LIST = /^(kubernetes:.+:.+?)List(Patch)?$|^kubernetes:core\/v1:List$/;

/** The type of a member of a `List` that says nothing of its kind before `pulumi up`: it may be of any kind. */
export const UNKNOWN_KIND = "kubernetes:";

/**
 * The objects a resource stands for: itself, or the members of a Kubernetes list (`JobList`, `List`), each with
 * its own type and with paths that start at `items[n]`. Where the items are unknown, one unknown member stands for all.
 */
export function unfold(resource: Resource): readonly ResourcePart[] {
  const list = LIST.exec(resource.type);
  if (!list) return [{ ...resource, value: resource.props, segments: [] }];
  const { items } = resource.props;
  const memberType = list[1] ?? UNKNOWN_KIND;
  const isSecret = items instanceof Secret;
  const members = revealed(items);
  if (isUnknown(members)) return [{ ...resource, type: memberType, value: members, segments: ["items"] }];
  if (!Array.isArray(members)) return [];
  return (members as readonly PropertyValue[]).map((item, index) => ({
    ...resource,
    type: ownType(item) ?? memberType,
    value: isSecret ? new Secret(item) : item,
    segments: ["items", index],
  }));
}

/** The type token that an object's own `apiVersion` and `kind` make. */
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
