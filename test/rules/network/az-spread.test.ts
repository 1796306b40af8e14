import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import azSpread from "../../../policies/src/rules/network/az-spread.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import {
  cluster,
  DISCOVERY,
  group,
  karpenter,
  selfManaged,
  subnet,
  subnets,
} from "../capacity/planned-cluster.ts";
import { launchTemplate } from "../nodes/user-data.ts";

const few = (zones: string, needed: number) => ({
  key: "few-zones" as const,
  level: "advisory" as const,
  path: "",
  message: `all nodes are in ${zones}; use subnets in ${needed} zones or more`,
});
const uneven = (most: number, least: number, enough: number) => ({
  key: "uneven" as const,
  level: "advisory" as const,
  path: "",
  message: `the node subnets in eu-west-1a have ${most} usable addresses, and those in eu-west-1b have ${least}; give each zone ${enough} or more`,
});
const california = (zone: string) => subnet(zone, 22, { availabilityZone: `us-west-1${zone}` });

ruleTester(azSpread, {
  valid: [
    {
      name: "a group in one zone, and a NodePool in three",
      stack: [
        cluster(),
        ...["a", "b", "c"].map((zone) => subnet(zone, 22, DISCOVERY)),
        group(3, {}, ["a"]),
        ...karpenter({}),
      ],
    },
    { name: "three zones", stack: [cluster(), ...subnets(22), group(3)] },
    {
      name: "twice the addresses in one zone, in two subnets",
      stack: [
        cluster(),
        ...subnets(22),
        // 1019 and 1019 are twice 1019.
        subnet("a", 22, {}, "second"),
        group(3),
        group(3, {}, ["second"], "more"),
      ],
    },
    {
      name: "groups with one zone each",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a"], "apps-a"),
        group(3, {}, ["b"], "apps-b"),
        group(3, {}, ["c"], "apps-c"),
      ],
    },
    {
      name: "a managed group in two zones, and self-managed nodes in another",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a", "b"]),
        launchTemplate(undefined, {}, "template"),
        selfManaged("kubernetes.io/cluster/prod", ["c"]),
      ],
    },
    {
      name: "as many zones as needed by ID, and one by name",
      stack: [
        cluster(),
        subnet("a", 22),
        ...[1, 2, 3].map((number) =>
          subnet(
            "a",
            22,
            { availabilityZone: undefined, availabilityZoneId: `euw1-az${number}` },
            `id-${number}`,
          ),
        ),
        group(3, {}, ["a"]),
        group(3, {}, ["id-1", "id-2", "id-3"], "more"),
      ],
    },
    { name: "a cluster without nodes", stack: [cluster(), ...subnets(22)] },
    {
      name: "both zones of a region that has two",
      stack: [cluster(), california("a"), california("c"), group(3, {}, ["a", "c"])],
    },
    {
      name: "one zone, for a team that requires no more",
      stack: [cluster(), ...subnets(22), group(3, {}, ["a"])],
      options: { minZones: 1 },
    },
  ],
  invalid: [
    {
      name: "a group and a NodePool in the same two zones",
      stack: [
        cluster(),
        ...["a", "b"].map((zone) => subnet(zone, 22, DISCOVERY)),
        subnet("c", 22),
        group(3, {}, ["a"]),
        ...karpenter({}),
      ],
      findings: [few("2 zones", 3)],
    },
    {
      name: "a NodePool alone, in the only zone that it allows",
      stack: [
        cluster(),
        ...["a", "b", "c"].map((zone) => subnet(zone, 22, DISCOVERY)),
        ...karpenter(
          {},
          { requirements: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["eu-west-1a"] }] },
        ),
      ],
      findings: [few("1 zone", 3)],
    },
    {
      name: "a group that a component creates for another component's cluster",
      stack: [
        cluster(),
        subnet("a", 21),
        subnet("b", 22),
        subnet("c", 22),
        { type: "eks:index:ManagedNodeGroup", name: "component", props: {} },
        { ...group(3, { clusterName: UNKNOWN }), parent: "component" },
      ],
      findings: [uneven(2043, 1019, 1022)],
    },
    {
      name: "more than twice the addresses in one zone",
      stack: [cluster(), subnet("a", 21), subnet("b", 22), subnet("c", 22), group(3)],
      findings: [uneven(2043, 1019, 1022)],
    },
    {
      name: "subnets in one zone that are large in total",
      stack: [
        cluster(),
        ...subnets(22),
        subnet("a", 21, {}, "large"),
        group(3),
        group(3, {}, ["large"], "more"),
      ],
      findings: [uneven(3062, 1019, 1531)],
    },
    {
      name: "two zones",
      stack: [cluster(), ...subnets(22), group(3, {}, ["a", "b"])],
      findings: [few("2 zones", 3)],
    },
    {
      name: "two subnets in one zone, by its ID",
      stack: [
        cluster(),
        ...["a", "b"].map((name) => subnet("a", 22, { availabilityZoneId: "euw1-az1" }, name)),
        group(3, {}, ["a", "b"]),
      ],
      findings: [few("1 zone", 3)],
    },
    {
      name: "one zone of a region that has two",
      stack: [cluster(), california("a"), group(3, {}, ["a"])],
      findings: [few("1 zone", 2)],
    },
    {
      name: "three zones, for a team that requires four",
      stack: [cluster(), ...subnets(22), group(3)],
      options: { minZones: 4 },
      findings: [few("3 zones", 4)],
    },
  ],
  unknown: [
    {
      name: "a NodePool in subnets that the stack does not show",
      stack: [cluster(), ...subnets(22), group(3, {}, ["a"]), ...karpenter({})],
      undetermined: ["spec.subnetSelectorTerms: selects no subnets of the stack"],
    },
    {
      name: "self-managed nodes whose tags come from another stack",
      stack: [
        cluster(),
        ...subnets(22),
        group(3, {}, ["a", "b"]),
        { ...selfManaged(UNKNOWN, ["c"]), from: { vpcZoneIdentifiers: ["c"] } },
      ],
      undetermined: ["tags[0].key: not known before pulumi up"],
    },
    {
      name: "a zone whose ID is not known yet",
      stack: [
        cluster(),
        subnet("a", 22),
        subnet("b", 22, { availabilityZone: undefined, availabilityZoneId: UNKNOWN }),
        group(3, {}, ["a", "b"]),
      ],
      undetermined: ["availabilityZoneId: not known before pulumi up"],
    },
    {
      name: "zones by name and by ID, which may be the same",
      stack: [
        cluster(),
        subnet("a", 22),
        subnet("b", 22, { availabilityZone: undefined, availabilityZoneId: "euw1-az1" }),
        group(3, {}, ["a", "b"]),
      ],
      undetermined: [": some zones are set by name and some by ID, and may be the same"],
    },
    {
      name: "a group of a cluster whose name comes from outside of the stack",
      stack: [
        cluster(),
        subnet("a", 21),
        subnet("b", 22),
        subnet("c", 22),
        group(3, { clusterName: UNKNOWN }),
      ],
      undetermined: ["clusterName: may be a cluster in this stack"],
    },
    {
      name: "subnets that are created elsewhere",
      stack: [cluster(), ...subnets(22), group(3, { subnetIds: ["subnet-1"] }, [])],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "a zone that AWS chooses",
      stack: [cluster(), subnet("a", 22, { availabilityZone: undefined }), group(3, {}, ["a"])],
      undetermined: [": AWS chooses its zone"],
    },
    {
      name: "a group that may belong to either cluster",
      stack: [
        cluster(),
        { ...cluster(), name: "other" },
        ...subnets(22),
        group(3, { clusterName: UNKNOWN }, ["a"]),
      ],
      undetermined: ["clusterName: may be a cluster in this stack"],
    },
    {
      name: "an autoscaling group whose tag may name a cluster whose name is not known",
      stack: [
        cluster({ name: UNKNOWN }),
        ...subnets(22),
        launchTemplate(undefined, {}, "template"),
        {
          ...selfManaged("kubernetes.io/cluster/prod", ["c"]),
          from: { vpcZoneIdentifiers: ["c"], launchTemplate: ["template"] },
        },
      ],
      undetermined: ["tags: may be a cluster in this stack"],
    },
  ],
  notApplicable: [
    {
      name: "Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), ...subnets(22), group(3, {}, ["a"])],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
  ],
});
