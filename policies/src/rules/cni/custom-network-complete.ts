import { CLUSTER, NODE_GROUP, SUBNET } from "../../cluster/aws-types.ts";
import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import { cniSettings, effectiveCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { ENI_CONFIG } from "../../cluster/nodes/eni-config.ts";
import { subnetUses } from "../../cluster/nodes/node-subnets.ts";
import { podSubnets } from "../../cluster/plan/pod-subnets.ts";
import { referencesOf, settled } from "../../cluster/references.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
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
  why: "With custom networking, a node takes the addresses of its pods from the subnet in an ENIConfig. A node that finds no ENIConfig gives no pod an address: its pods wait in ContainerCreating, in one zone only, and usually on the day that zone gets its first node. So does a node whose ENIConfig has a subnet in another zone: a network interface can't be attached across zones.",
  fix: 'Create one ENIConfig for each zone of the node groups, with the zone\'s name as metadata.name, and set ENI_CONFIG_LABEL_DEF to "topology.kubernetes.io/zone". Or let the add-on create them: eniConfig in its configurationValues.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network-tutorial.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#eni_config_label_def",
  ],
  findings: {
    "zone-missing":
      "Nodes run in a zone for which the stack has no ENIConfig, although it has other ENIConfigs.",
    "other-zone":
      "Nodes find an ENIConfig with a subnet in another zone, in which they can't create network interfaces.",
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
      if (label.kind === "undetermined") continue;
      if (label.kind === "absent" || !ZONE_LABELS.includes(label.value)) {
        const name = label.kind === "known" ? label.value : DEFAULT_LABEL;
        if (!isUnset && label.kind === "absent") continue;
        reportGroups(stack, name, report);
        continue;
      }
      reportConfigs(stack, report);
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

/** Reports ENIConfigs that have the name of one zone, and a subnet in another. */
function reportConfigs(stack: StackView, report: Report<"other-zone">): void {
  for (const { name, place, subnets } of configs(stack)) {
    const subnet = subnets.find((one) => isElsewhere(one, name));
    if (!subnet) continue;
    report("other-zone", place, {
      found: text`the ENIConfig has the name of one zone, and ${subnet} is in another`,
      passes: text`use a subnet in the zone that it is named after`,
    });
  }
}

/** Reports node groups in several zones whose label gives all their nodes the ENIConfig of one zone. */
function reportGroups(stack: StackView, label: string, report: Report<"other-zone">): void {
  const byName = new Map(configs(stack).map(({ name, subnets }) => [name, subnets]));
  for (const use of subnetUses(stack).filter(({ kind }) => kind === "node group")) {
    if (!use.user.isSet(["labels", label])) continue;
    const name = use.user.string(["labels", label]);
    const [podSubnet] = (name.kind === "known" ? byName.get(name.value) : undefined) ?? [];
    const zone = podSubnet?.string("availabilityZone");
    if (zone?.kind !== "known") continue;
    const { resources, gap } = settled(use, (subnet) => isElsewhere(subnet, zone.value));
    const subnet = resources.find((one) => isElsewhere(one, zone.value));
    if (subnet) {
      report("other-zone", name, {
        found: text`nodes run in the zone of ${subnet}, but the subnet of their ENIConfig is in another`,
        passes: text`use a node group and an ENIConfig for each zone`,
      });
    } else if (gap !== undefined) use.subnetIds.undetermined(gap);
  }
}

/** The ENIConfigs of a stack whose names are known, with their subnets. */
function configs(stack: StackView) {
  const ofStack = podSubnets(stack).filter(({ owner }) => owner.type === ENI_CONFIG);
  const ofCharts = effectiveCniSettings(stack).flatMap((settings) =>
    settings.eniConfigEntries().map(({ zone, id }) => ({
      name: zone,
      place: id,
      ...referencesOf(stack, settings.resource, id.path, [id], [SUBNET]),
    })),
  );
  const named = ofStack.flatMap((one) => {
    const name = one.owner.string("metadata.name");
    return name.kind === "known" ? [{ ...one, name: name.value }] : [];
  });
  return [...named, ...ofCharts].map(({ name, place, resources, gap }) => {
    if (gap !== undefined) place.undetermined(gap);
    return { name, place, subnets: resources };
  });
}

/** True for a subnet that is in a zone with another name; if only its ID is known, that is recorded. */
function isElsewhere(subnet: ResourceView, zone: string): boolean {
  const own = subnet.string("availabilityZone");
  if (own.kind === "absent") subnet.undetermined("the name of its zone is not in the program");
  return own.kind === "known" && own.value !== zone;
}

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
