import { types } from "node:util";

import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { Secret, type PropertyObject, type PropertyValue } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";

/** Converts the arguments of a resource policy to a resource as rules read it. */
export function toResource({ type, name, urn, props }: ResourceValidationArgs): Resource {
  return { type, name, urn, props: withoutProxy(props as object) };
}

/** Converts the arguments of a remediation to a resource as rules read it: only there does the SDK mark secrets. */
export function toRemediableResource(args: ResourceValidationArgs): Resource {
  const resource = toResource(args);
  return { ...resource, props: withSecrets(resource.props) as PropertyObject };
}

const converted = new WeakMap<object, readonly StackResource[]>();

/**
 * Converts the resources from the arguments of a stack policy to those that rules read, once for all policies. The SDK copies the
 * resources of a request for each policy, but not the list of ignored changes in it (1.21.0, server.js), by which it is recognized.
 * What isn't the SDK's proxy, such as the arguments in a test of a policy, may share such lists with others.
 */
export function toStackResources(resources: readonly PolicyResource[]): readonly StackResource[] {
  const [first] = resources;
  if (!first || !types.isProxy(first.props)) return resources.map(toStackResource);
  const request = first.opts.ignoreChanges;
  const result = converted.get(request) ?? resources.map(toStackResource);
  converted.set(request, result);
  return result;
}

function toStackResource(resource: PolicyResource): StackResource {
  const { type, name, urn, props, opts, propertyDependencies, dependencies, parent, provider } = resource;
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
    ...(opts.ignoreChanges.length > 0 && { ignoreChanges: opts.ignoreChanges }),
    ...(parent && { parent: parent.urn }),
    ...(provider && { provider: provider.urn }),
  };
}

/**
 * Returns the properties without the SDK's proxy. Reading an unknown value through the proxy throws, and the SDK then reports the
 * whole policy as one advisory; property descriptors bypass the proxy, and the values they hold are not proxied.
 */
function withoutProxy(props: object): PropertyObject {
  return Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(props)).map(([key, { value }]) => [
      key,
      value as PropertyObject[string],
    ]),
  );
}

/** Returns the value with its secrets as {@link Secret}. */
function withSecrets(value: PropertyValue): PropertyValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(withSecrets);
  if (isSdkSecret(value)) return new Secret(withSecrets(value.value));
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, withSecrets(below)]));
}

/**
 * True for an instance of the SDK's class for secrets, which isn't exported and which a bundler may rename: it is the only class
 * whose instances have a `value` and nothing else (1.21.0, policy.ts).
 */
function isSdkSecret(value: object): value is Secret {
  return Object.getPrototypeOf(value) !== Object.prototype && Object.keys(value).join() === "value";
}
