import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject, PropertyValue } from "../../../policies/src/rule/property-value.ts";

/** The vpc-cni add-on with these configuration values, or without any. */
export function addon(configurationValues?: PropertyValue, name = "subject"): TestResource {
  return { type: "aws:eks/addon:Addon", name, props: { addonName: "vpc-cni", configurationValues } };
}

/** The vpc-cni add-on with this environment, as JSON. */
export function addonWith(env: Readonly<Record<string, unknown>>, name = "subject"): TestResource {
  return addon(JSON.stringify({ env }), name);
}

/** The aws-node DaemonSet with these variables. */
export function daemonSet(env: PropertyValue, more: PropertyObject = {}, name = "subject"): TestResource {
  return workload("kubernetes:apps/v1:DaemonSet", env, more, name);
}

/** A Patch of the aws-node DaemonSet that sets these variables. */
export function daemonSetPatch(env: PropertyValue, name = "subject"): TestResource {
  return workload("kubernetes:apps/v1:DaemonSetPatch", env, {}, name);
}

/** A container's environment. */
export function variables(env: Readonly<Record<string, PropertyValue>>): PropertyValue {
  return Object.entries(env).map(([name, value]) => ({ name, value }));
}

/** A release of the aws-vpc-cni chart. */
export function release(values?: PropertyValue, more: PropertyObject = {}): TestResource {
  return { type: "kubernetes:helm.sh/v3:Release", props: { chart: "aws-vpc-cni", values, ...more } };
}

function workload(type: string, env: PropertyValue, more: PropertyObject, name: string): TestResource {
  const containers = [
    { name: "aws-node", env, ...more },
    { name: "aws-eks-nodeagent", env: [] },
  ];
  return {
    type,
    name,
    props: {
      metadata: { name: "aws-node", namespace: "kube-system" },
      spec: { template: { spec: { containers } } },
    },
  };
}
