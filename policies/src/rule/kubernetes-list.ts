import { isPropertyObject, isUnknown, type PropertyValue } from "./property-value.ts";
import { ResourceView, type Resource } from "./resource-view.ts";
import type { RecordUndetermined } from "./view.ts";

const LIST = /^(kubernetes:.+:.+?)List(Patch)?$|^kubernetes:core\/v1:List$/;

/**
 * The objects a resource stands for: itself, or the members of a Kubernetes list (`JobList`, `List`), each with
 * its own type and with paths that start at `items[n]`. Where the items are unknown, one unknown member stands for all.
 */
export function* unfold(resource: Resource, record: RecordUndetermined): Iterable<ResourceView> {
  const list = LIST.exec(resource.type);
  if (!list) {
    yield new ResourceView(resource, resource.props, record);
    return;
  }
  const { items } = resource.props;
  const memberType = list[1] ?? "";
  if (isUnknown(items)) {
    yield new ResourceView({ ...resource, type: memberType }, items, record, ["items"]);
  } else if (Array.isArray(items)) {
    for (const [index, item] of (items as readonly PropertyValue[]).entries()) {
      yield new ResourceView({ ...resource, type: ownType(item) ?? memberType }, item, record, [
        "items",
        index,
      ]);
    }
  }
}

/** The type token that an object's own `apiVersion` and `kind` make. */
function ownType(item: PropertyValue): string | undefined {
  if (!isPropertyObject(item)) return undefined;
  const { apiVersion, kind } = item;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
