import { ADDON, CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { findKubernetesVersion } from "../../facts/kubernetes-versions.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { KUBERNETES_VERSION, VERSION } from "../../rule/kinds.ts";
import type { ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { StackView, type Stack } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

/** What a stack has that must be updated with its cluster, one line each. */
export interface Inventory {
  readonly controlPlane: readonly string[];
  readonly addons: readonly string[];
  readonly nodes: readonly string[];
}

/** Returns what must be updated for a Kubernetes version, before anything in the stack is. */
export function inventoryFor(target: string, stack: Stack): Inventory {
  const view = new StackView(stack, { undetermined: () => undefined });
  return {
    controlPlane: [
      ...view.ofType([CLUSTER]).map((cluster) => clusterLine(cluster, target)),
      supportLine(target),
    ],
    addons: view.ofType([ADDON]).map((addon) => addonLine(addon, target)),
    nodes: view.ofType([NODE_GROUP]).flatMap((group) => groupLine(group, target) ?? []),
  };
}

function clusterLine(cluster: ResourceView, target: string): string {
  const version = cluster.value("version", KUBERNETES_VERSION);
  const [own, wanted] = [minorOf(version), minorVersion(target) ?? 0];
  if (own === undefined) {
    const found = version.kind === "absent" ? "does not set version" : "has a version that is not known here";
    return text`cluster ${cluster} ${found}`.toString();
  }
  if (own >= wanted) return text`cluster ${cluster} is set to 1.${own}`.toString();
  const steps = Array.from({ length: wanted - own }, (_, index) => `1.${own + index + 1}`);
  const order = steps.length > 1 ? ", one version at a time with its nodes" : "";
  return `${text`cluster ${cluster} is set to 1.${own}`.toString()}: update it to ${steps.join(", then ")}${order}`;
}

function supportLine(target: string): string {
  const known = findKubernetesVersion(target);
  return known
    ? `standard support of ${target} ends on ${known.standardSupportEnds}, extended support on ${known.extendedSupportEnds}`
    : `the policy pack has no dates for ${target}`;
}

function addonLine(addon: ResourceView, target: string): string {
  const version = addon.value("addonVersion", VERSION);
  if (version.kind === "absent") {
    return text`${addon} sets no addonVersion: update it after the control plane`.toString();
  }
  const own = version.kind === "known" ? text` ${version}` : text``;
  return `${text`${addon}${own}`.toString()}: aws eks describe-addon-versions --kubernetes-version ${target} lists the versions that fit`;
}

/** The line for a group whose nodes must follow the control plane; undefined if they have the version. */
function groupLine(group: ResourceView, target: string): string | undefined {
  const version = group.value("version", VERSION);
  const own = minorOf(version);
  if (own !== undefined && own >= (minorVersion(target) ?? 0)) return undefined;
  const release = group.isSet("releaseVersion") ? " and releaseVersion" : "";
  const found =
    own === undefined
      ? version.kind === "absent"
        ? text`node group ${group} sets no version`
        : text`node group ${group} has a version that is not known here`
      : text`node group ${group} has 1.${own}`;
  return `${found.toString()}: update its version${release} after the control plane`;
}

function minorOf(version: ShownReading<string>): number | undefined {
  return version.kind === "known" && version.isSecret !== true ? minorVersion(version.value) : undefined;
}
