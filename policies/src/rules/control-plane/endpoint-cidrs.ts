import { CLUSTER } from "../../cluster/aws-types.ts";
import { addressCount, type IpBlock } from "../../facts/ip-block.ts";
import { IP_BLOCK } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";
import { publicEndpoint } from "./public-endpoint.ts";

export default defineRule({
  id: "endpoint-cidrs",
  title: "A public API endpoint lets in few addresses",
  severity: "critical",
  article: "The API endpoint is public",
  why: "An endpoint that everybody reaches is one leaked token, or one flaw of the API server, away from everybody's cluster. What counts is how many addresses get in: two halves of the internet are the internet.",
  fix: "Set vpcConfig.publicAccessCidrs to the blocks of your offices, VPN and CI runners, or turn endpointPublicAccess off. Nodes need the private endpoint then, or their NAT gateways in the list.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-access-management.html",
  ],
  findings: {
    everyone: "The endpoint is public and publicAccessCidrs is not set, which lets everybody in.",
    "too-many": "The blocks of publicAccessCidrs hold more addresses together than the options allow.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    ipv4PrefixLength: integer({
      description:
        "Prefix length of a block with as many IPv4 addresses as the list may let in: /20 has 4096, which is sixteen offices of /24.",
      default: 20,
      min: 1,
      max: 32,
    }),
    ipv6PrefixLength: integer({
      description:
        "Prefix length of a block with as many IPv6 addresses as the list may let in: /44 has sixteen sites of /48.",
      default: 44,
      min: 1,
      max: 128,
    }),
  },
  targets: [CLUSTER],
  check(cluster, options, report) {
    if (!publicEndpoint(cluster)) return;
    const cidrs = cluster.list("vpcConfig.publicAccessCidrs");
    if (cidrs.kind === "absent" || (cidrs.kind === "known" && cidrs.value.length === 0)) {
      report("everyone", cidrs, {
        found: text`the endpoint is public, and no publicAccessCidrs means 0.0.0.0/0`,
        passes: text`list the blocks that need it, no more than a /${options.ipv4PrefixLength} together`,
      });
    } else if (cidrs.kind === "known") {
      // What is not known yet can only let in more.
      const blocks = cidrs.value
        .map((cidr) => cidr.value("", IP_BLOCK))
        .flatMap((block) => (block.kind === "known" ? [block.value] : []));
      for (const version of [4, 6] as const) {
        const length = version === 4 ? options.ipv4PrefixLength : options.ipv6PrefixLength;
        const found = excess(blocks, version, length);
        if (!found) continue;
        const passes = text`list IPv${version} blocks that are no more than a /${length} together`;
        report("too-many", cidrs, { found, passes });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A public endpoint for an office and a VPN",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: {
            subnetIds: ["subnet-0a1", "subnet-0b2"],
            endpointPrivateAccess: true,
            endpointPublicAccess: true,
            publicAccessCidrs: ["203.0.113.7/32", "198.51.100.0/24"],
          },
        },
      },
    ],
    bad: [
      {
        title: "A cluster with the default endpoint",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
      {
        title: "The internet in two halves",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: {
            subnetIds: ["subnet-0a1", "subnet-0b2"],
            publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"],
          },
        },
      },
    ],
  },
});

/** What is too much of one version's addresses; undefined where it is not. */
function excess(blocks: readonly IpBlock[], version: 4 | 6, prefixLength: number): Text | undefined {
  const bits = version === 4 ? 32 : 128;
  const count = addressCount(blocks.filter((block) => block.version === version));
  if (count <= 1n << BigInt(bits - prefixLength)) return undefined;
  if (count === 1n << BigInt(bits)) return text`lets all IPv${version} addresses in`;
  return version === 4
    ? text`lets ${Number(count)} IPv4 addresses in`
    : text`lets more IPv6 addresses in than a /${prefixLength} has`;
}
