import { NODE_GROUP } from "../../cluster/aws-types.ts";
import { EC2_NODE_CLASS } from "../../cluster/nodes/karpenter.ts";
import { launchTemplatesOfNodes } from "../../cluster/nodes/node-groups.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "imdsv2",
  title: "Pods can't get the credentials of their node",
  severity: "high",
  tags: ["imds", "launch-template"],
  frameworks: {
    "aws-fsbp": ["EC2.8", "EC2.170"],
    checkov: ["CKV_AWS_79", "CKV_AWS_341"],
    "cis-eks-1.8": ["5.2.1"],
  },
  why: "The instance metadata service gives the credentials of the node's IAM role to anyone who asks. Version 1 accepts any request, so a pod that fetches URLs for strangers is enough; and with more than one hop, every pod can ask, whatever its own role allows.",
  fix: "Set metadataOptions of the launch template to httpTokens required and httpPutResponseHopLimit 1 (Karpenter: spec.metadataOptions). Give pods that need AWS a role with EKS Pod Identity or IRSA; pods on the host network can still reach the service.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
  ],
  findings: {
    "v1-allowed":
      "The metadata service of the nodes accepts version 1 requests, or the image decides whether it does.",
    "too-many-hops": "Responses of the metadata service may travel more hops than `maxHops`.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    maxHops: integer({
      description: "The maximum number of hops that a response may travel; with 2 it reaches every pod.",
      default: 1,
      min: 1,
      max: 64,
    }),
  },
  targets: EC2_NODE_CLASS,
  check(nodeClass, { maxHops }, report) {
    judge(nodeClass, maxHops, report);
  },
  checkStack(stack, { maxHops }, report) {
    // Launch templates aren't only for nodes: only the groups that use a template show what it is for.
    for (const template of launchTemplatesOfNodes(stack)) judge(template, maxHops, report);
    for (const group of stack.ofType([NODE_GROUP])) {
      if (!group.isSet("launchTemplate")) judgeOwnTemplate(group, maxHops, report);
    }
  },
  examples: {
    good: [
      {
        title: "Karpenter nodes with version 2 and one hop",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } } },
      },
    ],
    bad: [
      {
        title: "Karpenter nodes whose role every pod can use",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 2 } } },
      },
    ],
  },
});

function judge(
  resource: ResourceView,
  maxHops: number,
  report: Report<"v1-allowed" | "too-many-hops">,
): void {
  const isNodeClass = EC2_NODE_CLASS.includes(resource.type);
  const options = resource.at(isNodeClass ? "spec.metadataOptions" : "metadataOptions");
  if (!isNodeClass && !options.isSet()) {
    report("v1-allowed", options, { found: LEFT_TO_IMAGE, passes: REQUIRED });
    return;
  }
  const endpoint = options.oneOf(["enabled", "disabled"], "httpEndpoint");
  if (endpoint.kind === "undetermined" || (endpoint.kind === "known" && endpoint.value === "disabled"))
    return;

  const tokens = options.oneOf(["required", "optional"], "httpTokens");
  if (tokens.kind === "known" && tokens.value === "optional") {
    report("v1-allowed", tokens, {
      found: text`version 1 of the metadata service is allowed`,
      passes: REQUIRED,
    });
  } else if (!isNodeClass && tokens.kind === "absent") {
    report("v1-allowed", tokens, { found: LEFT_TO_IMAGE, passes: REQUIRED });
  }

  const hops = options.integer("httpPutResponseHopLimit");
  if (hops.kind === "known" && hops.value > maxHops) {
    report("too-many-hops", hops, {
      found: text`responses of the metadata service can travel ${hops} hops, so pods can get the node's credentials`,
      passes: text`set httpPutResponseHopLimit to ${maxHops}`,
    });
  }
}

/**
 * Judges the launch template that EKS makes for a managed group without one: it sets one hop for Amazon Linux 2023, which is also
 * the default, and two for Amazon Linux 2.
 *
 * Sources: Amazon EKS user guide, "Upgrade from Amazon Linux 2 to Amazon Linux 2023" and "Customize managed nodes with launch
 * templates", 2024-12; hashicorp/terraform-provider-aws#38516, 2024-07; aws/amazon-cloudwatch-agent-test#674, 2026-04.
 */
function judgeOwnTemplate(group: ResourceView, maxHops: number, report: Report<"too-many-hops">): void {
  const amiType = group.string("amiType");
  if (amiType.kind !== "known" || amiType.value.startsWith("AL2023_")) return;
  if (!amiType.value.startsWith("AL2_")) {
    group
      .at("amiType")
      .undetermined("AWS doesn't say what EKS sets for this image without a launch template");
  } else if (maxHops < 2) {
    report("too-many-hops", amiType, {
      found: text`without a launch template, EKS lets responses of the metadata service travel 2 hops on Amazon Linux 2, so pods can get the node's credentials`,
      passes: text`use Amazon Linux 2023, or a launch template with httpPutResponseHopLimit ${maxHops}`,
    });
  }
}

const LEFT_TO_IMAGE = text`the image decides whether version 1 of the metadata service is allowed`;
const REQUIRED = text`set httpTokens to required`;
