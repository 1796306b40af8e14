import { resourceReference } from "../../../../protocol/wire.ts";
import { isPropertyObject, Secret, type PropertyObject } from "../../../../rule/property-value.ts";
import { isDefinedAsNamespaced, isNamespacedKind, withNamespace } from "../../kubernetes/namespace.ts";
import type { ComponentOutputs, RemoteComponent } from "../component-model.ts";
import { elementsOf, fieldsOf, holdsUnknown } from "../output.ts";
import { identified, isText, type IdentifiedObject } from "./identity.ts";
import { inOrder } from "./order.ts";

/**
 * The versions that the models of charts, kustomizations and manifests hold for. Their source is that of pulumi-kubernetes after 4.32.0,
 * read 2026-07-01; the SDK of 4.34.2 has the same options.
 */
export const KUBERNETES_VERSIONS = { package: "@pulumi/kubernetes", from: "4.12.0", to: "4.34.2" };

/**
 * Registers the objects of a manifest as the provider does. Source: pulumi-kubernetes, provider/pkg/provider/yaml/v2/yaml.go, 2026-07-01.
 *
 * @param from URNs that unknown values in the objects depend on.
 */
export async function registerObjects(
  component: RemoteComponent,
  documents: readonly PropertyObject[],
  { namespace = "", from = [] }: { readonly namespace?: string; readonly from?: readonly string[] } = {},
): Promise<ComponentOutputs> {
  const unlisted = documents.flatMap(itemsOf).map(withCoreGroup);
  const named = unlisted.filter((object) => identified(object) !== undefined);
  if (named.length < unlisted.length)
    component.hide("an object in it has no kind, apiVersion or metadata.name that is known before pulumi up");
  const definitions = named.filter(({ kind }) => kind === "CustomResourceDefinition");
  const isNamespaced = (object: PropertyObject): boolean =>
    isNamespacedKind(object) ?? isDefinedAsNamespaced(object, definitions) ?? false;
  const place = namespace === "" ? defaultNamespace(component) : namespace;
  const objects = withNamespace(named, place, isNamespaced).flatMap((object) => identified(object) ?? []);
  const ordered = inOrder(objects);
  if (ordered.length < objects.length) component.hide("some of them depend on each other in a circle");

  const { resourcePrefix, skipAwait } = component.inputs;
  const prefix = typeof resourcePrefix === "string" ? resourcePrefix : component.name;
  const urns = new Map<IdentifiedObject, string>();
  for (const { object: identity, needed } of ordered) {
    const { object, apiVersion, kind, name, namespace: own } = identity;
    const fullName = own === "" ? name : `${own}/${name}`;
    const unknown = Object.keys(object).filter((key) => holdsUnknown(object[key]));
    const { urn } = await component.register({
      type: `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`,
      name: prefix === "" ? fullName : `${prefix}:${fullName}`,
      props: withSecrets(skipAwait === true ? withoutAwait(object) : object),
      dependsOn: needed.flatMap((other) => urns.get(other) ?? []),
      from: Object.fromEntries(unknown.map((key) => [key, from])),
      version: component.version,
    });
    urns.set(identity, urn);
  }
  return { resources: [...urns.values()].map(resourceReference) };
}

/** The namespace of the provider, which is that of its kubeconfig's context if it doesn't set one. */
function defaultNamespace(component: RemoteComponent): string {
  const namespace = component.providerInput("kubernetes", "namespace");
  return isText(namespace) ? namespace : "default";
}

/** Returns the items of a list, and any other object itself. */
function itemsOf(object: PropertyObject): readonly PropertyObject[] {
  return Array.isArray(object["items"])
    ? elementsOf(object["items"]).filter(isPropertyObject).flatMap(itemsOf)
    : [object];
}

function withCoreGroup(object: PropertyObject): PropertyObject {
  const { apiVersion } = object;
  return typeof apiVersion === "string" && apiVersion.startsWith("core/")
    ? { ...object, apiVersion: apiVersion.slice("core/".length) }
    : object;
}

function withoutAwait(object: PropertyObject): PropertyObject {
  const metadata = fieldsOf(object["metadata"]);
  const annotations = { ...fieldsOf(metadata["annotations"]), "pulumi.com/skipAwait": "true" };
  return { ...object, metadata: { ...metadata, annotations } };
}

function withSecrets(object: PropertyObject): PropertyObject {
  if (object["kind"] !== "Secret" || object["apiVersion"] !== "v1") return object;
  const secret = ["data", "stringData"]
    .filter((key) => object[key] !== undefined)
    .map((key) => [key, object[key] instanceof Secret ? object[key] : new Secret(object[key])] as const);
  return { ...object, ...Object.fromEntries(secret) };
}
