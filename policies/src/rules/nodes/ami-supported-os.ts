import { NODE_GROUP } from "../../cluster/aws-types.ts";
import { EC2_NODE_CLASS } from "../../cluster/nodes/karpenter.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { FIRST_VERSION_WITHOUT_AMAZON_LINUX_2, lacksAmazonLinux2 } from "../../facts/amazon-linux-2.ts";
import { VERSION } from "../../rule/kinds.ts";
import type { Place, ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "ami-supported-os",
  title: "Nodes run an operating system that EKS builds images for",
  severity: "critical",
  tags: ["ami", "amazon-linux-2"],
  article: "Amazon Linux 2",
  why: "EKS stopped building Amazon Linux 2 AMIs on 2025-11-26, so these nodes get no more fixes for the kernel or the kubelet. Kubernetes 1.33 and later never had such an AMI: EKS rejects a node group that requests one.",
  fix: "Use Amazon Linux 2023 (amiType AL2023_x86_64_STANDARD or AL2023_ARM_64_STANDARD; in Karpenter, the alias al2023@…) or Bottlerocket. Change the user data to match: a NodeConfig or TOML instead of bootstrap.sh. A new AMI type replaces the nodes of the group.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/al2023.html",
  ],
  findings: {
    "no-image": "Amazon Linux 2, with a Kubernetes version that has no Amazon Linux 2 AMI.",
    "end-of-life": "Amazon Linux 2, which gets no more updates.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["end-of-life"] },
    strict: { level: "mandatory" },
  },
  options: {},
  targets: [NODE_GROUP, ...EC2_NODE_CLASS],
  check(resource, _, report) {
    const places = amazonLinux2(resource);
    const isGroup = resource.type === NODE_GROUP;
    // A group without a version has the version of its cluster, which may be in the stack.
    if (places.length === 0 || (isGroup && !resource.isSet("version"))) return;
    judge(places, isGroup ? resource.value("version", VERSION) : undefined, report);
  },
  checkStack(stack, _, report) {
    for (const group of stack.ofType([NODE_GROUP])) {
      if (group.isSet("version")) continue;
      const places = amazonLinux2(group);
      const cluster = places.length > 0 ? clusterOf(stack, group) : undefined;
      judge(places, cluster?.value("version", VERSION), report);
    }
  },
  examples: {
    good: [
      {
        title: "A node group with Amazon Linux 2023",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", amiType: "AL2023_ARM_64_STANDARD", version: "1.36" },
      },
    ],
    bad: [
      {
        title: "Amazon Linux 2 with a Kubernetes version that has no Amazon Linux 2 AMI",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", amiType: "AL2_x86_64", version: "1.33" },
      },
      {
        title: "Karpenter nodes with Amazon Linux 2",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { amiSelectorTerms: [{ alias: "al2@latest" }], role: "karpenter-nodes" } },
      },
    ],
  },
});

function judge(
  places: readonly Place[],
  version: ShownReading<string> | undefined,
  report: Report<"no-image" | "end-of-life">,
): void {
  if (version?.kind === "undetermined") return;
  const hasNone = version?.kind === "known" && lacksAmazonLinux2(version.value);
  for (const place of places) {
    report(hasNone ? "no-image" : "end-of-life", place, {
      found: hasNone
        ? text`EKS has no Amazon Linux 2 AMI for Kubernetes ${version}, so no nodes are created`
        : text`Amazon Linux 2 gets no more updates, and has no AMI from Kubernetes ${FIRST_VERSION_WITHOUT_AMAZON_LINUX_2} on`,
      passes: text`use Amazon Linux 2023 or Bottlerocket`,
    });
  }
}

/** Returns the places where a resource requests Amazon Linux 2. */
function amazonLinux2(resource: ResourceView): readonly Place[] {
  const terms = EC2_NODE_CLASS.includes(resource.type) ? resource.list("spec.amiSelectorTerms") : undefined;
  const places =
    terms === undefined
      ? [resource.at("amiType")]
      : [
          resource.at("spec.amiFamily"),
          ...(terms.kind === "known" ? terms.value.map((term) => term.at("alias")) : []),
        ];
  return places.filter((place) => {
    const name = place.string();
    return name.kind === "known" && /^(AL2$|AL2_|al2@)/.test(name.value);
  });
}
