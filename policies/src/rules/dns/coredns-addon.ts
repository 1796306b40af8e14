import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { replicasFrom, type Replicas } from "./replicas.ts";

// Both replicaCount and autoScaling.minReplicas; source:
// https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
const DEFAULT_REPLICAS = 2;

/** The replicas of the EKS add-on coredns. */
export function addonReplicas(resource: ResourceView): Replicas | undefined {
  if (!isAddon(resource, "coredns")) return undefined;
  const configuration = addonConfiguration(resource);
  if (configuration.kind === "undetermined") return undefined;
  if (configuration.kind === "absent") {
    return replicasFrom(configuration, "replicaCount", DEFAULT_REPLICAS, { isMinimum: false });
  }
  const values = configuration.value;
  const scales = values.boolean("autoScaling.enabled");
  if (scales.kind === "undetermined") return undefined;
  if (scales.kind === "known" && scales.value) {
    return replicasFrom(
      values.integer("autoScaling.minReplicas"),
      "autoScaling.minReplicas",
      DEFAULT_REPLICAS,
      { isMinimum: true, maximum: values.integer("autoScaling.maxReplicas") },
    );
  }
  return replicasFrom(values.integer("replicaCount"), "replicaCount", DEFAULT_REPLICAS, { isMinimum: false });
}
