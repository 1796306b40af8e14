import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";

/** A managed node group of the cluster "prod". */
export function nodeGroup(more: PropertyObject = {}, name = "subject"): TestResource {
  return { type: "aws:eks/nodeGroup:NodeGroup", name, props: { clusterName: "prod", ...more } };
}

/** A managed node group with a new launch template in the same stack. */
export function groupWithTemplate(
  template: string,
  more: PropertyObject = {},
  name = "workers",
): TestResource {
  const group = nodeGroup({ launchTemplate: { id: UNKNOWN, version: UNKNOWN }, ...more }, name);
  return { ...group, from: { launchTemplate: [template] } };
}

/** An Auto Scaling group whose nodes join the cluster "prod", with a new launch template in the same stack. */
export function selfManagedGroup(template = "subject", name = "workers"): TestResource {
  return {
    type: "aws:autoscaling/group:Group",
    name,
    props: {
      vpcZoneIdentifiers: ["subnet-1"],
      launchTemplate: { id: UNKNOWN, version: "$Latest" },
      tags: [{ key: "kubernetes.io/cluster/prod", value: "owned" }],
    },
    from: { launchTemplate: [template] },
  };
}

/** A Karpenter NodePool with these instance types, or an EKS Auto Mode NodePool, depending on the node class's group. */
export function nodePool(
  instanceTypes: readonly string[],
  { operator = "In", group = "karpenter.k8s.aws", system = "linux" } = {},
): TestResource {
  const requirements = [
    { key: "kubernetes.io/os", operator: "In", values: [system] },
    { key: "node.kubernetes.io/instance-type", operator, values: instanceTypes },
  ];
  const nodeClassRef = { group, kind: "EC2NodeClass", name: "default" };
  return {
    type: "kubernetes:karpenter.sh/v1:NodePool",
    props: { spec: { template: { spec: { requirements, nodeClassRef } } } },
  };
}
