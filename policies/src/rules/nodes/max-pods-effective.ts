import { LAUNCH_TEMPLATE } from "../../cluster/aws-types.ts";
import { COUNT, kubeletSettings } from "../../cluster/kubelet-settings.ts";
import { userDataDocument } from "../../cluster/node-user-data.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "max-pods-effective",
  title: "The number of pods that user data sets takes effect",
  severity: "medium",
  tags: ["kubelet", "launch-template"],
  article: "Limited pod capacity per node",
  why: "EKS sets maxPods of a managed node group by itself unless its launch template names an AMI: at most 110 on nodes up to 30 vCPUs, 250 above. It overrules the user data without a word, so a number that was lowered to keep addresses for pods that come and go is not lowered.",
  fix: "Name an AMI in the launch template (the EKS-optimized one is fine, from the SSM parameter /aws/service/eks/optimized-ami/…), with a NodeConfig that names the cluster; or remove maxPods from the user data.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"],
  findings: {
    ignored: "The user data sets maxPods in a launch template without an AMI, so EKS overrules it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  targets: [LAUNCH_TEMPLATE],
  check(template, _, report) {
    // What nodes of Bottlerocket are told wins over what EKS adds.
    const kubelet = template.isSet("imageId") ? undefined : kubeletSettings(template);
    if (kubelet?.source !== "NodeConfig") return;
    const maxPods = kubelet.at("maxPods").value("", COUNT);
    if (maxPods.kind === "known") {
      report("ignored", maxPods, {
        found: text`EKS overrules maxPods ${maxPods} in a managed node group whose launch template names no AMI`,
        passes: text`set imageId of the launch template, or leave maxPods out`,
      });
    }
    const document = userDataDocument(template);
    if (document.kind !== "known") return;
    const expression = document.value.string("spec.kubelet.maxPodsExpression");
    if (expression.kind === "known" && maxPods.kind === "absent") {
      report("ignored", expression, {
        found: text`EKS overrules maxPodsExpression in a managed node group whose launch template names no AMI`,
        passes: text`set imageId of the launch template, or leave maxPodsExpression out`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A launch template that names its AMI",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { imageId: "ami-0abcdef1234567890", userData: exampleUserData() },
      },
    ],
    bad: [
      {
        title:
          "A launch template that leaves the AMI to EKS (the user data is a NodeConfig with maxPods: 43)",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { userData: exampleUserData() },
      },
    ],
  },
});

function exampleUserData(): string {
  const config =
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: { maxPods: 43 }\n";
  return Buffer.from(config).toString("base64");
}
