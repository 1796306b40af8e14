import { nodeUserData, USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { MAX_USER_DATA_BYTES, type UserDataProblem } from "../../cluster/nodes/user-data/user-data.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";

export default defineRule({
  id: "node-user-data",
  title: "Nodes can read their user data",
  severity: "critical",
  tags: ["nodeadm", "bottlerocket", "launch-template"],
  why: "A node reads its user data once, when it starts. If it can't, the instance runs but never joins the cluster: a node group fails half an hour later, and a rolling update replaces good nodes with broken ones.",
  fix: "For Amazon Linux 2023, use a NodeConfig in YAML, on its own or as a MIME part of type application/node.eks.aws, and end a MIME document with --boundary--. For Bottlerocket, use TOML. In a launch template, encode all of it in Base64.",
  references: [
    "https://awslabs.github.io/amazon-eks-ami/nodeadm/",
    "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
  ],
  findings: { unreadable: "A node can't read its user data, or part of it." },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  targets: USER_DATA_TYPES,
  check(resource, _, report) {
    const userData = nodeUserData(resource);
    if (userData.kind !== "known") return;
    for (const problem of new Set(userData.value.problems)) {
      report("unreadable", userData, {
        found: text`the user data ${problem}, so the nodes never join`,
        passes: passing(problem),
      });
    }
    if (!userData.value.isWhole) resource.at(userData.path).undetermined("not known before pulumi up");
  },
  examples: {
    good: [
      {
        title: "A NodeConfig for Amazon Linux 2023",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      containerLogMaxFiles: 5
`,
          },
        },
      },
    ],
    bad: [
      {
        title: "A NodeConfig with a wrongly indented line",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
        containerLogMaxSize: 10Mi
      containerLogMaxFiles: 5
`,
          },
        },
      },
      {
        title: "A launch template with user data in plain text",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { imageId: "ami-0abcdef1234567890", userData: "[settings.kubernetes]\nmax-pods = 58\n" },
      },
    ],
  },
});

function passing(problem: UserDataProblem): Text {
  switch (problem) {
    case "is not Base64":
      return text`encode it in Base64`;
    case "is larger than EC2 accepts":
      return text`keep it within ${MAX_USER_DATA_BYTES} bytes, compressed with gzip if necessary`;
    case "is a corrupt gzip archive, or larger than 256 KiB uncompressed":
      return text`compress it again`;
    case "is a MIME document without a closing boundary":
      return text`end it with the boundary between two pairs of dashes`;
    case "has a part that should be a NodeConfig but isn't":
      return text`use YAML with apiVersion node.eks.aws/v1alpha1 and kind NodeConfig`;
    case "has Bottlerocket settings that aren't valid TOML":
      return text`use TOML`;
  }
}
