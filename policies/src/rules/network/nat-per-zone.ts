import { NAT_GATEWAY, SUBNET } from "../../cluster/aws-types.ts";
import { defaultRoute } from "../../cluster/network/default-route.ts";
import { zoneOfSubnet } from "../../cluster/network/zone.ts";
import { allSubnets, subnetUses } from "../../cluster/nodes/node-subnets.ts";
import { referencesOfOne } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";

export default defineRule({
  id: "nat-per-zone",
  title: "Nodes leave the VPC through a NAT gateway in their own zone",
  severity: "high",
  tags: ["nat", "availability"],
  article: "Limited availability",
  why: "A NAT gateway is in one zone. If the nodes of other zones use it too, the loss of its zone takes the internet from all of them: no image is pulled, no node joins, no external API answers, although the nodes themselves run in three zones. Until then, the traffic between the zones is billed.",
  fix: 'Create a NAT gateway in each zone that has nodes, and a route table in each zone whose default route leads to it. A regional NAT gateway (availabilityMode: "regional") extends to all zones by itself. Where one gateway is a decision, as in a development stack, disable the rule there.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
  ],
  findings: {
    shared: "The nodes of several zones leave the VPC through one NAT gateway.",
    "other-zone": "The nodes of a zone leave the VPC through a NAT gateway in another zone.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    for (const [gateway, subnets] of nodeSubnetsByGateway(stack)) {
      const mode = gateway.oneOf(["zonal", "regional"], "availabilityMode");
      if (mode.kind === "undetermined" || (mode.kind === "known" && mode.value === "regional")) continue;
      const zones = zonesOf(subnets);
      const [zone, ...others] = zones;
      if (!zone) continue;
      if (others.length > 0) {
        report("shared", gateway, {
          found: text`the nodes in ${joined(zones, ", ")} all leave the VPC through this gateway, so none can when its zone is lost`,
          passes: text`create a NAT gateway in each of these zones, and route each zone's subnets to its own`,
        });
        continue;
      }
      const own = ownZone(stack, gateway);
      if (own && areApart(own, zone)) {
        report("other-zone", gateway, {
          found: text`the nodes in ${zone} leave the VPC through this gateway, which is in ${own}: they lose it with either zone`,
          passes: text`route the subnets in ${zone} to a NAT gateway in ${zone}`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A NAT gateway in each of two zones",
        type: NAT_GATEWAY,
        props: { id: "nat-a", subnetId: "public-a" },
        beside: [
          ...zone("a", "nat-a"),
          ...zone("b", "nat-b"),
          { type: NAT_GATEWAY, name: "nat-b", props: { id: "nat-b", subnetId: "public-b" } },
          exampleGroup(),
        ],
      },
    ],
    bad: [
      {
        title: "Nodes in two zones behind one NAT gateway",
        type: NAT_GATEWAY,
        props: { id: "nat-a", subnetId: "public-a" },
        beside: [...zone("a", "nat-a"), ...zone("b", "nat-a"), exampleGroup()],
      },
    ],
  },
});

/** The subnets of nodes and Fargate pods behind each NAT gateway of the stack; what the stack doesn't show is recorded. */
function nodeSubnetsByGateway(stack: StackView): ReadonlyMap<ResourceView, readonly ResourceView[]> {
  const nodes = subnetUses(stack).filter(({ kind }) => kind !== "ENIConfig");
  const subnets = new Set(
    nodes.flatMap((use) => {
      const { resources, gap } = allSubnets(stack, use);
      if (gap !== undefined) use.subnetIds.undetermined(gap);
      return resources;
    }),
  );
  const pairs = [...subnets].flatMap((subnet) => {
    const route = defaultRoute(stack, subnet);
    if (route.kind === "undetermined") route.place.undetermined(route.reason);
    if (route.kind !== "private") return [];
    const { resources, gap } = route.natGateways;
    if (gap !== undefined) route.place.undetermined(gap);
    return resources.map((gateway) => ({ gateway, subnet }));
  });
  const grouped = groupBy(pairs, ({ gateway }) => gateway);
  return new Map([...grouped].map(([gateway, all]) => [gateway, all.map(({ subnet }) => subnet)]));
}

/**
 * The zones of subnets, each once; none if one is not known, which is then recorded. A name and an ID may be those of one zone, as
 * they are assigned differently in each account: then the zones with names count, which may be fewer than there are.
 */
function zonesOf(subnets: readonly ResourceView[]): readonly Shown<string>[] {
  const zones = subnets.map((subnet) => zoneOfSubnet(subnet));
  const known = zones.filter((zone) => zone !== undefined);
  if (known.length < zones.length) return [];
  // Programs register subnets in no certain order.
  const distinct = [...new Map(known.map((zone) => [zone.value, zone])).values()].sort((a, b) =>
    a.value < b.value ? -1 : 1,
  );
  const ids = distinct.filter(({ value }) => isId(value));
  const names = distinct.filter(({ value }) => !isId(value));
  const zonesOfOneKind = ids.length > names.length ? ids : names;
  if (zonesOfOneKind.length === 1 && distinct.length > 1) {
    subnets[0]?.undetermined("some zones are given by name and others by ID");
    return [];
  }
  return zonesOfOneKind;
}

/** The zone of a NAT gateway's subnet, if the stack shows it. */
function ownZone(stack: StackView, gateway: ResourceView): Shown<string> | undefined {
  const { resources, gap } = referencesOfOne(stack, gateway, "subnetId", [SUBNET]);
  if (gap !== undefined) gateway.at("subnetId").undetermined(gap);
  const [subnet] = resources;
  return subnet && zoneOfSubnet(subnet);
}

function areApart(one: Shown<string>, other: Shown<string>): boolean {
  return one.value !== other.value && isId(one.value) === isId(other.value);
}

/** True for the ID of a zone, such as euw1-az1, which is the same in all accounts; false for its name, such as eu-west-1a. */
function isId(zone: string): boolean {
  return /-az\d+$/.test(zone);
}

/** A subnet for nodes in a zone and its route to a NAT gateway, and a public subnet. */
function zone(letter: "a" | "b", natGatewayId: string) {
  const availabilityZone = `eu-west-1${letter}`;
  return [
    { type: SUBNET, name: `public-${letter}`, props: { id: `public-${letter}`, availabilityZone } },
    { type: SUBNET, name: `nodes-${letter}`, props: { id: `nodes-${letter}`, availabilityZone } },
    {
      type: "aws:ec2/routeTable:RouteTable",
      name: `nodes-${letter}`,
      props: { id: `rtb-${letter}`, routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId }] },
    },
    {
      type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
      name: `nodes-${letter}`,
      props: { subnetId: `nodes-${letter}`, routeTableId: `rtb-${letter}` },
    },
  ];
}

function exampleGroup() {
  return {
    type: "aws:eks/nodeGroup:NodeGroup",
    name: "apps",
    props: { clusterName: "prod", subnetIds: ["nodes-a", "nodes-b"] },
  };
}
