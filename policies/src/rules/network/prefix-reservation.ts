import { SUBNET, SUBNET_CIDR_RESERVATION } from "../../cluster/aws-types.ts";
import { cniModeOf, haveIpv4Pods } from "../../cluster/cni/cni-mode.ts";
import { clusterSubnets } from "../../cluster/network/cluster-subnets.ts";
import { subnetInterfaces } from "../../cluster/network/subnet-interfaces.ts";
import { allSubnets, subnetUses, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { NOT_KNOWN, referencesOfOne } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import { boolean } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";

export default defineRule({
  id: "prefix-reservation",
  title: "Subnets keep whole blocks for prefix delegation",
  severity: "low",
  tags: ["vpc-cni", "prefix-delegation"],
  article: "Limited pod capacity per subnet & VPC",
  why: "With prefix delegation, nodes take contiguous blocks of 16 addresses. Single addresses of control planes, endpoints and NAT gateways in the same subnet fragment these blocks, and nodes fail with InsufficientCidrBlocks in a subnet that is half empty.",
  fix: "Add an aws.ec2.SubnetCidrReservation of type prefix for part of the subnet, half of it to start with; or move resources that take single addresses to other subnets.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html",
  ],
  findings: {
    unreserved:
      "Nodes take blocks from a subnet that other resources use too, and no blocks are reserved for them.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    dedicatedSubnets: boolean({
      description:
        "Whether subnets in which the stack shows only nodes and pods are treated as dedicated to them, and need no reservation.",
      default: true,
    }),
  },
  checkStack(stack, { dedicatedSubnets }, report) {
    const reservations = stack.ofType([SUBNET_CIDR_RESERVATION]).map((reservation) => ({
      reservation,
      ...referencesOfOne(stack, reservation, "subnetId", [SUBNET]),
    }));
    const subnets = new Set(
      subnetUses(stack)
        .filter((use) => takesPrefixes(stack, use))
        .flatMap((use) => {
          const { resources, gap } = allSubnets(stack, use);
          if (gap !== undefined) use.subnetIds.undetermined(gap);
          return resources;
        }),
    );
    if (subnets.size === 0) return;
    const others = singleAddressUsers(stack);
    const bySubnet = groupBy(reservations, ({ resources: [subnet] }) => subnet);
    const unplaced = reservations.filter(({ gap }) => gap === NOT_KNOWN);
    for (const subnet of subnets) {
      const takers = others.get(subnet.urn) ?? [];
      if (takers.length === 0 && dedicatedSubnets) continue;
      const types = (bySubnet.get(subnet) ?? []).map(({ reservation }) =>
        reservation.oneOf(["prefix", "explicit"], "reservationType"),
      );
      if (
        types.some(
          (type) => type.kind === "undetermined" || (type.kind === "known" && type.value === "prefix"),
        )
      )
        continue;
      for (const { reservation } of unplaced)
        reservation.at("subnetId").undetermined("may be for this subnet");
      if (unplaced.length > 0) continue;
      const single = text`, next to single addresses of ${joined(
        takers.map((taker) => text`${taker}`),
        " and ",
      )}`;
      report("unreserved", subnet, {
        found: text`nodes take blocks of 16 addresses here${takers.length > 0 ? single : text``}, and no blocks are reserved`,
        passes: text`add a SubnetCidrReservation of type prefix`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Half of a subnet reserved for blocks, next to an interface endpoint",
        type: SUBNET,
        props: { id: "subnet-0a1", cidrBlock: "10.0.0.0/19" },
        beside: [
          ...nodesWithEndpoint(),
          {
            type: SUBNET_CIDR_RESERVATION,
            name: "nodes",
            props: { subnetId: "subnet-0a1", cidrBlock: "10.0.16.0/20", reservationType: "prefix" },
          },
        ],
      },
    ],
    bad: [
      {
        title: "Nodes and an interface endpoint in one subnet",
        type: SUBNET,
        props: { id: "subnet-0a1", cidrBlock: "10.0.0.0/19" },
        beside: nodesWithEndpoint(),
      },
    ],
  },
});

/** True for users that take blocks of 16 addresses from their subnets: nodes, or ENIConfigs with custom networking. */
function takesPrefixes(stack: StackView, { kind, user }: SubnetUse): boolean {
  if (kind === "ENIConfig") return hasCustomNetworking(stack);
  return isOfNodes({ kind }) && cniMode(stack, user)?.customNetworking === false;
}

const hasCustomNetworking = oncePerStack((stack) =>
  subnetUses(stack).some((use) => isOfNodes(use) && cniMode(stack, use.user)?.customNetworking === true),
);

function isOfNodes({ kind }: Pick<SubnetUse, "kind">): boolean {
  return kind === "node group" || kind === "autoscaling group";
}

/** How the nodes of a group take addresses, if they take blocks. */
function cniMode(stack: StackView, group: ResourceView) {
  // IPv6 nodes take a different kind of block.
  if (!haveIpv4Pods(stack, group)) return undefined;
  const mode = cniModeOf(stack, group);
  return mode?.prefixDelegation === true ? mode : undefined;
}

/** The resources other than nodes and pods that take single addresses of a subnet, by its URN. */
function singleAddressUsers(stack: StackView): ReadonlyMap<string, readonly ResourceView[]> {
  const clusters = clusterSubnets(stack).flatMap(({ cluster, resources, candidates = [] }) =>
    [...resources, ...candidates].map(({ urn }) => ({ urn, cluster })),
  );
  const takers = new Map(subnetInterfaces(stack));
  for (const [urn, own] of groupBy(clusters, (one) => one.urn)) {
    takers.set(urn, [...(takers.get(urn) ?? []), ...own.map(({ cluster }) => cluster)]);
  }
  return takers;
}

function nodesWithEndpoint() {
  return [
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "apps",
      props: { clusterName: "shop", subnetIds: ["subnet-0a1"] },
    },
    {
      type: "aws:eks/addon:Addon",
      name: "vpc-cni",
      props: {
        clusterName: "shop",
        addonName: "vpc-cni",
        configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}',
      },
    },
    {
      type: "aws:ec2/vpcEndpoint:VpcEndpoint",
      name: "ecr",
      props: { vpcId: "vpc-0a1", vpcEndpointType: "Interface", subnetIds: ["subnet-0a1"] },
    },
  ];
}
