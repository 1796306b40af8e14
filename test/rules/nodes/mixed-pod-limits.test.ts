import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import mixedPodLimits from "../../../policies/src/rules/nodes/mixed-pod-limits.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addonWith } from "../cni/cni-resources.ts";
import { groupWithTemplate, nodeGroup, selfManagedGroup } from "./node-resources.ts";
import { launchTemplate } from "./user-data.ts";

const preset = "strict";
const cni = (env: Readonly<Record<string, string>> = {}) => addonWith(env, "vpc-cni");
const group = (...instanceTypes: readonly string[]) => nodeGroup({ instanceTypes });
const mixed = (small: string, few: number, large: string, many: number, path: string) => ({
  key: "mixed" as const,
  level: "advisory" as const,
  path,
  message: `${small} limits every node of the group to ${few} pods, but ${large} could run ${many}; put the smaller types in a separate group`,
});

ruleTester(mixedPodLimits, {
  valid: [
    { name: "baseline", stack: [group("m5.large", "m5.4xlarge"), cni()] },
    { name: "one type, whatever the CNI is", stack: [group("m5.large")], preset },
    { name: "twice as many", stack: [group("m5.large", "m5.xlarge"), cni()], preset, options: { ratio: 2 } },
    {
      name: "prefixes, with which both carry 110",
      stack: [group("t3.medium", "m5.2xlarge"), cni({ ENABLE_PREFIX_DELEGATION: "true" })],
      preset,
    },
    {
      name: "a custom AMI, which sets the number on each node",
      stack: [
        launchTemplate(),
        groupWithTemplate("subject", { instanceTypes: ["t3.medium", "m5.4xlarge"] }),
        cni(),
      ],
      preset,
    },
    {
      name: "self-managed nodes",
      stack: [launchTemplate(undefined, { instanceType: "m5.large" }), selfManagedGroup(), cni()],
      preset,
    },
  ],
  invalid: [
    {
      name: "more than twice as many",
      stack: [group("m5.large", "t3.medium", "m5.xlarge"), cni()],
      preset,
      findings: [mixed("t3.medium", 17, "m5.xlarge", 58, "instanceTypes[1]")],
    },
    {
      name: "the recommendations for two vCPU classes, with prefixes",
      stack: [group("m5.24xlarge", "m5.large"), cni({ ENABLE_PREFIX_DELEGATION: "true" })],
      preset,
      findings: [mixed("m5.large", 110, "m5.24xlarge", 250, "instanceTypes[1]")],
    },
    {
      name: "a launch template that leaves the AMI to EKS",
      stack: [
        launchTemplate(undefined, { imageId: undefined }, "template"),
        { ...groupWithTemplate("template", { instanceTypes: ["m5.large", "m5.2xlarge"] }), name: "subject" },
        cni(),
      ],
      preset,
      options: { ratio: 1 },
      findings: [mixed("m5.large", 29, "m5.2xlarge", 58, "instanceTypes[0]")],
    },
  ],
  unknown: [
    {
      name: "a launch template of another stack",
      stack: [
        nodeGroup({
          instanceTypes: ["t3.medium", "m5.4xlarge"],
          launchTemplate: { id: "lt-0", version: "1" },
        }),
        cni(),
      ],
      preset,
      undetermined: ["launchTemplate: its launch template is not in the stack, and may specify an AMI"],
    },
    {
      name: "a CNI that is configured elsewhere",
      stack: [group("t3.medium", "m5.4xlarge")],
      preset,
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "a type that is not known yet",
      stack: [nodeGroup({ instanceTypes: ["t3.medium", UNKNOWN] }), cni()],
      preset,
      undetermined: ["instanceTypes[1]: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "nodes that run Windows",
      stack: [
        nodeGroup({ instanceTypes: ["m5.large", "m5.4xlarge"], amiType: "WINDOWS_CORE_2022_x86_64" }),
        cni(),
      ],
      preset,
      because: ["subject: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
  ],
});
