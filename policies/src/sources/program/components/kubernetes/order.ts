import { fieldsOf } from "../output.ts";
import { isText, type IdentifiedObject } from "./identity.ts";

/** The annotation with which an object names others that it depends on. Source: sigs.k8s.io/cli-utils, pkg/object/dependson, 0.37.2. */
const DEPENDS_ON = "config.kubernetes.io/depends-on";

/** An object, and those that must exist before it. */
export interface OrderedObject {
  readonly object: IdentifiedObject;
  readonly needed: readonly IdentifiedObject[];
}

/**
 * Returns the objects, each after those that it depends on: its namespace, the definition of its kind, and those that it names.
 * Objects that depend on each other in a circle are left out; the provider rejects them.
 */
export function inOrder(objects: readonly IdentifiedObject[]): readonly OrderedObject[] {
  const byKey = new Map(objects.flatMap((object) => keysOf(object).map((key) => [key, object] as const)));
  const ordered: OrderedObject[] = [];
  const done = new Set<IdentifiedObject>();
  let waiting = objects.map((object) => ({
    object,
    needed: needsOf(object).flatMap((key) => byKey.get(key) ?? []),
  }));
  for (let before = -1; before !== done.size;) {
    before = done.size;
    const ready = waiting.filter(({ needed }) => needed.every((other) => done.has(other)));
    for (const one of ready) {
      ordered.push(one);
      done.add(one.object);
    }
    waiting = waiting.filter(({ object }) => !done.has(object));
  }
  return ordered;
}

/** Returns the keys by which others find an object. */
function keysOf({ object, apiVersion, kind, name, namespace }: IdentifiedObject): readonly string[] {
  const own = key(groupOf(apiVersion), kind, name, namespace);
  if (kind !== "CustomResourceDefinition") return [own];
  const { group, names } = fieldsOf(object["spec"]);
  const defined = fieldsOf(names)["kind"];
  return isText(group) && isText(defined) ? [own, definitionKey(group, defined)] : [own];
}

function needsOf({ object, apiVersion, kind, namespace }: IdentifiedObject): readonly string[] {
  const annotation = fieldsOf(fieldsOf(object["metadata"])["annotations"])[DEPENDS_ON];
  return [
    ...(namespace === "" ? [] : [key("", "Namespace", namespace)]),
    definitionKey(groupOf(apiVersion), kind),
    ...(typeof annotation === "string" ? annotation.split(",").map((one) => namedKey(one.trim())) : []),
  ];
}

/** Returns the key of `<group>/<kind>/<name>` or `<group>/namespaces/<namespace>/<kind>/<name>`. */
function namedKey(reference: string): string {
  const [group = "", ...rest] = reference.split("/");
  const [kind = "", name = ""] = rest.slice(-2);
  return key(group, kind, name, rest[0] === "namespaces" && rest.length === 4 ? rest[1] : "");
}

function key(group: string, kind: string, name: string, namespace = ""): string {
  return JSON.stringify([group, kind, name, namespace]);
}

function definitionKey(group: string, kind: string): string {
  return JSON.stringify(["definition", group, kind]);
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}
