import { architectureOf, type InstanceType } from "./instance-types.ts";

/**
 * The labels by which a NodePool can select instance types, as far as they follow from what the pack knows of a type; undefined
 * for a type that doesn't have the label. Source: karpenter-provider-aws 1d92708, pkg/providers/instancetype/types.go
 * (computeRequirements), 2026-08.
 */
export const KARPENTER_LABELS: ReadonlyMap<string, (type: InstanceType) => string | undefined> = new Map([
  ["node.kubernetes.io/instance-type", ({ name }: InstanceType) => name],
  ["kubernetes.io/arch", ({ name }: InstanceType) => (architectureOf(name) === "arm64" ? "arm64" : "amd64")],
  ["karpenter.k8s.aws/instance-family", ({ name }: InstanceType) => name.split(".")[0]],
  ["karpenter.k8s.aws/instance-size", ({ name }: InstanceType) => name.split(".")[1]],
  ["karpenter.k8s.aws/instance-category", ({ name }: InstanceType) => SCHEME.exec(name)?.[1]],
  ["karpenter.k8s.aws/instance-generation", ({ name }: InstanceType) => SCHEME.exec(name)?.[2]],
  ["karpenter.k8s.aws/instance-cpu", ({ vcpus }: InstanceType) => vcpus?.toString()],
  ["karpenter.k8s.aws/instance-capability-flex", ({ name }: InstanceType) => `${/^[^.]*-flex/.test(name)}`],
  ["karpenter.k8s.aws/instance-hypervisor", hypervisorOf],
]);

const SCHEME = /^([a-z]+)(?:-\d+tb)?(\d+).*\./;

/** Instances without a hypervisor have an empty label. */
function hypervisorOf({ name, isNitro }: InstanceType): string {
  if (name.includes(".metal")) return "";
  return isNitro ? "nitro" : "xen";
}
