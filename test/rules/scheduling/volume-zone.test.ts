import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import volumeZone from "../../../policies/src/rules/scheduling/volume-zone.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster, group, subnet, subnets } from "../capacity/planned-cluster.ts";

const storageClass = (props: PropertyObject, type = "StorageClass"): TestResource => ({
  type: `kubernetes:storage.k8s.io/v1:${type}`,
  name: "ebs",
  props: { provisioner: "ebs.csi.aws.com", volumeBindingMode: "WaitForFirstConsumer", ...props },
});
const allowing = (...values: readonly PropertyValue[]) =>
  storageClass({
    allowedTopologies: [{ matchLabelExpressions: [{ key: "topology.kubernetes.io/zone", values }] }],
  });
const immediate = (path = "volumeBindingMode") => ({
  key: "immediate" as const,
  level: "advisory" as const,
  name: "ebs",
  path,
  message:
    "volumes are created in any zone, before it is known where their pods fit; set WaitForFirstConsumer",
});

const statefulSet = (storageClassName: PropertyValue): TestResource => ({
  type: "kubernetes:apps/v1:StatefulSet",
  name: "db",
  props: { spec: { volumeClaimTemplates: [{ spec: { storageClassName } }] } },
});
const named = (provisioner: PropertyValue, annotations: PropertyObject = {}) =>
  storageClass({ provisioner, metadata: { name: "fast", annotations } });
const AUTOSCALER: TestResource = {
  type: "kubernetes:helm.sh/v3:Release",
  name: "autoscaler",
  props: { chart: "cluster-autoscaler" },
};
const severalZones = {
  key: "several-zones" as const,
  level: "advisory" as const,
  name: "apps",
  path: "subnetIds",
  message:
    'Cluster Autoscaler can\'t choose the zone of a node here, and the pods of "db" need one in the zone of their EBS volume; make a node group for each zone, and set balance-similar-node-groups',
};

ruleTester(volumeZone, {
  valid: [
    {
      name: "a group for each zone, beside a StatefulSet with volumes",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a"], "apps-a"),
        group(3, {}, ["b"], "apps-b"),
        statefulSet("gp2"),
        AUTOSCALER,
      ],
    },
    {
      name: "a group in several zones that Cluster Autoscaler doesn't scale",
      stack: [cluster(), ...subnets(22), group(3), statefulSet("gp2")],
    },
    {
      name: "a group in several zones, and volumes that are in no zone",
      stack: [cluster(), ...subnets(22), group(3), statefulSet("fast"), named("efs.csi.aws.com"), AUTOSCALER],
    },
    { name: "volumes that wait for their pods", resource: storageClass({}) },
    {
      name: "volumes that are in no zone",
      resource: storageClass({ provisioner: "efs.csi.aws.com", volumeBindingMode: undefined }),
    },
    {
      name: "a Patch that leaves it out",
      resource: storageClass({ volumeBindingMode: undefined }, "StorageClassPatch"),
    },
    {
      name: "zones with nodes, among others",
      stack: [cluster(), ...subnets(22), group(3, {}, ["a", "b"]), allowing("eu-west-1a", "eu-west-1c")],
    },
    { name: "all zones", stack: [cluster(), ...subnets(22), group(3, {}, ["a"]), storageClass({})] },
    {
      name: "a term without zones",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a"]),
        storageClass({ allowedTopologies: [{ matchLabelExpressions: [{ key: "team", values: ["shop"] }] }] }),
      ],
    },
  ],
  invalid: [
    {
      name: "the default",
      resource: storageClass({ volumeBindingMode: undefined }),
      findings: [immediate()],
    },
    {
      name: "the driver that Kubernetes had",
      resource: storageClass({ provisioner: "kubernetes.io/aws-ebs", volumeBindingMode: "Immediate" }),
      findings: [immediate()],
    },
    ...(
      [
        ["the class that EKS creates", [statefulSet("gp2"), AUTOSCALER]],
        ["a class of the stack", [statefulSet("fast"), named("ebs.csi.aws.com"), AUTOSCALER]],
        [
          "the default class of the stack",
          [
            statefulSet(undefined),
            named("ebs.csi.aws.com", { "storageclass.kubernetes.io/is-default-class": "true" }),
            AUTOSCALER,
          ],
        ],
        [
          "Cluster Autoscaler as a Deployment",
          [
            statefulSet("gp2"),
            {
              type: "kubernetes:apps/v1:Deployment",
              name: "autoscaler",
              props: { metadata: { name: "cluster-autoscaler" } },
            },
          ],
        ],
      ] as const
    ).map(([name, resources]) => ({
      name: `a group in several zones, beside a StatefulSet with volumes, with ${name}`,
      stack: [cluster(), ...subnets(22), group(3), ...resources],
      findings: [severalZones],
    })),
    {
      name: "a group in several zones, beside a StatefulSet with volumes, under strict",
      stack: [cluster(), ...subnets(22), group(3), statefulSet("gp2"), AUTOSCALER],
      preset: "strict",
      findings: [{ ...severalZones, level: "mandatory" as const }],
    },
    {
      name: "a zone without nodes",
      stack: [cluster(), ...subnets(22), group(3, {}, ["a", "b"]), allowing("eu-west-1c")],
      findings: [
        {
          key: "no-nodes",
          level: "mandatory",
          name: "ebs",
          path: "allowedTopologies",
          message:
            "no node group of the cluster is in eu-west-1c, so pods with these volumes stay Pending; allow zones of the node groups, or add a node group there",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a binding mode that is not known",
      resource: storageClass({ volumeBindingMode: UNKNOWN }),
      undetermined: ["volumeBindingMode: not known before pulumi up"],
    },
    {
      name: "a zone that is not known",
      stack: [cluster(), ...subnets(22), group(3), allowing(UNKNOWN)],
      undetermined: ["allowedTopologies[0].matchLabelExpressions[0].values[0]: not known before pulumi up"],
    },
    {
      name: "zones by their IDs",
      stack: [
        cluster(),
        subnet("a", 22, { availabilityZone: undefined, availabilityZoneId: "euw1-az1" }),
        group(3, {}, ["a"]),
        allowing("eu-west-1c"),
      ],
      undetermined: [": its node subnets give zones by their IDs"],
    },
    {
      name: "nodes that Karpenter creates",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a"]),
        allowing("eu-west-1c"),
        { type: "kubernetes:karpenter.sh/v1:NodePool", name: "general", props: {} },
      ],
      undetermined: [': the nodes of "general" may be in other zones'],
    },
    {
      name: "subnets in another stack",
      stack: [cluster(), group(3, { subnetIds: ["subnet-1"] }, []), allowing("eu-west-1c")],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
  ],
});
