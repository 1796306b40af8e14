import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import updateWidth from "../../../policies/src/rules/nodes/update-width.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const group = (props: PropertyObject) => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  props: { clusterName: "prod", ...props },
});
const tooWide = (percentage: number) => ({
  key: "too-wide" as const,
  level: "advisory" as const,
  path: "updateConfig.maxUnavailablePercentage",
  message: `an update replaces ${percentage} % of the nodes at once; set 50 or less`,
});

ruleTester(updateWidth, {
  valid: [
    { name: "one node at a time, which is the default", resource: group({}) },
    { name: "half of the nodes", resource: group({ updateConfig: { maxUnavailablePercentage: 50 } }) },
    {
      name: "all nodes but one",
      resource: group({ updateConfig: { maxUnavailable: 2 }, scalingConfig: { maxSize: 3 } }),
    },
    {
      name: "the only node",
      resource: group({ updateConfig: { maxUnavailable: 1 }, scalingConfig: { maxSize: 1 } }),
    },
    {
      name: "no force, and nodes that are added first",
      resource: group({ forceUpdateVersion: false, updateConfig: { updateStrategy: "DEFAULT" } }),
    },
  ],
  invalid: [
    {
      name: "more than half of the nodes",
      resource: group({ updateConfig: { maxUnavailablePercentage: 51 } }),
      findings: [tooWide(51)],
    },
    {
      name: "all nodes, by their number",
      resource: group({ updateConfig: { maxUnavailable: 3 }, scalingConfig: { maxSize: 3 } }),
      findings: [
        {
          key: "too-wide",
          level: "advisory",
          path: "updateConfig.maxUnavailable",
          message:
            "an update replaces 3 nodes at once, and the group has at most 3; set maxUnavailablePercentage to 50 or less instead",
        },
      ],
    },
    {
      name: "force",
      resource: group({ forceUpdateVersion: true }),
      findings: [
        {
          key: "forced",
          level: "advisory",
          path: "forceUpdateVersion",
          message:
            "an update ends pods whose PodDisruptionBudgets don't allow it; leave it out, or set it to false",
        },
      ],
    },
    {
      name: "nodes that go before others come",
      resource: group({ updateConfig: { updateStrategy: "MINIMAL" } }),
      findings: [
        {
          key: "no-surge",
          level: "advisory",
          path: "updateConfig.updateStrategy",
          message:
            "an update removes nodes before it adds others, so the group is smaller meanwhile; set DEFAULT",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a percentage that is not known",
      resource: group({ updateConfig: { maxUnavailablePercentage: UNKNOWN } }),
      undetermined: ["updateConfig.maxUnavailablePercentage: not known before pulumi up"],
    },
    {
      name: "a size that is not known",
      resource: group({ updateConfig: { maxUnavailable: 3 }, scalingConfig: { maxSize: UNKNOWN } }),
      undetermined: ["scalingConfig.maxSize: not known before pulumi up"],
    },
  ],
});
