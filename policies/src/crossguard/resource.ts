import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import type { PropertyObject } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";

/** A resource as rules read it, from what the SDK hands to a resource policy. */
export function toResource({ type, name, urn, props }: ResourceValidationArgs): Resource {
  return { type, name, urn, props: withoutProxy(props as object) };
}

/** A resource as rules read it, from what the SDK hands to a stack policy. */
export function toStackResource(resource: PolicyResource): StackResource {
  const { type, name, urn, props, propertyDependencies } = resource;
  const dependencies = Object.entries(propertyDependencies).map(
    ([property, resources]) => [property, resources.map((dependency) => dependency.urn)] as const,
  );
  return {
    type,
    name,
    urn,
    props: withoutProxy(props as object),
    propertyDependencies: Object.fromEntries(dependencies),
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
