import { CLUSTER } from "../../cluster/aws-types.ts";
import { addressCount, type IpBlock } from "../../facts/ip-block.ts";
import { IP_BLOCK } from "../../rule/kinds.ts";
import { boolean, integer } from "../../rule/option.ts";
import { defineRule, type Problem } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { publicEndpoint } from "./public-endpoint.ts";

export default defineRule({
  id: "endpoint-cidrs",
  title: "The API endpoint is not public, or allows few addresses",
  severity: "critical",
  frameworks: {
    "aws-fsbp": ["EKS.1"],
    checkov: ["CKV_AWS_38", "CKV_AWS_39"],
    "cis-eks-1.8": ["5.4.1", "5.4.2"],
  },
  article: "The API endpoint is public",
  why: "An endpoint that everyone can reach is one leaked token, or one API server vulnerability, away from being everyone's cluster. The number of addresses is what counts: two halves of the internet are the internet.",
  fix: "Set vpcConfig.publicAccessCidrs to the CIDR blocks of your offices, VPN, and CI runners, or set endpointPublicAccess to false. Nodes then need the private endpoint, or their NAT gateways in the list.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-access-management.html",
  ],
  findings: {
    everyone: "The endpoint is public and publicAccessCidrs is not set, which allows everyone.",
    "too-many": "The blocks of publicAccessCidrs hold more addresses in total than the options allow.",
    public: "The endpoint is public, even if for few addresses, and `allowPublic` is not set.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    allowPublic: boolean({
      description: "Allow a public endpoint for the addresses that the other options allow.",
      default: false,
    }),
    ipv4PrefixLength: integer({
      description:
        "Prefix length of a block with as many IPv4 addresses as the list may allow: a /20 has 4096, which is sixteen offices with a /24 each.",
      default: 20,
      min: 1,
      max: 32,
    }),
    ipv6PrefixLength: integer({
      description:
        "Prefix length of a block with as many IPv6 addresses as the list may allow: a /44 has sixteen sites with a /48 each.",
      default: 44,
      min: 1,
      max: 128,
    }),
  },
  targets: [CLUSTER],
  check(cluster, options, report) {
    const isPublic = publicEndpoint(cluster);
    if (!isPublic) return;
    const cidrs = cluster.list("vpcConfig.publicAccessCidrs");
    if (cidrs.kind === "absent" || (cidrs.kind === "known" && cidrs.value.length === 0)) {
      report("everyone", cidrs, {
        found: text`the endpoint is public, and publicAccessCidrs is not set or empty, which means 0.0.0.0/0`,
        passes: text`set endpointPublicAccess to false, or list the blocks that need access, no more than a /${options.ipv4PrefixLength} in total`,
      });
      return;
    }
    const excesses = cidrs.kind === "known" ? excessesOf(cidrs.value, options) : [];
    for (const problem of excesses) report("too-many", cidrs, problem);
    // An endpoint for few addresses, as far as they are known.
    if (excesses.length === 0 && !options.allowPublic) {
      report("public", isPublic, {
        found:
          isPublic.kind === "absent"
            ? text`endpointPublicAccess is not set, which means true`
            : text`endpointPublicAccess is true`,
        passes: text`set it to false, or allow it for these blocks with the option allowPublic`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A public endpoint for an office and a VPN",
        type: CLUSTER,
        options: { allowPublic: true },
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

interface Lengths {
  readonly ipv4PrefixLength: number;
  readonly ipv6PrefixLength: number;
}

/** Describes the problem for each IP version of which the blocks have too many addresses. */
function excessesOf(
  cidrs: readonly View[],
  { ipv4PrefixLength, ipv6PrefixLength }: Lengths,
): readonly Problem[] {
  // Blocks that are not known yet can only add addresses.
  const blocks = cidrs
    .map((cidr) => cidr.value("", IP_BLOCK))
    .flatMap((block) => (block.kind === "known" ? [block.value] : []));
  return ([4, 6] as const).flatMap((version) => {
    const length = version === 4 ? ipv4PrefixLength : ipv6PrefixLength;
    const found = excess(blocks, version, length);
    return found
      ? [{ found, passes: text`list IPv${version} blocks that are no more than a /${length} in total` }]
      : [];
  });
}

/** Describes the problem if the blocks have too many addresses of one IP version; undefined otherwise. */
function excess(blocks: readonly IpBlock[], version: 4 | 6, prefixLength: number): Text | undefined {
  const bits = version === 4 ? 32 : 128;
  const count = addressCount(blocks.filter((block) => block.version === version));
  if (count <= 1n << BigInt(bits - prefixLength)) return undefined;
  if (count === 1n << BigInt(bits)) return text`allows all IPv${version} addresses`;
  return version === 4
    ? text`allows ${Number(count)} IPv4 addresses`
    : text`allows more IPv6 addresses than a /${prefixLength} has`;
}
