import { CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import { cniSettings, effectiveCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { ENI_CONFIG } from "../../cluster/nodes/eni-config.ts";
import { subnetUses } from "../../cluster/nodes/node-subnets.ts";
import { settled } from "../../cluster/references.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

const LABEL = "ENI_CONFIG_LABEL_DEF";

/** The label that the CNI uses unless another one is set. */
const DEFAULT_LABEL = "k8s.amazonaws.com/eniConfig";

/** Labels that every node has, with the name of its zone. */
const ZONE_LABELS = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

export default defineRule({
  id: "custom-network-complete",
  title: "Custom networking has an ENIConfig for every zone that nodes run in",
  severity: "high",
  article: "Pod capacity per subnet and VPC",
  why: "With custom networking, a node takes the addresses of its pods from the subnet in an ENIConfig. A node that finds no ENIConfig gives no pod an address: its pods wait in ContainerCreating, in one zone only, and usually on the day that zone gets its first node.",
  fix: 'Create one ENIConfig for each zone of the node groups, with the zone\'s name as metadata.name, and set ENI_CONFIG_LABEL_DEF to "topology.kubernetes.io/zone". Or let the add-on create them: eniConfig in its configurationValues.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network-tutorial.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#eni_config_label_def",
  ],
  findings: {
    "zone-missing":
      "Nodes run in a zone for which the stack has no ENIConfig, although it has other ENIConfigs.",
    "no-label": `${LABEL} is not set, and nothing sets the label ${DEFAULT_LABEL} on nodes, which the CNI then uses.`,
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["no-label"] },
    strict: { level: "mandatory", advisory: ["no-label"] },
  },
  options: {},
  targets: CNI_CONFIGURATION_TYPES,
  check(resource, _options, report) {
    const settings = cniSettings(resource);
    if (!settings?.makesEniConfigs() || !isCustom(settings)) return;
    const label = settings.variable(LABEL);
    if (label.kind !== "absent") return;
    report("no-label", label, {
      found: text`the ENIConfigs are named after zones, but nodes look up theirs by the label ${DEFAULT_LABEL}`,
      passes: SET_LABEL,
    });
  },
  checkStack(stack, _options, report) {
    for (const settings of effectiveCniSettings(stack)) {
      if (!isCustom(settings)) continue;
      if (stack.ofType([CLUSTER]).length > 1) {
        settings.resource.undetermined(
          "the stack has several clusters, and nothing shows which one it is for",
        );
        continue;
      }
      const label = settings.variable(LABEL);
      // The resource that a Patch is applied to may set what the Patch leaves out.
      const isUnset = label.kind === "absent" && !settings.resource.isPatch;
      if (isUnset && !settings.makesEniConfigs() && areWithoutLabel(stack)) {
        report("no-label", label, {
          found: text`no node group has the label ${DEFAULT_LABEL}, by which nodes find their ENIConfig`,
          passes: SET_LABEL,
        });
      }
      if (label.kind !== "known" || !ZONE_LABELS.includes(label.value)) continue;
      const zones = configuredZones(stack, settings);
      if (!zones) continue;
      for (const { subnet, zone } of nodeZones(stack, zones)) {
        if (zones.has(zone)) continue;
        report("zone-missing", subnet.at("availabilityZone"), {
          found: text`nodes run in the zone of ${subnet}, but no ENIConfig has the name of that zone`,
          passes: text`create one for each zone, with the zone's name as metadata.name`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "ENIConfigs that the add-on creates, which nodes find by their zone",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: `env:
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true"
  ENI_CONFIG_LABEL_DEF: topology.kubernetes.io/zone
eniConfig:
  create: true
  region: eu-west-1
  subnets:
    eu-west-1a: { id: subnet-0a, securityGroups: [sg-0] }
    eu-west-1b: { id: subnet-0b, securityGroups: [sg-0] }
`,
        },
      },
    ],
    bad: [
      {
        title: "ENIConfigs that no node finds",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: `env:
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true"
eniConfig:
  create: true
  region: eu-west-1
  subnets:
    eu-west-1a: { id: subnet-0a, securityGroups: [sg-0] }
`,
        },
      },
    ],
  },
});

const SET_LABEL = text`set ${LABEL} to "topology.kubernetes.io/zone", and name each ENIConfig after its zone`;

function isCustom(settings: CniSettings): boolean {
  const custom = settings.flag("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
  return custom.kind === "known" && custom.value;
}

/** True if the stack has node groups, and none sets the label by which a node finds its ENIConfig. */
function areWithoutLabel(stack: StackView): boolean {
  const groups = stack.ofType([NODE_GROUP]);
  return (
    groups.length > 0 &&
    !groups.some((one) => one.isUnknown("labels") || one.isSet(["labels", DEFAULT_LABEL]))
  );
}

/** Returns the zones that have an ENIConfig; undefined if the stack does not show them. */
function configuredZones(stack: StackView, settings: CniSettings): ReadonlySet<string> | undefined {
  const zones = new Set<string>();
  for (const config of stack.ofType([ENI_CONFIG])) {
    const name = config.string("metadata.name");
    if (name.kind === "undetermined") return undefined;
    // Without a name, the provider generates one, which no zone has.
    if (name.kind === "known") zones.add(name.value);
  }
  const made = settings.eniConfigZones();
  if (made === undefined) return undefined;
  for (const zone of made) zones.add(zone);
  if (zones.size > 0 || stack.ofType([ENI_CONFIG]).length > 0) return zones;
  settings.resource.undetermined("no ENIConfigs in the stack");
  return undefined;
}

/** Returns the zones of nodes, each with the first subnet in it. */
function nodeZones(
  stack: StackView,
  configured: ReadonlySet<string>,
): readonly { readonly subnet: ResourceView; readonly zone: string }[] {
  const zones = new Map<string, ResourceView>();
  const nodes = subnetUses(stack).filter(({ kind }) => kind === "node group" || kind === "autoscaling group");
  for (const use of nodes) {
    const { resources, gap } = settled(use, (subnet) => {
      const zone = subnet.string("availabilityZone");
      return zone.kind === "known" ? configured.has(zone.value) : zone.kind;
    });
    if (gap !== undefined) use.subnetIds.undetermined(gap);
    for (const subnet of resources) {
      const zone = subnet.string("availabilityZone");
      if (zone.kind === "known" && !zones.has(zone.value)) zones.set(zone.value, subnet);
      // The subnet is created with the ID of its zone.
      if (zone.kind === "absent") subnet.undetermined("the name of its zone is not in the program");
    }
  }
  return [...zones].map(([zone, subnet]) => ({ subnet, zone }));
}
