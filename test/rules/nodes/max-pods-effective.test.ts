import { stringify } from "yaml";

import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import maxPodsEffective from "../../../policies/src/rules/nodes/max-pods-effective.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addonWith } from "../cni/cni-resources.ts";
import { groupWithTemplate, nodePool, selfManagedGroup } from "./node-resources.ts";
import { bootstrapScript, launchTemplate, NODE_CLASS, nodeConfig } from "./user-data.ts";

/** A launch template that leaves the AMI to EKS. */
const template = (userData?: string, more: PropertyObject = {}) =>
  launchTemplate(userData, { imageId: undefined, ...more });
const expression = stringify({
  apiVersion: "node.eks.aws/v1alpha1",
  kind: "NodeConfig",
  spec: { kubelet: { maxPodsExpression: "max_pods - 10" } },
});
const ignored = (what: string, path: string, property = "maxPods") => ({
  key: "ignored",
  level: "advisory" as const,
  path: `userData.spec.kubelet.${path}`,
  message: `EKS overrides ${what} in a managed node group whose launch template specifies no AMI; set imageId in the launch template, or remove ${property}`,
});

const cni = (prefixes = "true") => addonWith({ ENABLE_PREFIX_DELEGATION: prefixes }, "vpc-cni");
const workers = (...instanceTypes: readonly string[]) => groupWithTemplate("subject", { instanceTypes });
const unset = launchTemplate(nodeConfig({ containerLogMaxFiles: 5 }));
const prefixesUnused = (
  byImage: number,
  type: string,
  possible: number,
  path = "spec.kubelet.config.maxPods",
) => ({
  key: "prefixes-unused",
  level: "advisory" as const,
  path: `userData.${path}`,
  message: `the image sets maxPods to ${byImage} on ${type}, as if the VPC CNI delegated no prefixes; set maxPods to ${possible} or less`,
});

const nodeClassNamed = (spec: PropertyObject): TestResource => ({
  type: NODE_CLASS,
  name: "default",
  props: { metadata: { name: "default" }, spec },
});

ruleTester(maxPodsEffective, {
  valid: [
    {
      name: "a NodeConfig that Bottlerocket doesn't read",
      stack: [
        template(nodeConfig({ maxPods: 43 })),
        groupWithTemplate("subject", { amiType: "BOTTLEROCKET_x86_64" }),
      ],
    },
    {
      name: "Karpenter with prefixes and a number",
      stack: [nodeClassNamed({ kubelet: { maxPods: 110 } }), nodePool(["m6i.large"]), cni()],
    },
    {
      name: "Karpenter with single addresses",
      stack: [nodeClassNamed({}), nodePool(["m6i.large"]), cni("false")],
    },
    { name: "an AMI", stack: [launchTemplate(nodeConfig({ maxPods: 43 }))] },
    {
      name: "an AMI that is looked up",
      stack: [launchTemplate(nodeConfig({ maxPods: 43 }), { imageId: UNKNOWN })],
    },
    { name: "no AMI, and no maxPods", stack: [template(nodeConfig({ containerLogMaxFiles: 5 }))] },
    { name: "no AMI and no user data", stack: [template()] },
    { name: "Bottlerocket", stack: [template("[settings.kubernetes]\nmax-pods = 43\n")] },
    { name: "an AMI and single addresses", stack: [unset, workers("m5.large"), cni("false")] },
    {
      name: "an AMI and prefixes, with a number",
      stack: [launchTemplate(nodeConfig({ maxPods: 110 })), workers("m5.large"), cni()],
    },
    {
      name: "an AMI and prefixes, with an expression",
      stack: [launchTemplate(expression), workers("m5.large"), cni()],
    },
    {
      name: "a type with more single addresses than the number of pods that EKS recommends",
      stack: [unset, workers("m5.24xlarge"), cni()],
    },
    { name: "prefixes, and an image of EKS", stack: [template(), workers("m5.large"), cni()] },
    {
      name: "a script that passes nothing to the kubelet",
      stack: [launchTemplate("#!/bin/bash\nyum update -y\n"), workers("m5.large"), cni()],
    },
  ],
  invalid: [
    {
      name: "Karpenter with prefixes and without a number",
      stack: [nodeClassNamed({}), nodePool(["m6i.xlarge", "m6i.large"]), cni()],
      findings: [
        {
          ...prefixesUnused(0, "", 0),
          name: "default",
          path: "spec.kubelet.maxPods",
          message:
            "Karpenter sets maxPods to 29 on m6i.large, as if the VPC CNI delegated no prefixes; set spec.kubelet.maxPods to 110 or less",
        },
      ],
    },
    {
      name: "an AMI and prefixes without a number, on the smallest type",
      stack: [unset, workers("m5.xlarge", "m5.large"), cni()],
      findings: [prefixesUnused(29, "m5.large", 110)],
    },
    {
      name: "Bottlerocket with prefixes, on self-managed nodes",
      stack: [
        launchTemplate('[settings.kubernetes]\ncluster-name = "prod"\n', { instanceType: "t3.medium" }),
        selfManagedGroup(),
        cni(),
      ],
      findings: [prefixesUnused(17, "t3.medium", 110)],
    },
    {
      name: "a script with other flags, in a template of two groups",
      stack: [
        launchTemplate(bootstrapScript("--container-log-max-files=5")),
        workers("m5.large"),
        { ...workers("m5.large"), name: "others" },
        cni(),
      ],
      findings: [prefixesUnused(29, "m5.large", 110)],
    },
    {
      name: "maxPods without an AMI",
      stack: [template(nodeConfig({ maxPods: 43 }))],
      findings: [ignored("maxPods 43", "config.maxPods")],
    },
    {
      name: "maxPods as a flag, under strict",
      stack: [template(nodeConfig({}, ["--max-pods=43"]))],
      preset: "strict",
      findings: [ignored("maxPods 43", "flags.--max-pods")],
    },
    {
      name: "an expression without an AMI",
      stack: [template(expression)],
      findings: [ignored("maxPodsExpression", "maxPodsExpression", "maxPodsExpression")],
    },
  ],
  unknown: [
    {
      name: "a NodeConfig of nodes that may run Bottlerocket",
      stack: [template(nodeConfig({ maxPods: 43 })), groupWithTemplate("subject", { amiType: UNKNOWN })],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "a NodePool that names no instance types, with prefixes",
      stack: [nodeClassNamed({}), nodePool([], { operator: "Exists" }), cni()],
      undetermined: [": no instance type in the stack"],
    },
    {
      name: "an AMI without a number, and a CNI that is configured elsewhere",
      stack: [unset, workers("m5.large")],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "an AMI and prefixes, with flags that are not known yet",
      stack: [launchTemplate(nodeConfig({}, [UNKNOWN])), workers("m5.large"), cni()],
      undetermined: ["userData.spec.kubelet.flags: not known before pulumi up"],
    },
    {
      name: "an AMI and prefixes, with an expression that is not known yet",
      stack: [launchTemplate(expression.replace("max_pods - 10", UNKNOWN)), workers("m5.large"), cni()],
      undetermined: ["userData.spec.kubelet.maxPodsExpression: not known before pulumi up"],
    },
    {
      name: "user data from values that are not known yet",
      stack: [template(undefined, { userData: UNKNOWN })],
      undetermined: ["userData: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "IPv6",
      stack: [
        unset,
        workers("m5.large"),
        cni(),
        {
          type: "aws:eks/cluster:Cluster",
          name: "prod",
          props: { name: "prod", kubernetesNetworkConfig: { ipFamily: "ipv6" } },
        },
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "another CNI",
      stack: [
        unset,
        workers("m5.large"),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["workers: another CNI assigns addresses to its pods"],
    },
  ],
});
