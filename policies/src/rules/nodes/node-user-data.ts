import { nodeUserData, USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { MAX_USER_DATA_BYTES, type UserDataProblem } from "../../cluster/nodes/user-data/user-data.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";

export default defineRule({
  id: "node-user-data",
  title: "Nodes can read their user data",
  severity: "critical",
  tags: ["nodeadm", "bottlerocket", "launch-template"],
  why: "A node reads its user data once, when it starts. If it can't, the instance runs and never joins the cluster: a node group fails half an hour later, and a rolling update replaces good nodes by such ones.",
  fix: "For Amazon Linux 2023 give a NodeConfig as YAML, alone or as a MIME part of the type application/node.eks.aws, and end a MIME document with --boundary--. For Bottlerocket give TOML. In a launch template all of it stands in Base64.",
  references: [
    "https://awslabs.github.io/amazon-eks-ami/nodeadm/",
    "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
  ],
  findings: { unreadable: "A node can't read its user data, or a part of it." },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  targets: USER_DATA_TYPES,
  check(resource, _, report) {
    const userData = nodeUserData(resource);
    if (userData.kind !== "known") return;
    for (const problem of new Set(userData.value.problems)) {
      report("unreadable", userData, {
        found: text`the user data ${problem}, so its nodes never join`,
        passes: passing(problem),
      });
    }
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
        title: "A NodeConfig with a line that is indented by mistake",
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
        title: "A launch template that has its user data in plain text",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { imageId: "ami-0abcdef1234567890", userData: "[settings.kubernetes]\nmax-pods = 58\n" },
      },
    ],
  },
});

function passing(problem: UserDataProblem): Text {
  switch (problem) {
    case "is not Base64":
      return text`give it in Base64`;
    case "is larger than EC2 accepts":
      return text`keep it within ${MAX_USER_DATA_BYTES} bytes, packed with gzip if need be`;
    case "is a corrupt gzip archive, or larger than 1 MiB uncompressed":
      return text`pack it again`;
    case "is a MIME document without a closing boundary":
      return text`end it with the boundary between two pairs of dashes`;
    case "has a part that should be a NodeConfig but isn't":
      return text`give YAML with apiVersion node.eks.aws/v1alpha1 and kind NodeConfig`;
    case "has Bottlerocket settings that aren't valid TOML":
      return text`give TOML`;
  }
}
