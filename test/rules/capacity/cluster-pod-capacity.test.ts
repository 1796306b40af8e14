import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import clusterPodCapacity from "../../../policies/src/rules/capacity/cluster-pod-capacity.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { bootstrapScript, launchTemplate, nodeConfig } from "../nodes/user-data.ts";
import {
  cluster,
  cni,
  DISCOVERY,
  group,
  karpenter,
  selfManaged,
  subnet,
  subnets,
} from "./planned-cluster.ts";

const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const POD_ENI = { ENABLE_POD_ENI: "true" };
const CUSTOM = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" };
const template = (userData?: string, more = {}) => launchTemplate(userData, more, "template");
const withTemplate = { launchTemplate: { id: UNKNOWN, version: UNKNOWN } };
const eniConfig = (zone: string): TestResource => ({
  type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  name: `eu-west-1${zone}`,
  props: { metadata: { name: `eu-west-1${zone}` }, spec: { subnet: UNKNOWN } },
  from: { spec: [`pods-${zone}`] },
});
const tooFew = (possible: number, asked: number, remedy: string) => ({
  key: "too-few-addresses" as const,
  level: "advisory" as const,
  path: "",
  message: `fits at most ${possible} pods; your node groups can run ${asked}; ${remedy}`,
});
const noRoom = (asked: number, remedy: string, headroomPercent = 20) => ({
  key: "no-room-for-failure" as const,
  level: "advisory" as const,
  path: "",
  message: `fits all ${asked} pods that your node groups can run, but not an update while a zone is lost with ${headroomPercent}% to spare; ${remedy}`,
});
const IN_EACH = (prefixLength: number): string => `a /${prefixLength} in each zone fits`;

const KARPENTER_SUBNETS = (prefixLength: number) =>
  ["a", "b", "c"].map((zone) => subnet(zone, prefixLength, DISCOVERY));
const LIMITS = { limits: { cpu: "60" } };
/** The same as tooFew, of nodes that only Karpenter creates. */
const tooFewOf = (sources: string, possible: number, asked: number, remedy: string) => ({
  ...tooFew(possible, asked, remedy),
  message: `fits at most ${possible} pods; your ${sources} can run ${asked}; ${remedy}`,
});
const UNLIMITED =
  "spec.limits: nothing limits the number of its nodes: set spec.limits.cpu, and they are counted";

ruleTester(clusterPodCapacity, {
  valid: [
    { name: "subnets with room for all", stack: [cluster(), ...subnets(22), group(15), cni()] },
    {
      name: "a group of one node, in small subnets",
      stack: [cluster(), ...subnets(24), group(1, { instanceTypes: ["m5.large"] }), cni()],
    },
    {
      name: "a NodePool whose limits allow no more nodes than fit",
      stack: [cluster(), ...KARPENTER_SUBNETS(22), cni(), ...karpenter(LIMITS)],
    },
    {
      name: "a NodePool that replaces a tenth of its nodes at a time",
      stack: [cluster(), ...KARPENTER_SUBNETS(22), cni(), ...karpenter({ limits: { cpu: "92" } })],
    },
    {
      name: "a NodePool that may have no nodes",
      stack: [cluster(), ...KARPENTER_SUBNETS(28), cni(), ...karpenter({ limits: { cpu: 0 } })],
    },
    // 11 nodes with 60 addresses in each of two zones in the worst case: 660 of 1019.
    {
      name: "exactly as much headroom as required",
      stack: [cluster(), ...subnets(22), group(15), cni()],
      options: { headroomPercent: 35 },
    },
  ],
  invalid: [
    {
      name: "NodePools alone, by their limits: 60 CPUs are 15 m5.xlarge",
      stack: [cluster(), ...KARPENTER_SUBNETS(24), cni(), ...karpenter(LIMITS)],
      findings: [tooFewOf("NodePools", 672, 840, IN_EACH(22))],
    },
    {
      name: "NodePools beside groups",
      stack: [cluster(), ...KARPENTER_SUBNETS(24), group(7), cni(), ...karpenter({ limits: { cpu: "32" } })],
      findings: [tooFewOf("node groups and NodePools", 672, 840, IN_EACH(22))],
    },
    ...(
      [
        ["a number of nodes", karpenter({ limits: { nodes: "15" } })],
        ["a number of nodes below what the CPUs allow", karpenter({ limits: { cpu: 1000, nodes: 15 } })],
        ["a fixed number of nodes", karpenter({ replicas: 15 })],
        ["a limit in thousandths of CPUs", karpenter({ limits: { cpu: "63999m" } })],
        [
          "types by their properties, of which the smallest counts",
          karpenter(LIMITS, {
            requirements: [
              { key: "karpenter.k8s.aws/instance-family", operator: "In", values: ["m5"] },
              { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["2"] },
              { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
              { key: "karpenter.k8s.aws/instance-gpu-count", operator: "DoesNotExist" },
              { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot"] },
            ],
          }),
        ],
        [
          "subnets by the presence of a tag",
          karpenter(LIMITS, {
            nodeClass: { subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "*" } }] },
          }),
        ],
      ] as const
    ).map(([name, resources]) => ({
      name: `a NodePool with ${name}`,
      stack: [cluster(), ...KARPENTER_SUBNETS(24), cni(), ...resources],
      findings: [tooFewOf("NodePools", 672, 840, IN_EACH(22))],
    })),
    {
      name: "a NodePool with a budget that replaces all nodes at once",
      stack: [
        cluster(),
        ...KARPENTER_SUBNETS(22),
        cni(),
        ...karpenter({ limits: { cpu: "100" }, disruption: { budgets: [{ nodes: "100%" }] } }),
      ],
      findings: [
        {
          ...noRoom(1400, IN_EACH(21)),
          message:
            "fits all 1400 pods that your NodePools can run, but not an update while a zone is lost with 20% to spare; a /21 in each zone fits",
        },
      ],
    },
    {
      name: "a NodePool in the zones that it allows",
      stack: [
        cluster(),
        ...KARPENTER_SUBNETS(24),
        cni(),
        ...karpenter(LIMITS, {
          requirements: [
            { key: "topology.kubernetes.io/zone", operator: "NotIn", values: ["eu-west-1b", "eu-west-1c"] },
          ],
        }),
      ],
      findings: [tooFewOf("NodePools", 224, 840, IN_EACH(21))],
    },
    {
      name: "a NodePool with more pods on a node than single addresses allow",
      stack: [
        cluster(),
        ...KARPENTER_SUBNETS(24),
        cni(PREFIXES),
        ...karpenter(LIMITS, { nodeClass: { kubelet: { maxPods: 110 } } }),
      ],
      findings: [tooFewOf("NodePools", 672, 1620, IN_EACH(21))],
    },
    {
      name: "the article's cluster",
      stack: [cluster(), ...subnets(24), group(15), cni()],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
    {
      name: "the article's cluster, with a control plane in a subnet that only the plan shows",
      stack: [cluster({ vpcConfig: { subnetIds: UNKNOWN } }), ...subnets(24), group(15), cni()],
      findings: [tooFew(658, 840, IN_EACH(22))],
    },
    {
      name: "the article's cluster after pulumi up, with ids in place of dependencies",
      stack: [
        cluster({ id: "prod" }),
        ...["a", "b", "c"].map((zone, index) =>
          subnet(zone, 24, { id: `subnet-${zone}`, availabilityZoneId: `euw1-az${index}` }),
        ),
        group(15, { subnetIds: ["subnet-a", "subnet-b", "subnet-c"] }),
        cni(),
      ],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
    {
      name: "room for all pods, but not for the loss of a zone",
      // 4 nodes with 60 addresses in each zone; 9 with 60 in each of two during an update.
      stack: [cluster(), ...subnets(24), group(12), cni()],
      findings: [noRoom(672, IN_EACH(22))],
    },
    {
      name: "one percent less than the required headroom",
      stack: [cluster(), ...subnets(22), group(15), cni()],
      options: { headroomPercent: 36 },
      findings: [noRoom(840, IN_EACH(21), 36)],
    },
    {
      name: "a group in each zone, judged together",
      stack: [
        cluster(),
        ...subnets(24),
        group(5, {}, ["a"], "apps-a"),
        group(5, {}, ["b"], "apps-b"),
        group(5, {}, ["c"], "apps-c"),
        cni(),
      ],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
    {
      name: "prefix delegation, which takes more addresses for more pods",
      stack: [cluster(), ...subnets(24), group(15), cni(PREFIXES)],
      // 14 prefixes in each subnet.
      findings: [tooFew(3 * 14 * 16, 1620, IN_EACH(21))],
    },
    {
      name: "subnets that the control plane and load balancers use as well",
      stack: [
        cluster({ vpcConfig: { subnetIds: [UNKNOWN] } }),
        subnet("a", 24, { tags: { "kubernetes.io/role/internal-elb": "1" } }),
        group(4, {}, ["a"]),
        cni(),
      ],
      // 256 minus 5, 16 and 8 addresses, for 15 interfaces with 14 pods each.
      findings: [tooFew(15 * 14, 224, IN_EACH(23))],
    },
    {
      name: "maxPods in a NodeConfig, with an AMI",
      stack: [
        cluster(),
        ...subnets(24),
        template(nodeConfig({ maxPods: 43 })),
        group(30, withTemplate),
        cni(),
      ],
      // 16 interfaces with 14 pods each take 240 of 251 addresses.
      findings: [tooFew(3 * 16 * 14, 1230, IN_EACH(21))],
    },
    {
      name: "self-managed nodes, with the settings in their script",
      stack: [
        cluster(),
        ...subnets(26),
        template(bootstrapScript("--max-pods=58"), { instanceType: "m5.xlarge" }),
        selfManaged("kubernetes.io/cluster/prod", ["a", "b", "c"]),
        cni(),
      ],
      // 3 interfaces take 45 of 59 addresses, and a fourth one would take 15.
      findings: [tooFew(3 * 3 * 14, 336, IN_EACH(24))],
    },
    {
      name: "nodes without a trunk",
      stack: [cluster(), ...subnets(24), group(20), cni()],
      // 16 interfaces take 240 of 251 addresses.
      findings: [tooFew(3 * 16 * 14, 1120, IN_EACH(22))],
    },
    {
      name: "nodes with a trunk, which takes an address and gives none",
      stack: [cluster(), ...subnets(24), group(20), cni(POD_ENI)],
      // As many interfaces, in addition to seven trunks with one address each. In a /22, 13 nodes take at most 780 of 815 addresses.
      findings: [tooFew(3 * 16 * 14, 1120, IN_EACH(22))],
    },
    {
      name: "custom networking with trunks, which are in the subnets for pods",
      stack: [
        cluster(),
        ...subnets(24),
        ...["a", "b", "c"].flatMap((zone) => [subnet(zone, 25, {}, `pods-${zone}`), eniConfig(zone)]),
        group(15),
        cni({ ...CUSTOM, ...POD_ENI }),
      ],
      // Five trunks, and 7 interfaces with 14 pods each: 5 + 105 of 128 - 5.
      findings: [tooFew(3 * 7 * 14, 630, "a /27 for nodes and a /22 for pods in each zone fit")],
    },
    {
      name: "custom networking with a small subnet for pods",
      stack: [
        cluster(),
        ...subnets(24),
        ...["a", "b", "c"].flatMap((zone) => [subnet(zone, 25, {}, `pods-${zone}`), eniConfig(zone)]),
        group(15),
        cni(CUSTOM),
      ],
      // 8 interfaces with 14 pods each take 120 of 128 - 5.
      findings: [tooFew(3 * 8 * 14, 630, "a /27 for nodes and a /22 for pods in each zone fit")],
    },
    {
      name: "one of two clusters",
      stack: [
        cluster(),
        cluster({ name: "other" }, "other"),
        ...subnets(24),
        subnet("d", 20),
        group(15),
        group(3, { clusterName: "other" }, ["d"], "others"),
        cni(),
        cni(PREFIXES, "other"),
      ],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
    {
      name: "hybrid nodes, next to a group of nodes in subnets",
      stack: [
        cluster({ remoteNetworkConfig: { remoteNodeNetworks: { cidrs: ["10.80.0.0/16"] } } }),
        ...subnets(24),
        group(15),
        cni(),
      ],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
  ],
  unknown: [
    {
      name: "groups beside a NodePool without limits",
      stack: [cluster(), ...KARPENTER_SUBNETS(20), group(15), cni(), ...karpenter({})],
      undetermined: [UNLIMITED],
    },
    {
      name: "groups that don't fit, beside a NodePool without limits",
      stack: [cluster(), ...KARPENTER_SUBNETS(24), group(15), cni(), ...karpenter({ limits: {} })],
      findings: [tooFew(672, 840, IN_EACH(22))],
      undetermined: [UNLIMITED],
    },
    ...(
      [
        ["without limits", karpenter({}), UNLIMITED],
        ["with a limit of memory only", karpenter({ limits: { memory: "100Gi" } }), UNLIMITED],
        [
          "with a limit that is not known",
          karpenter({ limits: { cpu: UNKNOWN } }),
          "spec.limits.cpu: not known before pulumi up",
        ],
        [
          "with a limit that is no number",
          karpenter({ limits: { cpu: "many" } }),
          "spec.limits.cpu: expected a number of CPUs, such as 100",
        ],
        [
          "with a number of replicas that is not known",
          karpenter({ replicas: UNKNOWN }),
          "spec.replicas: not known before pulumi up",
        ],
        [
          "with a budget that is not known",
          karpenter({ ...LIMITS, disruption: { budgets: [{ nodes: UNKNOWN }] } }),
          "spec.disruption.budgets[0].nodes: not known before pulumi up",
        ],
        [
          "with a type that the pack doesn't know",
          karpenter(LIMITS, {
            requirements: [
              { key: "node.kubernetes.io/instance-type", operator: "In", values: ["m5.xlarge", "m99.large"] },
            ],
          }),
          "spec.template.spec.requirements[1].values[1]: an instance type newer than the pack",
        ],
        [
          "that selects types by their memory",
          karpenter(LIMITS, {
            requirements: [{ key: "karpenter.k8s.aws/instance-memory", operator: "Gt", values: ["16000"] }],
          }),
          "spec.template.spec.requirements[1].key: selects instance types by what the pack does not know of them",
        ],
        [
          "that allows no type",
          karpenter(LIMITS, {
            requirements: [{ key: "kubernetes.io/arch", operator: "In", values: ["arm64"] }],
          }),
          "spec.template.spec.requirements: no instance type that the pack knows meets them",
        ],
        [
          "with a requirement that is not known",
          karpenter(LIMITS, { requirements: [{ key: UNKNOWN, operator: "In", values: ["a"] }] }),
          "spec.template.spec.requirements[1].key: not known before pulumi up",
        ],
        [
          "whose maxPods is not known",
          karpenter(LIMITS, { nodeClass: { kubelet: { maxPods: UNKNOWN } } }),
          "spec.kubelet.maxPods: not known before pulumi up",
        ],
        [
          "whose node class selects other subnets",
          karpenter(LIMITS, { nodeClass: { subnetSelectorTerms: [{ tags: { team: "shop" } }] } }),
          "spec.subnetSelectorTerms: selects no subnets of the stack",
        ],
        [
          "whose node class selects an unknown subnet",
          karpenter(LIMITS, { nodeClass: { subnetSelectorTerms: [{ id: UNKNOWN }] } }),
          "spec.subnetSelectorTerms[0].id: not known before pulumi up",
        ],
        [
          "in another zone",
          karpenter(LIMITS, {
            requirements: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["us-east-1a"] }],
          }),
          "spec.subnetSelectorTerms: selects no subnets of the stack",
        ],
        [
          "in a zone that it names by its ID, in subnets with names of zones",
          karpenter(LIMITS, {
            requirements: [{ key: "topology.k8s.aws/zone-id", operator: "In", values: ["euw1-az1"] }],
          }),
          ": some zones are set by name and some by ID, and may be the same",
        ],
        [
          "without a node class",
          karpenter(LIMITS).slice(0, 1),
          "spec.template.spec.nodeClassRef.name: names something that is not in the stack",
        ],
      ] as const
    ).map(([name, resources, reason]) => ({
      name: `a NodePool ${name}`,
      stack: [cluster(), ...KARPENTER_SUBNETS(28), cni(), ...resources],
      undetermined: [reason],
    })),
    {
      name: "a NodePool in subnets whose tags are not known",
      stack: [cluster(), subnet("a", 28, { tags: UNKNOWN }), cni(), ...karpenter(LIMITS)],
      undetermined: ["tags: not known before pulumi up"],
    },
    {
      name: "a NodePool with custom networking, without the settings of Karpenter",
      stack: [cluster(), ...KARPENTER_SUBNETS(28), cni(CUSTOM), ...karpenter(LIMITS)],
      undetermined: [": settings.reservedENIs of Karpenter is not in the stack"],
    },
    {
      name: "a NodePool that may be of either of two clusters",
      stack: [
        cluster(),
        cluster({ name: "other" }, "other"),
        ...KARPENTER_SUBNETS(20),
        group(15),
        cni(),
        ...karpenter(LIMITS),
      ],
      undetermined: [
        ": which cluster its nodes join is not known",
        ': its nodes may be those of "general", which the stack does not show',
      ],
    },
    {
      name: "nodes that may have any image",
      stack: [cluster(), ...subnets(24), group(15, { amiType: UNKNOWN }), cni()],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "control plane subnets that are not known yet",
      stack: [
        { ...cluster({ vpcConfig: { subnetIds: UNKNOWN } }), from: {} },
        ...subnets(24),
        group(15),
        cni(),
      ],
      undetermined: ["vpcConfig.subnetIds: not known before pulumi up"],
      findings: [tooFew(672, 840, IN_EACH(22))],
    },
    {
      name: "a cluster without CNI settings in the stack",
      stack: [cluster(), ...subnets(28), group(15)],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "a VPC that is created elsewhere",
      stack: [cluster(), group(15, { subnetIds: ["subnet-1", "subnet-2"] }, []), cni()],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "a zone that AWS chooses",
      stack: [cluster(), subnet("a", 28, { availabilityZone: undefined }), group(15, {}, ["a"]), cni()],
      undetermined: [": AWS chooses its zone"],
    },
    {
      name: "two subnets in one zone",
      stack: [cluster(), subnet("a", 28), subnet("a", 28, {}, "b"), group(15, {}, ["a", "b"]), cni()],
      undetermined: ["subnetIds: several subnets in one zone"],
    },
    {
      name: "a size that is not known",
      stack: [cluster(), ...subnets(28), group(UNKNOWN), cni()],
      undetermined: ["scalingConfig.maxSize: not known before pulumi up"],
    },
    {
      name: "a group that may be of either cluster",
      stack: [
        cluster(),
        { ...cluster(), name: "other" },
        ...subnets(28),
        group(15, { clusterName: UNKNOWN }),
        cni(),
      ],
      undetermined: ["clusterName: may be a cluster in this stack"],
    },
    {
      name: "a launch template that is created elsewhere",
      stack: [
        cluster(),
        ...subnets(28),
        {
          ...group(15, { launchTemplate: { id: "lt-1", version: "1" } }),
          from: { subnetIds: ["a", "b", "c"] },
        },
        cni(),
      ],
      undetermined: ["launchTemplate: its launch template is not in the stack"],
    },
    {
      name: "warm targets that are not known",
      stack: [
        cluster(),
        ...subnets(28),
        group(15),
        { ...cni(), props: { addonName: "vpc-cni", configurationValues: UNKNOWN } },
      ],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a subnet that only the CNI uses",
      stack: [
        cluster(),
        ...subnets(28),
        subnet("a", 20, { tags: { "kubernetes.io/role/cni": "1" } }, "more"),
        group(15),
        cni(),
      ],
      undetermined: [": the CNI may take pod addresses from it"],
    },
    {
      name: "custom networking without the subnet of each zone's pods",
      stack: [
        cluster(),
        ...subnets(28),
        subnet("a", 20, {}, "pods-a"),
        eniConfig("a"),
        group(15),
        cni(CUSTOM),
      ],
      undetermined: [": not exactly one pod subnet for each node subnet"],
    },
    ...(
      [
        [
          "a CloudFormation stack",
          { type: "aws:cloudformation/stack:Stack", props: { templateBody: UNKNOWN } },
        ],
        [
          "a CloudFormation stack with a managed node group",
          {
            type: "aws:cloudformation/stack:Stack",
            props: { templateBody: '{"Resources":{"g":{"Type":"AWS::EKS::Nodegroup"}}}' },
          },
        ],
        [
          "a CloudFormation stack of other stacks",
          {
            type: "aws:cloudformation/stack:Stack",
            props: { templateBody: '{"Resources":{"n":{"Type":"AWS::CloudFormation::Stack"}}}' },
          },
        ],
        ["a chart", { type: "kubernetes:helm.sh/v3:Chart", props: {}, hidesChildren: true }],
        [
          "Karpenter, whose NodePools are not in the stack",
          { type: "kubernetes:helm.sh/v3:Release", props: { chart: "karpenter" } },
        ],
        [
          "a component that hides what it creates",
          { type: "acme:eks:Nodes", props: {}, hidesChildren: true },
        ],
      ] as const
    ).map(([name, hidden]) => ({
      name: `a cluster without groups, next to ${name}`,
      stack: [cluster(), ...subnets(28), { ...hidden, name: "hidden" }, cni()],
      undetermined: [': its nodes may be those of "hidden", which the stack does not show'],
    })),
    {
      name: "a cluster without groups, next to an autoscaling group with tags that are not known",
      stack: [
        cluster(),
        ...subnets(28),
        {
          type: "aws:autoscaling/group:Group",
          name: "hidden",
          props: { vpcZoneIdentifiers: ["subnet-9"], tags: UNKNOWN },
        },
        cni(),
      ],
      undetermined: [
        "tags: not known before pulumi up",
        ': its nodes may be those of "hidden", which the stack does not show',
      ],
    },
    {
      name: "a cluster without groups, next to an autoscaling group with a tag whose key is not known",
      stack: [
        cluster(),
        ...subnets(28),
        {
          type: "aws:autoscaling/group:Group",
          name: "hidden",
          props: { vpcZoneIdentifiers: ["subnet-9"], tags: [{ key: UNKNOWN, value: "owned" }] },
        },
        cni(),
      ],
      undetermined: [
        "tags[0].key: not known before pulumi up",
        ': its nodes may be those of "hidden", which the stack does not show',
      ],
    },
    {
      name: "a cluster with an autoscaling group in the subnets of its default VPC",
      stack: [
        cluster(),
        ...subnets(28),
        {
          type: "aws:autoscaling/group:Group",
          name: "hidden",
          props: {
            availabilityZones: ["eu-west-1a"],
            tags: [{ key: "kubernetes.io/cluster/prod", value: "owned" }],
          },
        },
        cni(),
      ],
      undetermined: [": no minimum number of nodes in the stack"],
    },
  ],
  notApplicable: [
    ...(
      [
        [
          "a CloudFormation stack with an Auto Scaling group that has no tags",
          {
            type: "aws:cloudformation/stack:Stack",
            props: { templateBody: '{"Resources":{"g":{"Type":"AWS::AutoScaling::AutoScalingGroup"}}}' },
          },
        ],
        [
          "a CloudFormation stack without instances",
          {
            type: "aws:cloudformation/stack:Stack",
            props: { templateBody: '{"Resources":{"t":{"Type":"AWS::SNS::Topic"}}}' },
          },
        ],
        ["a component of awsx", { type: "awsx:ecs:FargateService", props: {}, hidesChildren: true }],
      ] as const
    ).map(([name, other]) => ({
      name: `a cluster without nodes, next to ${name}`,
      stack: [cluster(), ...subnets(28), { ...other, name: "other" }, cni()],
      because: ["subject: the stack has no node groups for it"],
    })),
    {
      name: "a cluster without nodes",
      stack: [cluster(), ...subnets(28), cni()],
      because: ["subject: the stack has no node groups for it"],
    },
    {
      name: "IPv6",
      stack: [cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }), ...subnets(28), group(15), cni()],
      because: ["subject: its pods have IPv6 addresses"],
    },
    {
      name: "Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), ...subnets(28), group(15), cni()],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
    {
      name: "another CNI",
      stack: [
        cluster(),
        ...subnets(28),
        group(15),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["subject: another CNI assigns addresses to its pods"],
    },
    {
      name: "a NodePool of EKS Auto Mode beside a group",
      stack: [
        cluster(),
        ...subnets(20),
        group(15),
        cni(),
        {
          type: "kubernetes:karpenter.sh/v1:NodePool",
          name: "auto",
          props: {
            spec: { template: { spec: { nodeClassRef: { group: "eks.amazonaws.com", name: "default" } } } },
          },
        },
      ],
      because: ["auto: EKS Auto Mode creates its nodes"],
    },
    {
      name: "a group of another cluster",
      stack: [cluster(), ...subnets(28), group(15, { clusterName: "other" }), cni()],
      because: ["subject: the stack has no node groups for it"],
    },
    {
      name: "an autoscaling group of another cluster",
      stack: [
        cluster(),
        ...subnets(28),
        template(),
        selfManaged("kubernetes.io/cluster/other", ["a"]),
        cni(),
      ],
      because: ["subject: the stack has no node groups for it"],
    },
    {
      name: "nodes that run Windows, next to nodes that run Linux",
      stack: [
        cluster(),
        ...subnets(28),
        group(15),
        group(3, { amiType: "WINDOWS_CORE_2022_x86_64" }, ["a"], "windows"),
        cni(),
      ],
      because: ["subject: it has Windows nodes, which take addresses from its subnets by different rules"],
    },
    {
      name: "pods on Fargate only",
      stack: [
        cluster(),
        ...subnets(28),
        {
          type: "aws:eks/fargateProfile:FargateProfile",
          name: "pods",
          props: { clusterName: "prod", subnetIds: [UNKNOWN] },
          from: { subnetIds: ["a"] },
        },
        cni(),
      ],
      because: ["subject: the stack has Fargate profiles and no node groups for it"],
    },
    {
      name: "hybrid nodes only",
      stack: [
        cluster({ remoteNetworkConfig: { remoteNodeNetworks: { cidrs: ["10.80.0.0/16"] } } }),
        ...subnets(28),
        cni(),
      ],
      because: [
        "subject: it has hybrid node networks, which take no subnet addresses, and the stack has no node groups for it",
      ],
    },
  ],
});
