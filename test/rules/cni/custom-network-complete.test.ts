import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import customNetworkComplete from "../../../policies/src/rules/cni/custom-network-complete.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const CUSTOM = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" };
const BY_ZONE = { ...CUSTOM, ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" };
const LABEL = "k8s.amazonaws.com/eniConfig";

const eniConfig = (zone: string | undefined, name = zone ?? "unnamed"): TestResource => ({
  type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  name,
  props: { metadata: { name: zone }, spec: { securityGroups: ["sg-pods"] } },
});
const subnet = (name: string, availabilityZone?: string): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  name,
  props: { id: `subnet-${name}`, availabilityZone },
});
const nodes = (subnets: readonly string[], more: PropertyObject = {}): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "nodes",
  props: { subnetIds: subnets.map((name) => `subnet-${name}`), ...more },
});
/** ENIConfigs with subnets in these zones. */
const configIn = (name: string, zone: string | undefined): readonly TestResource[] => [
  { ...eniConfig(name), props: { metadata: { name }, spec: { subnet: `subnet-pods-${name}` } } },
  subnet(`pods-${name}`, zone),
];
const inTwoZones = [subnet("a", "eu-west-1a"), subnet("b", "eu-west-1b"), nodes(["a", "b"])];
const chart = (
  env: Readonly<Record<string, string>>,
  zones: readonly string[] = ["eu-west-1a"],
  id?: string,
) => ({
  env,
  eniConfig: {
    create: true,
    subnets: Object.fromEntries(zones.map((zone) => [zone, { securityGroups: ["sg-pods"], id }])),
  },
});

const missing = (name: string) => ({
  key: "zone-missing" as const,
  level: "mandatory" as const,
  name,
  path: "availabilityZone",
  message: `nodes run in the zone of "${name}", but no ENIConfig has the name of that zone; create one for each zone, with the zone's name as metadata.name`,
});
const otherZone = (path: string, name: string, found: string, passes: string) => ({
  key: "other-zone" as const,
  level: "mandatory" as const,
  name,
  path,
  message: `${found}; ${passes}`,
});
const swapped = (path: string, name: string, podSubnet = `pods-${name}`) =>
  otherZone(
    path,
    name,
    `the ENIConfig has the name of one zone, and "${podSubnet}" is in another`,
    "use a subnet in the zone that it is named after",
  );
const SET_LABEL =
  'set ENI_CONFIG_LABEL_DEF to "topology.kubernetes.io/zone", and name each ENIConfig after its zone';
const chartWithoutLabel = (path: string) => ({
  key: "no-label" as const,
  level: "advisory" as const,
  path,
  message: `the ENIConfigs are named after zones, but nodes look up theirs by the label ${LABEL}; ${SET_LABEL}`,
});
const nodesWithoutLabel = (path: string) => ({
  key: "no-label" as const,
  level: "advisory" as const,
  path,
  message: `no node group has the label ${LABEL}, by which nodes find their ENIConfig; ${SET_LABEL}`,
});

ruleTester(customNetworkComplete, {
  valid: [
    {
      name: "ENIConfigs with subnets in their zones",
      stack: [
        addonWith(BY_ZONE),
        ...configIn("eu-west-1a", "eu-west-1a"),
        ...configIn("eu-west-1b", "eu-west-1b"),
        ...inTwoZones,
      ],
    },
    {
      name: "a label of its own for the nodes of each zone",
      stack: [
        addonWith({ ...CUSTOM, ENI_CONFIG_LABEL_DEF: "example.com/eni" }),
        ...configIn("blue", "eu-west-1a"),
        subnet("a", "eu-west-1a"),
        nodes(["a"], { labels: { "example.com/eni": "blue" } }),
      ],
    },
    { name: "no custom networking", stack: [addon(), ...inTwoZones] },
    { name: "the add-on with ENIConfigs and the label", resource: addon(JSON.stringify(chart(BY_ZONE))) },
    { name: "ENIConfigs that are not used", resource: addon(JSON.stringify(chart({}))) },
    { name: "a release with ENIConfigs and the label", resource: release(chart(BY_ZONE)) },
    {
      name: "an ENIConfig for each zone",
      stack: [addonWith(BY_ZONE), eniConfig("eu-west-1a"), eniConfig("eu-west-1b"), ...inTwoZones],
    },
    {
      name: "ENIConfigs of the add-on, one for each zone",
      stack: [addon(JSON.stringify(chart(BY_ZONE, ["eu-west-1a", "eu-west-1b"]))), ...inTwoZones],
    },
    {
      name: "the old label for zones, and a zone without nodes",
      stack: [
        daemonSet(variables({ ...CUSTOM, ENI_CONFIG_LABEL_DEF: "failure-domain.beta.kubernetes.io/zone" })),
        eniConfig("eu-west-1a"),
        subnet("a", "eu-west-1a"),
        subnet("other", "eu-west-1b"),
        nodes(["a"]),
      ],
    },
    {
      name: "a custom label, whose values are not in the stack",
      stack: [
        addonWith({ ...CUSTOM, ENI_CONFIG_LABEL_DEF: "example.com/eni" }),
        eniConfig("blue"),
        ...inTwoZones,
      ],
    },
    {
      name: "node groups with the default label",
      stack: [
        addonWith(CUSTOM),
        eniConfig("blue"),
        subnet("a", "eu-west-1a"),
        nodes(["a"], { labels: { [LABEL]: "blue" } }),
      ],
    },
    {
      name: "a Patch that sets the label, over the add-on",
      stack: [
        addonWith(CUSTOM, "addon"),
        daemonSetPatch(variables({ ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" })),
        eniConfig("eu-west-1a"),
        eniConfig("eu-west-1b"),
        ...inTwoZones,
      ],
    },
  ],
  invalid: [
    {
      name: "ENIConfigs whose subnets were swapped",
      stack: [
        addonWith(BY_ZONE),
        ...configIn("eu-west-1a", "eu-west-1b"),
        ...configIn("eu-west-1b", "eu-west-1a"),
        ...inTwoZones,
      ],
      findings: [swapped("spec.subnet", "eu-west-1a"), swapped("spec.subnet", "eu-west-1b")],
    },
    {
      name: "an ENIConfig of the add-on with a subnet in another zone",
      stack: [
        addon(JSON.stringify(chart(BY_ZONE, ["eu-west-1a"], "subnet-1"))),
        subnet("1", "eu-west-1b"),
        subnet("a", "eu-west-1a"),
        nodes(["a"]),
      ],
      findings: [swapped("configurationValues.eniConfig.subnets.eu-west-1a.id", "subject", "1")],
    },
    {
      name: "one label for nodes in two zones",
      stack: [
        addonWith(CUSTOM),
        ...configIn("blue", "eu-west-1a"),
        subnet("a", "eu-west-1a"),
        subnet("b", "eu-west-1b"),
        nodes(["a", "b"], { labels: { [LABEL]: "blue" } }),
      ],
      findings: [
        otherZone(
          `labels["${LABEL}"]`,
          "nodes",
          'nodes run in the zone of "b", but the subnet of their ENIConfig is in another',
          "use a node group and an ENIConfig for each zone",
        ),
      ],
    },
    {
      name: "the add-on's ENIConfigs without the label",
      resource: addon(JSON.stringify(chart(CUSTOM))),
      findings: [chartWithoutLabel("configurationValues.env.ENI_CONFIG_LABEL_DEF")],
    },
    {
      name: "the chart's ENIConfigs without the label",
      resource: release(chart(CUSTOM)),
      findings: [chartWithoutLabel("values.env.ENI_CONFIG_LABEL_DEF")],
    },
    {
      name: "node groups without the default label",
      stack: [addonWith(CUSTOM), eniConfig("eu-west-1a"), ...inTwoZones],
      findings: [nodesWithoutLabel("configurationValues.env.ENI_CONFIG_LABEL_DEF")],
    },
    {
      name: "a zone without an ENIConfig",
      stack: [addonWith(BY_ZONE), eniConfig("eu-west-1a"), ...inTwoZones],
      findings: [missing("b")],
    },
    {
      name: "a zone that the add-on leaves out, in YAML",
      stack: [
        addon(
          'env:\n  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true"\n  ENI_CONFIG_LABEL_DEF: topology.kubernetes.io/zone\neniConfig:\n  create: true\n  subnets:\n    eu-west-1b: { securityGroups: [sg-1] }\n',
        ),
        ...inTwoZones,
      ],
      findings: [missing("a")],
    },
    {
      name: "an ENIConfig without a name, which gets one that no zone has",
      stack: [release({ env: BY_ZONE }), eniConfig(undefined), subnet("a", "eu-west-1a"), nodes(["a"])],
      findings: [missing("a")],
    },
    {
      name: "custom networking by a Patch over the add-on",
      stack: [
        addon(undefined, "addon"),
        daemonSetPatch(variables(BY_ZONE)),
        eniConfig("eu-west-1b"),
        ...inTwoZones,
      ],
      findings: [missing("a")],
    },
    {
      name: "custom networking by a Patch of a resource that is not in the stack",
      stack: [daemonSetPatch(variables(BY_ZONE)), eniConfig("eu-west-1b"), ...inTwoZones],
      findings: [missing("a")],
    },
  ],
  unknown: [
    {
      name: "pod subnets of another stack",
      stack: [
        addon(JSON.stringify(chart(BY_ZONE, ["eu-west-1a"], "subnet-9"))),
        subnet("a", "eu-west-1a"),
        nodes(["a"]),
      ],
      undetermined: [
        "configurationValues.eniConfig.subnets.eu-west-1a.id: names something that is not in the stack",
      ],
    },
    {
      name: "a pod subnet that is created with the ID of its zone",
      stack: [
        addonWith(BY_ZONE),
        ...configIn("eu-west-1a", undefined),
        subnet("a", "eu-west-1a"),
        nodes(["a"]),
      ],
      undetermined: [": the name of its zone is not in the program"],
    },
    {
      name: "a label for nodes in subnets of another stack",
      stack: [
        addonWith(CUSTOM),
        ...configIn("blue", "eu-west-1a"),
        nodes(["elsewhere"], { labels: { [LABEL]: "blue" } }),
      ],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "custom networking by a Patch of a resource that is not in the stack, which may set the label",
      stack: [daemonSetPatch(variables(CUSTOM)), eniConfig("eu-west-1a"), ...inTwoZones],
      undetermined: [": the stack does not show what it patches"],
    },
    {
      name: "ENIConfigs of another stack",
      stack: [addonWith(BY_ZONE), ...inTwoZones],
      undetermined: [": no ENIConfigs in the stack"],
    },
    {
      name: "an ENIConfig whose name is not known yet",
      stack: [addonWith(BY_ZONE), eniConfig(UNKNOWN, "pods"), ...inTwoZones],
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "a zone that is not known yet",
      stack: [addonWith(BY_ZONE), eniConfig("eu-west-1a"), subnet("a", UNKNOWN), nodes(["a"])],
      undetermined: ["availabilityZone: not known before pulumi up"],
    },
    {
      name: "a subnet that is created with the ID of its zone",
      stack: [addonWith(BY_ZONE), eniConfig("eu-west-1a"), subnet("a"), nodes(["a"])],
      undetermined: [": the name of its zone is not in the program"],
    },
    {
      name: "node subnets of another stack",
      stack: [addonWith(BY_ZONE), eniConfig("eu-west-1a"), nodes(["elsewhere"])],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "two clusters",
      stack: [
        { type: "aws:eks/cluster:Cluster", name: "blue", props: {} },
        { type: "aws:eks/cluster:Cluster", name: "green", props: {} },
        addonWith(BY_ZONE),
      ],
      undetermined: [": the stack has several clusters, and nothing shows which one it is for"],
    },
  ],
});
