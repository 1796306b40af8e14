import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { Secret, type PropertyObject, type PropertyValue } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";

/** A resource as rules read it, from what the SDK hands to a resource policy. */
export function toResource({ type, name, urn, props }: ResourceValidationArgs): Resource {
  return { type, name, urn, props: withoutProxy(props as object) };
}

/** A resource as rules read it, from what the SDK hands over for remediation: there alone it marks secrets. */
export function toRemediableResource(args: ResourceValidationArgs): Resource {
  const resource = toResource(args);
  return { ...resource, props: withSecrets(resource.props) as PropertyObject };
}

/** A resource as rules read it, from what the SDK hands to a stack policy. */
export function toStackResource(resource: PolicyResource): StackResource {
  const { type, name, urn, props, propertyDependencies, dependencies, parent, provider } = resource;
  const byProperty = Object.entries(propertyDependencies).map(
    ([property, resources]) => [property, resources.map((dependency) => dependency.urn)] as const,
  );
  return {
    type,
    name,
    urn,
    props: withoutProxy(props as object),
    propertyDependencies: Object.fromEntries(byProperty),
    dependencies: dependencies.map((dependency) => dependency.urn),
    ...(parent && { parent: parent.urn }),
    ...(provider && { provider: provider.urn }),
  };
}

/**
 * The properties behind the SDK's proxy. Reading an unknown value through the proxy throws, and the SDK then turns the
 * whole policy into one advisory; property descriptors pass by the proxy, and what they hold is not proxied.
 */
function withoutProxy(props: object): PropertyObject {
  return Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(props)).map(([key, { value }]) => [
      key,
      value as PropertyObject[string],
    ]),
  );
}

/** The value with our own marks. */
function withSecrets(value: PropertyValue): PropertyValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(withSecrets);
  if (isSdkSecret(value)) return new Secret(withSecrets(value.value));
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, withSecrets(below)]));
}

/**
 * The SDK's class for secrets is not exported, and a bundler may give it another name: it is the one class whose instances
 * have a `value` and nothing else (1.21.0, policy.ts).
 */
function isSdkSecret(value: object): value is Secret {
  return Object.getPrototypeOf(value) !== Object.prototype && Object.keys(value).join() === "value";
}
