import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { EC2_NODE_CLASS } from "./karpenter.ts";

/** The EBS volumes of nodes in a launch template or an EC2NodeClass, each as its `ebs`; absent if the AMI decides. */
export function nodeVolumes(resource: ResourceView): Reading<readonly View[]> {
  const path = EC2_NODE_CLASS.includes(resource.type) ? "spec.blockDeviceMappings" : "blockDeviceMappings";
  const mappings = resource.list(path);
  if (mappings.kind !== "known") return mappings;
  const volumes = mappings.value.filter((mapping) => mapping.isUnknown() || mapping.isSet("ebs"));
  return volumes.length === 0
    ? { kind: "absent", urn: mappings.urn, path: mappings.path }
    : { ...mappings, value: volumes.map((mapping) => mapping.at("ebs")) };
}
