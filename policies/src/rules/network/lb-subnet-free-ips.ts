import { SUBNET } from "../../cluster/aws-types.ts";
import { subnetInterfaces } from "../../cluster/network/subnet-interfaces.ts";
import { subnetPrefix } from "../../cluster/network/subnet-prefix.ts";
import { usableAddresses } from "../../facts/subnet-size.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

/**
 * The longest prefix of a subnet that AWS accepts for an Application Load Balancer. Source: Elastic Load Balancing user
 * guide, read 2026-11.
 */
const MAX_PREFIX_LENGTH = 27;

export default defineRule({
  id: "lb-subnet-free-ips",
  title: "Load balancer subnets have free addresses",
  severity: "medium",
  article: "Limited pod capacity per subnet & VPC",
  why: "An Application Load Balancer needs a subnet of /27 or larger and eight free addresses in it, which it takes when it scales. Without them, it isn't created, or doesn't scale under load.",
  fix: "Give load balancers their own subnets, /27 or larger (a /24 has 251 usable addresses), tagged kubernetes.io/role/elb or internal-elb, and keep VPC endpoints out of them.",
  references: [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  ],
  findings: {
    "too-small": `The subnet is smaller than a /${MAX_PREFIX_LENGTH}, which AWS rejects for an Application Load Balancer.`,
    crowded: "NAT gateways and VPC endpoints in the stack leave fewer addresses than `minFreeAddresses`.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    minFreeAddresses: integer({
      description:
        "Minimum number of addresses that NAT gateways and VPC endpoints in the stack leave in each load balancer subnet. Addresses of nodes and pods are not counted.",
      default: 8,
      min: 8,
      max: 251,
    }),
  },
  targets: [SUBNET],
  check(subnet, _, report) {
    const prefix = isForLoadBalancers(subnet) ? subnetPrefix(subnet) : undefined;
    if (prefix?.kind !== "known" || prefix.value <= MAX_PREFIX_LENGTH) return;
    report("too-small", prefix, {
      found: text`${prefix} is smaller than AWS accepts for a load balancer`,
      passes: text`use /${MAX_PREFIX_LENGTH} or larger (${usableAddresses(MAX_PREFIX_LENGTH)} usable addresses)`,
    });
  },
  checkStack(stack, { minFreeAddresses }, report) {
    const subnets = stack.ofType([SUBNET]).filter(isForLoadBalancers);
    if (subnets.length === 0) return;
    const interfaces = subnetInterfaces(stack);
    for (const subnet of subnets) {
      const taken = interfaces.get(subnet.urn)?.length ?? 0;
      const prefix = subnetPrefix(subnet);
      if (prefix?.kind !== "known" || prefix.value > MAX_PREFIX_LENGTH) continue;
      const usable = usableAddresses(prefix.value);
      if (taken === 0 || usable - taken >= minFreeAddresses) continue;
      report("crowded", prefix, {
        found: text`of the ${usable} usable addresses of ${prefix}, NAT gateways and VPC endpoints in this stack take ${taken}`,
        passes: text`leave ${minFreeAddresses} free for load balancers`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A public subnet with 251 usable addresses",
        type: SUBNET,
        props: { vpcId: "vpc-0a1", cidrBlock: "10.0.96.0/24", tags: { "kubernetes.io/role/elb": "1" } },
      },
    ],
    bad: [
      {
        title: "The smallest subnet, for internal load balancers",
        type: SUBNET,
        props: {
          vpcId: "vpc-0a1",
          cidrBlock: "10.0.96.0/28",
          tags: { "kubernetes.io/role/internal-elb": "1" },
        },
      },
    ],
  },
});

/** True for a subnet with the tags that the AWS Load Balancer Controller looks for. */
function isForLoadBalancers(subnet: ResourceView): boolean {
  const tags = subnet.object("tags");
  if (tags.kind !== "known") return false;
  return ["kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"].some((key) => {
    const value = tags.value.get(key)?.scalar();
    return value?.kind === "known" && value.value !== "0";
  });
}
