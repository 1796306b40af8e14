import {
  CLUSTER,
  SUBNET,
  VPC,
  VPC_CIDR_BLOCK_ASSOCIATION,
  VPC_PEERING_CONNECTION,
} from "../../cluster/aws-types.ts";
import { NOT_KNOWN, reference, references } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import { haveCommonAddress, type IpBlock } from "../../facts/ip-block.ts";
import { IP_BLOCK } from "../../rule/kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const SERVICES = "kubernetesNetworkConfig.serviceIpv4Cidr";

export default defineRule({
  id: "address-overlap",
  title: "Services, remote networks and peered VPCs have addresses of their own",
  severity: "critical",
  tags: ["vpc", "hybrid-nodes"],
  why: "An address that is both a service's and one in the VPC, or both in the VPC and in a remote or peered network, reaches only one of the two. AWS refuses some of these when pulumi up is halfway through, and none of them can be changed later: the service block is fixed when the cluster is created.",
  fix: "Choose a block for services (or leave it out: EKS then chooses one that fits), for remote nodes and pods, and for each VPC that overlaps with no other. Secondary blocks of a VPC count too.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-networking.html",
    "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
  ],
  findings: {
    services: "The block of the cluster's services overlaps with a block of its VPC.",
    remote: "A block of remote nodes or pods overlaps with the VPC's or with that of services.",
    peers: "Two VPCs that are peered have overlapping blocks.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      const remote = [...blocksIn(cluster, "remoteNodeNetworks"), ...blocksIn(cluster, "remotePodNetworks")];
      const services = blocksAt([cluster.at(SERVICES)]);
      if (remote.length + services.length === 0) continue;
      const ofVpc = blocksOfVpc(stack, cluster);
      for (const [key, block, others] of [
        ...services.map((block) => ["services", block, ofVpc] as const),
        ...remote.map((block) => ["remote", block, [...ofVpc, ...services]] as const),
      ]) {
        const other = others.find((one) => haveCommonAddress(one.value, block.value));
        if (!other) continue;
        report(key, block, {
          found: text`${block} overlaps with ${other}${services.includes(other) ? text`, the block of services` : text`, a block of the VPC`}`,
          passes: text`set a block that overlaps with neither the VPC nor other networks`,
        });
      }
    }
    for (const peering of stack.ofType([VPC_PEERING_CONNECTION])) {
      const [one, other] = ["vpcId", "peerVpcId"].map((path) => reference(stack, peering, path, [VPC]));
      if (!one || !other) peering.undetermined("one of its VPCs is not in the stack");
      if (!one || !other || one === other) continue;
      for (const block of ownBlocks(stack, one)) {
        const common = ownBlocks(stack, other).find((its) => haveCommonAddress(its.value, block.value));
        if (!common) continue;
        report("peers", peering, {
          found: text`${block} of VPC ${one} overlaps with ${common} of VPC ${other}, so AWS refuses the peering`,
          passes: text`give one of the VPCs another block`,
        });
        break;
      }
    }
  },
  examples: {
    good: [
      {
        title: "Services and remote nodes outside of the VPC's block",
        ...exampleCluster({ serviceIpv4Cidr: "172.20.0.0/16" }, "10.200.0.0/16"),
        beside: exampleNetwork(),
      },
    ],
    bad: [
      {
        title: "Services in the VPC's block",
        ...exampleCluster({ serviceIpv4Cidr: "10.0.128.0/20" }, "10.200.0.0/16"),
        beside: exampleNetwork(),
      },
    ],
  },
});

function blocksIn(cluster: ResourceView, networks: string): readonly Shown<IpBlock>[] {
  const cidrs = cluster.list(`remoteNetworkConfig.${networks}.cidrs`);
  return cidrs.kind === "known" ? blocksAt(cidrs.value) : [];
}

function blocksAt(views: readonly View[]): readonly Shown<IpBlock>[] {
  const blocks = views.map((view) => view.value("", IP_BLOCK));
  return blocks.filter((block) => block.kind === "known");
}

/** The blocks of the VPC that a cluster is in; if the stack doesn't show it, that is recorded. */
function blocksOfVpc(stack: StackView, cluster: ResourceView): readonly Shown<IpBlock>[] {
  const path = "vpcConfig.subnetIds";
  const { resources, candidates = [] } = references(stack, cluster, path, [SUBNET]);
  const [subnet] = [...resources, ...candidates];
  const vpc = subnet && reference(stack, subnet, "vpcId", [VPC]);
  if (!vpc) cluster.at(path).undetermined("its VPC is not in the stack");
  return vpc ? ownBlocks(stack, vpc) : [];
}

function ownBlocks(stack: StackView, vpc: ResourceView): readonly Shown<IpBlock>[] {
  const blocks = furtherBlocks(stack);
  for (const one of blocks.get(undefined) ?? []) {
    if (one.isUnknown("vpcId")) one.at("vpcId").undetermined(NOT_KNOWN);
  }
  const further = (blocks.get(vpc) ?? []).map((one) => one.at("cidrBlock"));
  return blocksAt([vpc.at("cidrBlock"), ...further]);
}

const furtherBlocks = oncePerStack((stack) =>
  groupBy(stack.ofType([VPC_CIDR_BLOCK_ASSOCIATION]), (one) => reference(stack, one, "vpcId", [VPC])),
);

function exampleCluster(kubernetesNetworkConfig: { readonly serviceIpv4Cidr: string }, remoteNodes: string) {
  return {
    type: CLUSTER,
    props: {
      name: "prod",
      kubernetesNetworkConfig,
      remoteNetworkConfig: { remoteNodeNetworks: { cidrs: [remoteNodes] } },
      vpcConfig: { subnetIds: ["subnet-1"] },
    },
  };
}

function exampleNetwork() {
  return [
    { type: VPC, name: "prod", props: { id: "vpc-1", cidrBlock: "10.0.0.0/16" } },
    { type: SUBNET, name: "a", props: { id: "subnet-1", vpcId: "vpc-1" } },
  ];
}
