import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import acceleratedAmi from "../../../policies/src/rules/nodes/accelerated-ami.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const group = (
  instanceTypes: readonly PropertyValue[],
  amiType?: PropertyValue,
  more: PropertyObject = {},
): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  props: { clusterName: "prod", instanceTypes, amiType, ...more },
});
const release = (chart: PropertyValue): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  name: "operator",
  props: { chart },
});
const noDriver = (image: string, devices: string, type: string, passes: string) => ({
  key: "no-driver" as const,
  level: "advisory" as const,
  path: "amiType",
  message: `${image} has no driver for the ${devices} of ${type}; set ${passes}`,
});

ruleTester(acceleratedAmi, {
  valid: [
    { name: "a GPU and its driver", stack: [group(["g6.xlarge", "p5.48xlarge"], "AL2023_x86_64_NVIDIA")] },
    { name: "Inferentia and its driver", stack: [group(["inf2.xlarge"], "AL2023_x86_64_NEURON")] },
    { name: "the image for both on Amazon Linux 2", stack: [group(["trn1.2xlarge"], "AL2_x86_64_GPU")] },
    { name: "Bottlerocket for Trainium", stack: [group(["trn2.48xlarge"], "BOTTLEROCKET_x86_64")] },
    { name: "GPUs of AMD", stack: [group(["g4ad.xlarge"], "AL2023_x86_64_STANDARD")] },
    { name: "no accelerator", stack: [group(["m7i.large", "m7g.large"], "AL2023_x86_64_STANDARD")] },
    { name: "an image of one's own", stack: [group(["g6.xlarge"], "CUSTOM")] },
    {
      name: "an image in the launch template",
      stack: [group(["g6.xlarge"], undefined, { launchTemplate: { id: "lt-1" } })],
    },
  ],
  invalid: [
    {
      name: "a GPU with the standard image",
      stack: [group(["m7i.xlarge", "g6.xlarge", "g6.2xlarge"], "AL2023_x86_64_STANDARD")],
      findings: [noDriver("AL2023_x86_64_STANDARD", "GPUs", "g6.xlarge", "AL2023_x86_64_NVIDIA")],
    },
    {
      name: "a GPU beside Graviton",
      stack: [group(["g5g.xlarge"], "AL2023_ARM_64_STANDARD")],
      findings: [noDriver("AL2023_ARM_64_STANDARD", "GPUs", "g5g.xlarge", "AL2023_ARM_64_NVIDIA")],
    },
    {
      name: "a GPU with Bottlerocket",
      stack: [group(["gr6.4xlarge"], "BOTTLEROCKET_x86_64")],
      findings: [noDriver("BOTTLEROCKET_x86_64", "GPUs", "gr6.4xlarge", "BOTTLEROCKET_x86_64_NVIDIA")],
    },
    {
      name: "a GPU beside Graviton with Bottlerocket",
      stack: [group(["g5g.xlarge"], "BOTTLEROCKET_ARM_64")],
      findings: [noDriver("BOTTLEROCKET_ARM_64", "GPUs", "g5g.xlarge", "BOTTLEROCKET_ARM_64_NVIDIA")],
    },
    {
      name: "Trainium with the image for GPUs",
      stack: [group(["trn1.2xlarge"], "AL2023_x86_64_NVIDIA"), release("nginx")],
      findings: [noDriver("AL2023_x86_64_NVIDIA", "Neuron devices", "trn1.2xlarge", "AL2023_x86_64_NEURON")],
    },
  ],
  unknown: [
    {
      name: "an image that EKS chooses",
      stack: [group(["g6.xlarge"])],
      undetermined: [": EKS chooses the image"],
    },
    {
      name: "an image that is not known",
      stack: [group(["g6.xlarge"], UNKNOWN)],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "an instance type that is not known",
      stack: [group([UNKNOWN], "AL2023_x86_64_STANDARD")],
      undetermined: ["instanceTypes[0]: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "the GPU operator",
      stack: [group(["g6.xlarge"], "AL2023_x86_64_STANDARD"), release("gpu-operator")],
      because: ['subject: "operator" installs the driver'],
    },
  ],
});
