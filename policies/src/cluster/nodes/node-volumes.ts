import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { LAUNCH_CONFIGURATION } from "../aws-types.ts";
import { EC2_NODE_CLASS } from "./karpenter.ts";

/**
 * The EBS volumes of nodes in a launch template, a launch configuration or an EC2NodeClass, each as its `ebs`; absent if the AMI
 * decides.
 */
export function nodeVolumes(resource: ResourceView): Reading<readonly View[]> {
  if (resource.type === LAUNCH_CONFIGURATION) return volumesOfConfiguration(resource);
  const path = EC2_NODE_CLASS.includes(resource.type) ? "spec.blockDeviceMappings" : "blockDeviceMappings";
  const mappings = resource.list(path);
  if (mappings.kind !== "known") return mappings;
  const volumes = mappings.value.filter((mapping) => mapping.isUnknown() || mapping.isSet("ebs"));
  return volumes.length === 0
    ? { kind: "absent", urn: mappings.urn, path: mappings.path }
    : { ...mappings, value: volumes.map((mapping) => mapping.at("ebs")) };
}

function volumesOfConfiguration(resource: ResourceView): Reading<readonly View[]> {
  const root = resource.object("rootBlockDevice");
  const others = resource.list("ebsBlockDevices");
  if (root.kind === "undetermined") return root;
  if (others.kind === "undetermined") return others;
  const volumes = [
    ...(root.kind === "known" && root.value.size > 0 ? [resource.at("rootBlockDevice")] : []),
    ...(others.kind === "known" ? others.value : []),
  ];
  const { urn, path } = root;
  return volumes.length === 0 ? { kind: "absent", urn, path } : { kind: "known", value: volumes, urn, path };
}
