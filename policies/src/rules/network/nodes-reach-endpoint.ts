import { CLUSTER } from "../../cluster/aws-types.ts";
import { defaultRoute } from "../../cluster/network/default-route.ts";
import { natAddresses } from "../../cluster/network/nat-addresses.ts";
import { clusterOfNodes } from "../../cluster/nodes/node-groups.ts";
import { allSubnets, subnetUses, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { addressCount, holdsBlock } from "../../facts/ip-block.ts";
import { IP_BLOCK } from "../../rule/kinds.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { publicEndpoint } from "../control-plane/public-endpoint.ts";

const CIDRS = "vpcConfig.publicAccessCidrs";

export default defineRule({
  id: "nodes-reach-endpoint",
  title: "Nodes reach the API endpoint of their cluster",
  severity: "critical",
  article: "The API endpoint is public",
  why: "Without a private endpoint, nodes reach the API over the internet, from the addresses of their NAT gateways. If publicAccessCidrs doesn't include those, or if their subnets have no route to the internet, no node can join, and existing nodes are lost.",
  fix: "Set vpcConfig.endpointPrivateAccess to true, so that nodes stay inside the VPC; or add the Elastic IP of each NAT gateway to publicAccessCidrs.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"],
  findings: {
    "locked-out":
      "The endpoint is not private, and publicAccessCidrs does not include an address from which nodes connect.",
    "no-route": "The endpoint is not private, and a subnet of nodes has no default route.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      if (!isPublicOnly(cluster)) continue;
      const { gateways, isolated, open } = waysOut(stack, cluster);
      for (const subnet of isolated) {
        report("no-route", subnet, {
          found: text`the subnet of nodes has no default route, and the endpoint of ${cluster} is not private`,
          passes: text`set endpointPrivateAccess to true, or add a route to a NAT gateway`,
        });
      }
      const cidrs = cluster.isSet(CIDRS) ? cluster.list(CIDRS) : undefined;
      if (cidrs?.kind !== "known" || cidrs.value.length === 0 || allowsEveryAddress(cidrs.value)) continue;
      if (!hasNodes(stack, cluster))
        cluster.undetermined("no nodes in the stack that certainly belong to it");
      const unknown = cidrs.value.filter((cidr) => cidr.isUnknown());
      const blocks = blocksOf(cidrs.value);
      for (const subnet of open) {
        // AWS chooses these addresses, and others whenever a node is replaced; only a very large block may hold them.
        const isChance = unknown.length === 0 && blocks.every((block) => addressCount([block]) <= MANY);
        if (!isChance) subnet.undetermined("its nodes have their own public addresses");
        else {
          report("locked-out", cidrs, {
            found: text`nodes in ${subnet} connect from public addresses that AWS chooses, which publicAccessCidrs can't list, and the endpoint is not private`,
            passes: text`set endpointPrivateAccess to true`,
          });
        }
      }
      const addresses = gateways.flatMap((gateway) => natAddresses(stack, gateway));
      const missing = addresses.filter(({ value }) => !blocks.some((one) => holdsBlock(one, value)));
      if (missing.length === 0) continue;
      // Most likely from an Elastic IP, and so one of the missing addresses.
      for (const cidr of unknown) cidr.undetermined("not known before pulumi up");
      if (unknown.length > 0) continue;
      report("locked-out", cidrs, {
        found: text`nodes connect from ${joined(missing, " and ")}, which publicAccessCidrs does not include, and the endpoint is not private`,
        passes: text`set endpointPrivateAccess to true, or add ${joined(
          missing.map((address) => text`${address}/32`),
          " and ",
        )}`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A public endpoint for an office, and a private one for nodes",
        type: CLUSTER,
        props: clusterProps({ endpointPrivateAccess: true }),
        beside: nodesBehindNat(),
      },
    ],
    bad: [
      {
        title: "A public endpoint for an office only",
        type: CLUSTER,
        props: clusterProps({ endpointPrivateAccess: false }),
        beside: nodesBehindNat(),
      },
    ],
  },
});

function isPublicOnly(cluster: ResourceView): boolean {
  const isPrivate = cluster.boolean("vpcConfig.endpointPrivateAccess");
  const isOff = isPrivate.kind === "absent" || (isPrivate.kind === "known" && !isPrivate.value);
  return isOff && publicEndpoint(cluster) !== undefined;
}

function allowsEveryAddress(cidrs: readonly View[]): boolean {
  return addressCount(blocksOf(cidrs).filter(({ version }) => version === 4)) === 1n << 32n;
}

function blocksOf(cidrs: readonly View[]) {
  return cidrs
    .filter((cidr) => !cidr.isUnknown())
    .map((cidr) => cidr.value("", IP_BLOCK))
    .flatMap((block) => (block.kind === "known" ? [block.value] : []));
}

/** Addresses in a block of which nobody can say that AWS will choose none of them. */
const MANY = 1n << 16n;

interface WaysOut {
  /** The NAT gateways through which nodes and Fargate pods connect. */
  readonly gateways: readonly ResourceView[];
  /** Their subnets that have no default route. */
  readonly isolated: readonly ResourceView[];
  /** Their subnets that route to an internet gateway. */
  readonly open: readonly ResourceView[];
}

/** How a cluster's nodes reach the internet; what the stack doesn't show is recorded. */
function waysOut(stack: StackView, cluster: ResourceView): WaysOut {
  const subnets = new Set(
    (usesByCluster(stack).get(cluster) ?? []).flatMap((use) => {
      const { resources, gap } = allSubnets(stack, use);
      if (gap !== undefined) use.subnetIds.undetermined(gap);
      return resources;
    }),
  );
  const gateways = new Set<ResourceView>();
  const isolated: ResourceView[] = [];
  const open: ResourceView[] = [];
  for (const subnet of subnets) {
    const route = defaultRoute(stack, subnet);
    if (route.kind === "public") open.push(subnet);
    else if (route.kind === "none") isolated.push(subnet);
    else if (route.kind === "undetermined") route.place.undetermined(route.reason);
    else {
      const { resources, gap = "leads to addresses that the stack does not show" } = route.natGateways;
      if (resources.length === 0 && cluster.isSet(CIDRS)) route.place.undetermined(gap);
      for (const gateway of resources) gateways.add(gateway);
    }
  }
  return { gateways: [...gateways], isolated, open };
}

function hasNodes(stack: StackView, cluster: ResourceView): boolean {
  return (usesByCluster(stack).get(cluster) ?? []).length > 0;
}

const usesByCluster = oncePerStack((stack) => groupBy(subnetUses(stack), (use) => clusterOfUse(stack, use)));

function clusterOfUse(stack: StackView, { kind, user }: SubnetUse): ResourceView | undefined {
  switch (kind) {
    case "Auto Mode cluster":
      return user;
    case "node group":
    case "autoscaling group":
    case "Fargate profile":
      return clusterOfNodes(stack, user);
    case "ENIConfig":
      return undefined;
  }
}

function clusterProps(endpoint: { readonly endpointPrivateAccess: boolean }) {
  return {
    name: "shop",
    roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
    vpcConfig: {
      subnetIds: ["subnet-0a1"],
      endpointPublicAccess: true,
      publicAccessCidrs: ["198.51.100.0/24"],
      ...endpoint,
    },
  };
}

function nodesBehindNat() {
  return [
    {
      type: "aws:ec2/subnet:Subnet",
      name: "private-a",
      props: { id: "subnet-0a1", cidrBlock: "10.0.0.0/19" },
    },
    {
      type: "aws:ec2/natGateway:NatGateway",
      name: "nat-a",
      props: { id: "nat-0a1", publicIp: "203.0.113.7" },
    },
    {
      type: "aws:ec2/routeTable:RouteTable",
      name: "private-a",
      props: { id: "rtb-0a1", routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0a1" }] },
    },
    {
      type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
      name: "private-a",
      props: { subnetId: "subnet-0a1", routeTableId: "rtb-0a1" },
    },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "apps",
      props: { clusterName: "shop", subnetIds: ["subnet-0a1"] },
    },
  ];
}
