import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import addressOverlap from "../../../policies/src/rules/network/address-overlap.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { resource } from "./network-resources.ts";

const vpc = (cidrBlock: PropertyValue, name = "prod", more: PropertyObject = {}): TestResource =>
  resource("ec2/vpc:Vpc", name, { id: `vpc-${name}`, cidrBlock, ...more });
const subnet = resource("ec2/subnet:Subnet", "a", { id: "subnet-1", vpcId: "vpc-prod" });
const network = [vpc("10.0.0.0/16"), subnet];
const cluster = (serviceIpv4Cidr?: PropertyValue, more: PropertyObject = {}): TestResource =>
  resource("eks/cluster:Cluster", "subject", {
    name: "prod",
    kubernetesNetworkConfig: { serviceIpv4Cidr },
    vpcConfig: { subnetIds: ["subnet-1"] },
    ...more,
  });
const remote = (remoteNetworkConfig: PropertyObject, services?: PropertyValue) =>
  cluster(services, { remoteNetworkConfig });
const further = resource("ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", "pods", {
  vpcId: "vpc-prod",
  cidrBlock: "100.64.0.0/16",
});
const peering = resource("ec2/vpcPeeringConnection:VpcPeeringConnection", "subject", {
  vpcId: "vpc-prod",
  peerVpcId: "vpc-shared",
});

const overlap = (key: "services" | "remote", path: string, block: string, other: string) => ({
  key,
  level: "mandatory" as const,
  path,
  message: `${block} overlaps with ${other}; set a block that overlaps with neither the VPC nor other networks`,
});
const SERVICES = "kubernetesNetworkConfig.serviceIpv4Cidr";

ruleTester(addressOverlap, {
  valid: [
    { name: "services outside of the VPC", stack: [...network, further, cluster("172.20.0.0/16")] },
    { name: "a block that EKS chooses", stack: [...network, cluster()] },
    {
      name: "remote networks next to the VPC's block",
      stack: [
        ...network,
        remote(
          { remoteNodeNetworks: { cidrs: ["10.1.0.0/16"] }, remotePodNetworks: { cidrs: ["10.2.0.0/16"] } },
          "172.20.0.0/16",
        ),
      ],
    },
    { name: "peered VPCs", stack: [vpc("10.0.0.0/16"), vpc("10.1.0.0/16", "shared"), peering] },
    {
      name: "two VPCs with one block that aren't peered",
      stack: [vpc("10.0.0.0/16"), vpc("10.0.0.0/16", "shared")],
    },
  ],
  invalid: [
    {
      name: "the VPC's own block",
      stack: [...network, cluster("10.0.0.0/16")],
      findings: [overlap("services", SERVICES, "10.0.0.0/16", "10.0.0.0/16, a block of the VPC")],
    },
    {
      name: "a part of a further block",
      stack: [...network, further, cluster("100.64.240.0/20")],
      findings: [overlap("services", SERVICES, "100.64.240.0/20", "100.64.0.0/16, a block of the VPC")],
    },
    {
      name: "remote nodes in the VPC, and remote pods among services",
      stack: [
        ...network,
        remote(
          { remoteNodeNetworks: { cidrs: ["10.0.8.0/21"] }, remotePodNetworks: { cidrs: ["172.16.0.0/12"] } },
          "172.20.0.0/16",
        ),
      ],
      findings: [
        overlap(
          "remote",
          "remoteNetworkConfig.remoteNodeNetworks.cidrs[0]",
          "10.0.8.0/21",
          "10.0.0.0/16, a block of the VPC",
        ),
        overlap(
          "remote",
          "remoteNetworkConfig.remotePodNetworks.cidrs[0]",
          "172.16.0.0/12",
          "172.20.0.0/16, the block of services",
        ),
      ],
    },
    {
      name: "peered VPCs that overlap",
      stack: [vpc("10.0.0.0/16"), vpc("10.0.128.0/17", "shared"), peering],
      findings: [
        {
          key: "peers",
          level: "mandatory",
          path: "",
          message:
            '10.0.0.0/16 of VPC "prod" overlaps with 10.0.128.0/17 of VPC "shared", so AWS refuses the peering; give one of the VPCs another block',
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a block that is not known",
      stack: [...network, cluster(UNKNOWN)],
      undetermined: [`${SERVICES}: not known before pulumi up`],
    },
    {
      name: "a VPC in another stack",
      stack: [cluster("10.0.0.0/16")],
      undetermined: ["vpcConfig.subnetIds: its VPC is not in the stack"],
    },
    {
      name: "a peer in another stack",
      stack: [vpc("10.0.0.0/16"), peering],
      undetermined: [": one of its VPCs is not in the stack"],
    },
    {
      name: "a VPC whose block is not known",
      stack: [vpc(UNKNOWN), subnet, cluster("10.0.0.0/16")],
      undetermined: ["cidrBlock: not known before pulumi up"],
    },
  ],
});
