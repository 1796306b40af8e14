import type { PropertyObject } from "../../../rule/property-value.ts";
import { withAwsName } from "./aws-name.ts";
import type { CheckedResource } from "./checked-resource.ts";
import { withKubernetesName, withReleaseName } from "./kubernetes-name.ts";
import type { NamingOfType } from "./naming.ts";

/**
 * Returns the inputs of a resource with the name that its provider generates in a preview if the program sets none.
 *
 * @param prior the inputs of the last update of an existing resource, which keeps its generated name.
 * @throws Error with the provider's message, if it can't generate one.
 */
export function withGeneratedName(
  resource: CheckedResource,
  namingOf: NamingOfType,
  prior?: PropertyObject,
): PropertyObject {
  const { type } = resource;
  if (type === "kubernetes:helm.sh/v3:Release") return withReleaseName(resource, prior);
  return type.startsWith("kubernetes:")
    ? withKubernetesName(resource, namingOf(type), prior)
    : withAwsName(resource, namingOf(type), prior);
}
