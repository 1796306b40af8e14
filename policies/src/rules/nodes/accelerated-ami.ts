import { CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { instanceTypesOf, nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import {
  acceleratorOf,
  AMI_TYPES,
  hasDriver,
  type Accelerator,
  type AmiType,
} from "../../facts/accelerators.ts";
import { INSTANCE_TYPE } from "../../rule/kinds.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "accelerated-ami",
  title: "Nodes with GPUs or Neuron devices have an image with the driver",
  severity: "high",
  tags: ["ami", "gpu", "neuron"],
  why: "The standard images of EKS have no driver for GPUs and Neuron devices. Such nodes join and look healthy, but offer no nvidia.com/gpu and no aws.amazon.com/neuron: the pods that ask for one stay Pending, while the most expensive instances of the account idle.",
  fix: "Set amiType to an image with the driver: AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA, BOTTLEROCKET_x86_64_NVIDIA or BOTTLEROCKET_ARM_64_NVIDIA for NVIDIA GPUs, AL2023_x86_64_NEURON for Inferentia and Trainium. A new image type replaces the group. The NVIDIA GPU operator can install the driver instead; Karpenter chooses the image itself.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html",
  ],
  findings: {
    "no-driver": "The instance type has GPUs or Neuron devices, and the image has no driver for them.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    const releases = stack.ofType(HELM_RELEASE);
    const operator = releases.find((one) => isRelease(one, "gpu-operator"));
    const mayBeOperator = releases.some((one) => unknownIdentity(one, []) !== undefined);
    for (const group of nodeGroups(stack).filter(({ isManaged }) => isManaged)) {
      const { resource } = group;
      for (const view of instanceTypesOf(group) ?? []) {
        const type = view.value("", INSTANCE_TYPE);
        const device = type.kind === "known" ? acceleratorOf(type.value) : undefined;
        if (type.kind !== "known" || !device) continue;
        const image = resource.string("amiType");
        if (image.kind === "absent" && !resource.isSet("launchTemplate")) {
          resource.undetermined("EKS chooses the image");
        }
        if (image.kind !== "known") break;
        const amiType = AMI_TYPES.find((one) => one === image.value);
        if (amiType === undefined || hasDriver(amiType, device)) continue;
        if (operator && device === "NVIDIA") {
          resource.notApplicable(text`${operator} installs the driver`);
          break;
        }
        // A chart that is not known yet may be the operator's, and has been recorded.
        if (mayBeOperator && device === "NVIDIA") break;
        report("no-driver", image, {
          found: text`${amiType} has no driver for the ${device === "NVIDIA" ? "GPUs" : "Neuron devices"} of ${type}`,
          passes: text`set ${imageWith(device, amiType)}`,
        });
        break;
      }
    }
  },
  examples: {
    good: [
      {
        title: "A GPU, and the image with its driver",
        type: NODE_GROUP,
        props: { clusterName: "prod", instanceTypes: ["g6.xlarge"], amiType: "AL2023_x86_64_NVIDIA" },
        beside: [exampleCluster()],
      },
    ],
    bad: [
      {
        title: "A GPU, and the standard image",
        type: NODE_GROUP,
        props: { clusterName: "prod", instanceTypes: ["g6.xlarge"], amiType: "AL2023_x86_64_STANDARD" },
        beside: [exampleCluster()],
      },
    ],
  },
});

function imageWith(device: Accelerator, amiType: AmiType) {
  if (device === "NEURON") return "AL2023_x86_64_NEURON";
  const isArm = amiType.includes("ARM_64");
  if (amiType.startsWith("BOTTLEROCKET")) {
    return isArm ? "BOTTLEROCKET_ARM_64_NVIDIA" : "BOTTLEROCKET_x86_64_NVIDIA";
  }
  return isArm ? "AL2023_ARM_64_NVIDIA" : "AL2023_x86_64_NVIDIA";
}

function exampleCluster() {
  return { type: CLUSTER, name: "prod", props: { name: "prod" } };
}
