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

ruleTester(volumeZone, {
  valid: [
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
