import { AUTOSCALING_GROUP } from "../../cluster/aws-types.ts";
import { clusterNameOf } from "../../cluster/nodes/autoscaling-group.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

/** The pulumi-eks node group with a launch configuration, and an Auto Scaling group in a CloudFormation stack. */
const NODE_GROUP_V1 = "eks:index:NodeGroup";

export default defineRule({
  id: "no-legacy-launch",
  title: "Nodes are launched from launch templates",
  severity: "medium",
  tags: ["launch-configuration", "launch-template"],
  frameworks: { "aws-fsbp": ["AutoScaling.9"], checkov: ["CKV_AWS_315"] },
  article: "Worker nodes are yours",
  why: "AWS has added nothing to launch configurations since 2022: they don't support newer instance types, or a mix of types or of On-Demand and Spot, and new AWS accounts can't create them at all. The first kind of pulumi-eks node group creates one, with an Auto Scaling group in a CloudFormation stack, whose changes a preview doesn't show.",
  fix: "Use a managed node group (aws.eks.NodeGroup, eks.ManagedNodeGroup), or an Auto Scaling group with a launch template (eks.NodeGroupV2).",
  references: [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
    "https://www.pulumi.com/registry/packages/eks/api-docs/nodegroup/",
  ],
  findings: {
    "launch-configuration": "An Auto Scaling group of a cluster uses a launch configuration.",
    cloudformation: "A pulumi-eks node group of the first kind uses a launch configuration.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [AUTOSCALING_GROUP, NODE_GROUP_V1],
  check(group, _, report) {
    if (group.type === NODE_GROUP_V1) {
      report("cloudformation", group, {
        found: text`its nodes are launched from a launch configuration, by a CloudFormation stack`,
        passes: text`use eks.ManagedNodeGroup or eks.NodeGroupV2`,
      });
    } else if (isReportedForComponent(group)) {
      return;
    } else if (group.isSet("launchConfiguration") && clusterNameOf(group) !== undefined) {
      report("launch-configuration", group.at("launchConfiguration"), {
        found: text`its nodes are launched from a launch configuration`,
        passes: text`use a launch template`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Nodes from a launch template",
        type: "aws:autoscaling/group:Group",
        props: { ...exampleGroup(), launchTemplate: { id: "lt-0abcdef1234567890", version: "3" } },
      },
    ],
    bad: [
      {
        title: "Nodes from a launch configuration",
        type: "aws:autoscaling/group:Group",
        props: { ...exampleGroup(), launchConfiguration: "workers-20180511" },
      },
      {
        title: "The first kind of pulumi-eks node group",
        type: "eks:index:NodeGroup",
        props: { instanceType: "m5.large", desiredCapacity: 3 },
      },
    ],
  },
});

/** True for a group that a pulumi-eks node group creates. */
function isReportedForComponent({ urn }: ResourceView): boolean {
  return urn.includes(`${NODE_GROUP_V1}$`);
}

function exampleGroup() {
  const tag = { key: "kubernetes.io/cluster/prod", value: "owned", propagateAtLaunch: true };
  return { minSize: 3, maxSize: 6, vpcZoneIdentifiers: ["subnet-0a", "subnet-0b"], tags: [tag] };
}
