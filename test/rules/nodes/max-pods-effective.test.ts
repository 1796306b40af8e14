import { stringify } from "yaml";

import maxPodsEffective from "../../../policies/src/rules/nodes/max-pods-effective.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { ruleTester } from "../../../policies/src/rule/tester.ts";
import { launchTemplate, nodeConfig } from "./user-data.ts";

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
  message: `EKS overrules ${what} in a managed node group whose launch template names no AMI; set imageId of the launch template, or leave ${property} out`,
});

ruleTester(maxPodsEffective, {
  valid: [
    { name: "an AMI", resource: launchTemplate(nodeConfig({ maxPods: 43 })) },
    {
      name: "an AMI that is looked up",
      resource: launchTemplate(nodeConfig({ maxPods: 43 }), { imageId: UNKNOWN }),
    },
    { name: "no AMI, and nothing of pods", resource: template(nodeConfig({ containerLogMaxFiles: 5 })) },
    { name: "no AMI and no user data", resource: template() },
    { name: "Bottlerocket", resource: template("[settings.kubernetes]\nmax-pods = 43\n") },
  ],
  invalid: [
    {
      name: "maxPods without an AMI",
      resource: template(nodeConfig({ maxPods: 43 })),
      findings: [ignored("maxPods 43", "config.maxPods")],
    },
    {
      name: "maxPods as a flag, under strict",
      resource: template(nodeConfig({}, ["--max-pods=43"])),
      preset: "strict",
      findings: [ignored("maxPods 43", "flags.--max-pods")],
    },
    {
      name: "an expression without an AMI",
      resource: template(expression),
      findings: [ignored("maxPodsExpression", "maxPodsExpression", "maxPodsExpression")],
    },
  ],
  unknown: [
    {
      name: "user data that is made of what is not known yet",
      resource: template(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
  ],
});
