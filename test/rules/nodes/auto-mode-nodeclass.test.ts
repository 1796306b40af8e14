import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import autoModeNodeclass from "../../../policies/src/rules/nodes/auto-mode-nodeclass.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const nodeClass = (spec: PropertyObject): TestResource => ({
  type: "kubernetes:eks.amazonaws.com/v1:NodeClass",
  props: { spec },
});
const disk = (size: string) => nodeClass({ ephemeralStorage: { size } });
const smallDisk = (found: string, wanted: string) => ({
  key: "small-disk" as const,
  level: "advisory" as const,
  path: "spec.ephemeralStorage.size",
  message: `${found}; set ${wanted} or more`,
});

ruleTester(autoModeNodeclass, {
  valid: [
    { name: "the default", resource: nodeClass({ role: "nodes" }) },
    { name: "the required size", resource: disk("80Gi") },
    { name: "a disk of 1 TiB", resource: disk("1Ti") },
    {
      name: "no translation in private subnets",
      resource: nodeClass({ snatPolicy: "Disabled" }),
      options: { nodeSubnets: "private" },
    },
    {
      name: "translation in public subnets, by default",
      resource: nodeClass({ role: "nodes" }),
      options: { nodeSubnets: "public" },
    },
    { name: "no translation, and nodeSubnets unset", resource: nodeClass({ snatPolicy: "Disabled" }) },
  ],
  invalid: [
    {
      name: "less than the required size, under strict",
      resource: disk("79Gi"),
      preset: "strict",
      findings: [smallDisk("79Gi for images, logs and pods' files", "80Gi")],
    },
    {
      name: "the default, if the team requires more",
      resource: nodeClass({ role: "nodes" }),
      options: { minGiB: 81 },
      findings: [smallDisk("80Gi (the default) for images, logs and pods' files", "81Gi")],
    },
    {
      name: "translation in private subnets, by default",
      resource: nodeClass({ snatPolicy: "Random" }),
      options: { nodeSubnets: "private" },
      findings: [
        {
          key: "not-external",
          level: "advisory",
          path: "spec.snatPolicy",
          message: "pod traffic leaves with the node's address; set snatPolicy to Disabled",
        },
      ],
    },
    {
      name: "no translation in public subnets",
      resource: nodeClass({ snatPolicy: "Disabled" }),
      options: { nodeSubnets: "public" },
      findings: [
        {
          key: "external-in-public",
          level: "advisory",
          path: "spec.snatPolicy",
          message: "pods in public subnets can't reach the internet; set snatPolicy to Random",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a policy that is not known yet",
      resource: nodeClass({ snatPolicy: UNKNOWN }),
      undetermined: ["spec.snatPolicy: not known before pulumi up"],
    },
    {
      name: "an invalid size",
      resource: disk("large"),
      undetermined: ["spec.ephemeralStorage.size: expected a size, such as 10Mi"],
    },
  ],
});
