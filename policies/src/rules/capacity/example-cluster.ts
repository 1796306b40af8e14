import type { TestResource } from "../../rule/example.ts";
import type { PropertyObject } from "../../rule/property-value.ts";

/** The cluster in the examples. */
export function exampleCluster() {
  return { type: "aws:eks/cluster:Cluster", props: { name: "prod" } };
}

/** The parts of an example's cluster: three subnets, a group of m5.xlarge nodes in them, and the VPC CNI. */
export function exampleParts({
  prefixLength = 22,
  minSize = 3,
  maxSize = 15,
  env = {},
  group = {},
}: {
  readonly prefixLength?: number;
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly group?: PropertyObject;
}): readonly TestResource[] {
  const zones = ["a", "b", "c"];
  return [
    ...zones.map((zone, index) => ({
      type: "aws:ec2/subnet:Subnet",
      name: `nodes-${zone}`,
      props: {
        id: `subnet-${zone}`,
        availabilityZone: `eu-west-1${zone}`,
        cidrBlock: `10.0.${index * 32}.0/${prefixLength}`,
      },
    })),
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "apps",
      props: {
        clusterName: "prod",
        instanceTypes: ["m5.xlarge"],
        subnetIds: zones.map((zone) => `subnet-${zone}`),
        scalingConfig: { minSize, maxSize, desiredSize: minSize },
        ...group,
      },
    },
    {
      type: "aws:eks/addon:Addon",
      name: "vpc-cni",
      props: {
        clusterName: "prod",
        addonName: "vpc-cni",
        ...(Object.keys(env).length > 0 && { configurationValues: JSON.stringify({ env }) }),
      },
    },
  ];
}
