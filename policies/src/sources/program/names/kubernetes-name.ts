import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";
import type { CheckedResource } from "./checked-resource.ts";
import { nameByPattern, type Naming } from "./naming.ts";
import { randomCharacters } from "./random-characters.ts";

/** The annotation by which the provider recognizes a name that it generated. */
const AUTONAMED = "pulumi.com/autonamed";

/**
 * Returns the inputs of a Kubernetes object with the name that the provider generates if the program sets none. Source:
 * pulumi-kubernetes 4, provider/pkg/metadata/naming.go and provider/pkg/provider/provider.go, 2026-01-15.
 *
 * @param prior the inputs of the last update. A generated name stays, and an existing object gets no new one.
 * @throws Error with the provider's message, if the project allows no generated names.
 */
export function withKubernetesName(
  resource: CheckedResource,
  naming: Naming,
  prior?: PropertyObject,
): PropertyObject {
  const { type, props } = resource;
  const { metadata: given } = props;
  const metadata = given ?? {};
  // Metadata that is unknown or secret may contain a name.
  if (!isPropertyObject(metadata) || isNamed(metadata["name"]) || hasNoName(type, props)) return props;
  const old = prior?.["metadata"];
  if (prior) return isAutonamed(old) ? { ...props, metadata: autonamed(metadata, old["name"]) } : props;
  if (isNamed(metadata["generateName"])) return props;
  return { ...props, metadata: autonamed(metadata, generated(resource, naming)) };
}

/**
 * Returns the inputs of a Helm release with the name that the provider generates if the program sets none, whatever the project's
 * naming. Source: pulumi-kubernetes 4, provider/pkg/provider/helm_release.go, 2026-01-15.
 */
export function withReleaseName(resource: CheckedResource, prior?: PropertyObject): PropertyObject {
  const { props } = resource;
  if (isNamed(props["name"])) return props;
  return { ...props, name: prior?.["name"] ?? generated(resource, { mode: "default" }) };
}

function generated({ urn, type, name }: CheckedResource, naming: Naming): string {
  switch (naming.mode) {
    case "disabled":
      throw new Error(
        `${type} ${name}: autonaming is disabled, resource requires the .metadata.name field to be set`,
      );
    case "verbatim":
      return name;
    case "pattern":
      return nameByPattern(naming.pattern, name, urn);
    case "default":
      return `${name}-${randomCharacters(urn, 8, "hex")}`;
  }
}

function autonamed(metadata: PropertyObject, name: PropertyValue): PropertyObject {
  const { annotations = {} } = metadata;
  return {
    ...metadata,
    name,
    annotations: isPropertyObject(annotations) ? { ...annotations, [AUTONAMED]: "true" } : annotations,
  };
}

/** True for a list, whose items have names, and for a patch, which the provider rejects without one. */
function hasNoName(type: string, { items, kind }: PropertyObject): boolean {
  return items !== undefined || (typeof kind === "string" && type.endsWith(`:${kind}Patch`));
}

function isAutonamed(metadata: PropertyValue): metadata is PropertyObject {
  if (!isPropertyObject(metadata)) return false;
  const { annotations } = metadata;
  return isPropertyObject(annotations) && annotations[AUTONAMED] === "true";
}

/** An empty name is none; an unknown one is one. */
function isNamed(name: PropertyValue): boolean {
  return name !== undefined && name !== null && name !== "";
}
