import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import noLegacyLaunch from "../../../policies/src/rules/nodes/no-legacy-launch.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict";
const group = (
  more: PropertyObject,
  tags: readonly PropertyObject[] = [{ key: "kubernetes.io/cluster/prod", value: "owned" }],
): TestResource => ({
  type: "aws:autoscaling/group:Group",
  props: { vpcZoneIdentifiers: ["subnet-1"], tags, ...more },
});
const launchConfiguration = {
  key: "launch-configuration" as const,
  level: "advisory" as const,
  path: "launchConfiguration",
  message: "its nodes are launched from a launch configuration; use a launch template",
};

ruleTester(noLegacyLaunch, {
  valid: [
    { name: "baseline", resource: group({ launchConfiguration: "workers" }) },
    { name: "a launch template", resource: group({ launchTemplate: { id: "lt-0" } }), preset },
    {
      name: "an Auto Scaling group without tags",
      resource: {
        type: "aws:autoscaling/group:Group",
        props: { vpcZoneIdentifiers: ["subnet-1"], launchConfiguration: "web" },
      },
      preset,
    },
    {
      name: "an Auto Scaling group that isn't part of EKS",
      resource: group({ launchConfiguration: "web" }, [{ key: "Name", value: "web" }]),
      preset,
    },
  ],
  invalid: [
    {
      name: "a launch configuration",
      resource: group({ launchConfiguration: "workers" }),
      preset,
      findings: [launchConfiguration],
    },
    {
      name: "a launch configuration that pulumi up creates",
      resource: group({ launchConfiguration: UNKNOWN }),
      preset,
      findings: [launchConfiguration],
    },
    {
      name: "a launch configuration in a CloudFormation stack",
      resource: {
        type: "aws:cloudformation/stack:Stack",
        props: {
          templateBody: JSON.stringify({
            Resources: {
              Nodes: {
                Type: "AWS::AutoScaling::AutoScalingGroup",
                Properties: {
                  LaunchConfigurationName: "workers",
                  VPCZoneIdentifier: ["subnet-1"],
                  Tags: [{ Key: "kubernetes.io/cluster/prod", Value: "owned" }],
                },
              },
            },
          }),
        },
      },
      preset,
      findings: [
        {
          ...launchConfiguration,
          path: "templateBody.Resources.Nodes.Properties.launchConfiguration",
        },
      ],
    },
    {
      name: "the first kind of pulumi-eks node group",
      resource: { type: "eks:index:NodeGroup", props: {} },
      preset,
      findings: [
        {
          key: "cloudformation",
          level: "advisory",
          path: "",
          message:
            "its nodes are launched from a launch configuration, by a CloudFormation stack; use eks.ManagedNodeGroup or eks.NodeGroupV2",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "tags that are not known yet",
      resource: {
        type: "aws:autoscaling/group:Group",
        props: { vpcZoneIdentifiers: ["subnet-1"], launchConfiguration: "workers", tags: UNKNOWN },
      },
      preset,
      undetermined: ["tags: not known before pulumi up"],
    },
  ],
});
