import { SUBNET } from "../../cluster/aws-types.ts";
import { judgeControlPlaneSubnets } from "../../cluster/network/cluster-subnets.ts";
import { subnetInterfaces } from "../../cluster/network/subnet-interfaces.ts";
import { subnetPrefix } from "../../cluster/network/subnet-prefix.ts";
import { usableAddresses } from "../../facts/subnet-size.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { clusterIn } from "../control-plane/example-cluster.ts";

/** The free addresses without which EKS rejects a subnet. Source: EKS user guide, "VPC and subnet requirements", read 2026-11. */
const REQUIRED_FREE_ADDRESSES = 6;

export default defineRule({
  id: "cluster-subnet-free-ips",
  title: "The control plane's subnets have free addresses",
  severity: "high",
  article: "Limited pod capacity per subnet & VPC",
  why: "EKS creates network interfaces of the control plane in the cluster's subnets, and up to five more during an upgrade or a change to logging. Without six free addresses in each, it rejects the cluster, and later the upgrade.",
  fix: "Give the control plane its own subnets of /27 or larger, in which nothing else takes addresses: move interface endpoints and NAT gateways to other subnets.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  ],
  findings: {
    "below-required": `NAT gateways and VPC endpoints in the stack leave fewer than the ${REQUIRED_FREE_ADDRESSES} addresses that EKS requires. No subnet is that small on its own: a /28, the smallest, has 11.`,
    "below-advised": "The subnet has fewer free addresses than `minFreeAddresses`.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["below-advised"] },
    strict: { level: "mandatory", advisory: ["below-advised"] },
  },
  options: {
    minFreeAddresses: integer({
      description:
        "Minimum number of addresses that nothing in the stack takes, in each of the control plane's subnets. AWS recommends 16; addresses of nodes and pods are not counted.",
      default: 16,
      min: REQUIRED_FREE_ADDRESSES,
      max: 251,
    }),
  },
  checkStack(stack, { minFreeAddresses }, report) {
    let interfaces: ReturnType<typeof subnetInterfaces> | undefined;
    judgeControlPlaneSubnets(stack, report, (subnet, found) => {
      interfaces ??= subnetInterfaces(stack);
      const prefix = subnetPrefix(subnet);
      if (prefix?.kind !== "known") return;
      const usable = usableAddresses(prefix.value);
      const taken = interfaces.get(subnet.urn)?.length ?? 0;
      const free = usable - taken;
      const size =
        taken === 0
          ? text`${prefix} has ${usable} usable addresses`
          : text`${prefix} has ${usable} usable addresses, of which NAT gateways and VPC endpoints in this stack take ${taken}`;
      if (free < REQUIRED_FREE_ADDRESSES) {
        found("below-required", prefix, {
          found: size,
          passes: text`leave ${REQUIRED_FREE_ADDRESSES} free for the control plane, preferably ${minFreeAddresses}`,
        });
      } else if (free < minFreeAddresses) {
        found("below-advised", prefix, {
          found: size,
          passes: text`leave ${minFreeAddresses} free for the control plane`,
        });
      }
    });
  },
  examples: {
    good: [
      {
        title: "A subnet only for the control plane, with 27 usable addresses",
        type: SUBNET,
        props: { vpcId: "vpc-0a1", id: "subnet-0a1", cidrBlock: "10.0.96.0/27" },
        beside: [clusterIn("subnet-0a1")],
      },
    ],
    bad: [
      {
        title: "The smallest subnet",
        type: SUBNET,
        props: { vpcId: "vpc-0a1", id: "subnet-0a1", cidrBlock: "10.0.96.0/28" },
        beside: [clusterIn("subnet-0a1")],
      },
      {
        title: "The smallest subnet, with the endpoints of a private cluster",
        type: SUBNET,
        props: { vpcId: "vpc-0a1", id: "subnet-0a1", cidrBlock: "10.0.96.0/28" },
        beside: [
          clusterIn("subnet-0a1"),
          ...["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts"].map((service) => ({
            type: "aws:ec2/vpcEndpoint:VpcEndpoint",
            name: service,
            props: {
              vpcId: "vpc-0a1",
              vpcEndpointType: "Interface",
              serviceName: `com.amazonaws.eu-west-1.${service}`,
              subnetIds: ["subnet-0a1"],
            },
          })),
        ],
      },
    ],
  },
});
