import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";

/** The cluster in the capacity tests. */
export function cluster(more: PropertyObject = {}, name = "subject"): TestResource {
  return {
    type: "aws:eks/cluster:Cluster",
    name,
    props: { name: "prod", ...more },
    from: { vpcConfig: "vpcConfig" in more ? ["a"] : [] },
  };
}

/** A subnet, with the name of its zone; its id is not known before `pulumi up`. */
export function subnet(
  zone: string,
  prefixLength: number,
  more: PropertyObject = {},
  name = zone,
): TestResource {
  return {
    type: "aws:ec2/subnet:Subnet",
    name,
    props: { availabilityZone: `eu-west-1${zone}`, cidrBlock: `10.0.0.0/${prefixLength}`, ...more },
  };
}

/** A subnet in each of three zones. */
export function subnets(prefixLength: number): readonly TestResource[] {
  return ["a", "b", "c"].map((zone) => subnet(zone, prefixLength));
}

/** A managed group of m5.xlarge nodes in the subnets of these names. */
export function group(
  maxSize: PropertyValue,
  more: PropertyObject = {},
  from: readonly string[] = ["a", "b", "c"],
  name = "apps",
): TestResource {
  return {
    type: "aws:eks/nodeGroup:NodeGroup",
    name,
    props: {
      clusterName: "prod",
      instanceTypes: ["m5.xlarge"],
      subnetIds: from.map(() => UNKNOWN),
      scalingConfig: { minSize: 3, maxSize, desiredSize: 3 },
      ...more,
    },
    from: { subnetIds: from, ...("launchTemplate" in more ? { launchTemplate: ["template"] } : {}) },
  };
}

/** An Auto Scaling group of self-managed m5.xlarge nodes. */
export function selfManaged(key: PropertyValue, from: readonly string[]): TestResource {
  return {
    type: "aws:autoscaling/group:Group",
    name: "workers",
    props: {
      minSize: 1,
      maxSize: 6,
      vpcZoneIdentifiers: from.map(() => UNKNOWN),
      launchTemplate: { id: UNKNOWN },
      tags: [{ key, value: "owned" }],
    },
    from: { vpcZoneIdentifiers: from, launchTemplate: ["template"], tags: ["subject"] },
  };
}

/** The VPC CNI of the cluster with this environment. */
export function cni(env: Readonly<Record<string, string>> = {}, clusterName = "prod"): TestResource {
  return {
    type: "aws:eks/addon:Addon",
    name: `${clusterName}-cni`,
    props: { clusterName, addonName: "vpc-cni", configurationValues: JSON.stringify({ env }) },
  };
}

/** Another cluster, and a Kubernetes provider for each of the two: `subject-k8s` and `other-k8s`. */
export function anotherCluster(): readonly TestResource[] {
  return [cluster({ name: "other" }, "other"), kubernetesOf("subject"), kubernetesOf("other")];
}

/** A provider whose kubeconfig is created from a cluster. */
export function kubernetesOf(name: string): TestResource {
  return {
    type: "pulumi:providers:kubernetes",
    name: `${name}-k8s`,
    props: { kubeconfig: UNKNOWN },
    from: { kubeconfig: [name] },
  };
}

/** The tag by which the node class of {@link karpenter} selects subnets. */
export const DISCOVERY = { tags: { "karpenter.sh/discovery": "prod" } };

/** A NodePool of m5.xlarge nodes, and a node class with these subnet selectors. */
export function karpenter(
  spec: PropertyObject,
  {
    requirements = [],
    nodeClass = {},
  }: { requirements?: readonly PropertyObject[]; nodeClass?: PropertyObject } = {},
): readonly TestResource[] {
  const ofTypes = { key: "node.kubernetes.io/instance-type", operator: "In", values: ["m5.xlarge"] };
  const nodeClassRef = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" };
  const template = { spec: { requirements: [ofTypes, ...requirements], nodeClassRef } };
  return [
    { type: "kubernetes:karpenter.sh/v1:NodePool", name: "general", props: { spec: { template, ...spec } } },
    {
      type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
      name: "default",
      props: { metadata: { name: "default" }, spec: { subnetSelectorTerms: [DISCOVERY], ...nodeClass } },
    },
  ];
}
