import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { isUnknown, type PropertyObject } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";

const STACK_TYPE = "pulumi:pulumi:Stack";

/** A resource as rules read it, from what the SDK hands to a resource policy. */
export function toResource({ type, name, urn, props }: ResourceValidationArgs): Resource {
  return { type, name, urn, props: withoutProxy(props as object) };
}

/**
 * A resource as rules read it, from what the SDK hands to a stack policy, which is outputs. In a preview every input that
 * nobody set is unknown there if AWS would report it back; `inputs`, which were seen before, tell what is not set.
 */
export function toStackResource(resource: PolicyResource, inputs: PropertyObject = {}): StackResource {
  const { type, name, urn, props, propertyDependencies } = resource;
  const dependencies = Object.entries(propertyDependencies).map(
    ([property, resources]) => [property, resources.map((dependency) => dependency.urn)] as const,
  );
  return {
    type,
    name,
    urn,
    props: { ...knownOnly(withoutProxy(props as object)), ...inputs },
    propertyDependencies: Object.fromEntries(dependencies),
  };
}

function knownOnly(outputs: PropertyObject): PropertyObject {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !isUnknown(value)));
}

/** The URN of the stack, to which findings about no resource in particular go. */
export function stackUrnOf(resources: readonly { readonly type: string; readonly urn: string }[]): string {
  return resources.find(({ type }) => type === STACK_TYPE)?.urn ?? "";
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
