import assert from "node:assert/strict";

import { amiTypeOf, imageParameter } from "../../infra/nodes/ami.ts";
import { labelsAndTaints } from "../../infra/nodes/kubelet.ts";
import { nodePoolSettings } from "../../infra/settings/node-pool-settings.ts";

const pool = (instanceType: string, more: object = {}) =>
  nodePoolSettings.parse({ instanceTypes: [instanceType], minSize: 1, maxSize: 3, ...more });
const BOTTLEROCKET = { operatingSystem: "BOTTLEROCKET" };
const GPU = { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" };

describe("the AMI of a pool", () => {
  for (const [instanceType, al2023, bottlerocket] of [
    ["m7i.large", "AL2023_x86_64_STANDARD", "BOTTLEROCKET_x86_64"],
    ["m7g.large", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_ARM_64"],
    ["g6.xlarge", "AL2023_x86_64_NVIDIA", "BOTTLEROCKET_x86_64_NVIDIA"],
    ["p5.48xlarge", "AL2023_x86_64_NVIDIA", "BOTTLEROCKET_x86_64_NVIDIA"],
    ["g5g.xlarge", "AL2023_ARM_64_NVIDIA", "BOTTLEROCKET_ARM_64_NVIDIA"],
    ["p6e-gb200.36xlarge", "AL2023_ARM_64_NVIDIA", "BOTTLEROCKET_ARM_64_NVIDIA"],
    ["inf2.xlarge", "AL2023_x86_64_NEURON", "BOTTLEROCKET_x86_64"],
    ["trn1.2xlarge", "AL2023_x86_64_NEURON", "BOTTLEROCKET_x86_64"],
    ["g4ad.xlarge", "AL2023_x86_64_STANDARD", "BOTTLEROCKET_x86_64"],
  ] as const) {
    it(`has the driver for the devices of ${instanceType}`, () => {
      assert.equal(amiTypeOf(pool(instanceType)), al2023);
      assert.equal(amiTypeOf(pool(instanceType, BOTTLEROCKET)), bottlerocket);
    });
  }

  it("is of the type that the pool sets", () => {
    const amiType = "BOTTLEROCKET_x86_64_FIPS";
    assert.equal(amiTypeOf(pool("m7i.large", { ...BOTTLEROCKET, amiType })), amiType);
  });

  it("has an SSM parameter for each type, release and version", () => {
    const names = (
      [
        ["AL2023_x86_64_STANDARD", undefined],
        ["AL2023_ARM_64_NVIDIA", undefined],
        ["AL2023_x86_64_NEURON", "1.36.1-20260714"],
        ["BOTTLEROCKET_ARM_64", undefined],
        ["BOTTLEROCKET_x86_64_NVIDIA", "1.50.0-0a1b2c3d"],
        ["BOTTLEROCKET_x86_64_NVIDIA_FIPS", undefined],
      ] as const
    ).map(([type, release]) => imageParameter(type, "1.36", release));
    const al2023 = "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023";
    assert.deepEqual(names, [
      `${al2023}/x86_64/standard/recommended/image_id`,
      `${al2023}/arm64/nvidia/recommended/image_id`,
      `${al2023}/x86_64/neuron/amazon-eks-node-al2023-x86_64-neuron-1.36-v20260714/image_id`,
      "/aws/service/bottlerocket/aws-k8s-1.36/arm64/latest/image_id",
      "/aws/service/bottlerocket/aws-k8s-1.36-nvidia/x86_64/1.50.0-0a1b2c3d/image_id",
      "/aws/service/bottlerocket/aws-k8s-1.36-nvidia-fips/x86_64/latest/image_id",
    ]);
  });
});

describe("nodes with accelerators", () => {
  it("are tainted with the resource that pods request", () => {
    assert.deepEqual(labelsAndTaints(pool("g6.xlarge")).taints, [GPU]);
    assert.deepEqual(labelsAndTaints(pool("trn1.2xlarge")).taints, [
      { ...GPU, key: "aws.amazon.com/neuron" },
    ]);
    assert.deepEqual(labelsAndTaints(pool("m7i.large")).taints, []);
  });

  it("have the pool's own taint with that key in its place", () => {
    const taints = [{ key: "nvidia.com/gpu", effect: "PREFER_NO_SCHEDULE" }];
    assert.deepEqual(labelsAndTaints(pool("g6.xlarge", { taints })).taints, taints);
  });
});
