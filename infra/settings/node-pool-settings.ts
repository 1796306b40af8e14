import {
  acceleratorOf,
  AMI_TYPES,
  architectureOf,
  findInstanceType,
} from "productionproof-eks-policies/facts";
import { z } from "zod";

import { kubeletConfig, kubeletProblems } from "./kubelet-config.ts";
import { userData, userDataProblems } from "./user-data.ts";
import { policyArn } from "./value-schemas.ts";

/** The settings of a node pool. */
export type NodePoolSettings = z.output<typeof nodePoolSettings>;

/** The kubelet settings of a node pool. */
export type KubeletSettings = NodePoolSettings["kubelet"];

const instanceType = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    "expected an instance type, such as m7i.large",
  );

/** EKS takes keys of 63 characters with their prefix, where Kubernetes takes 253 for the prefix alone. Source: CreateNodegroup. */
const labelKey = z
  .string()
  .max(63, "expected at most 63 characters with the prefix: EKS takes no more")
  .regex(
    /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/,
    "expected the key of a Kubernetes label, such as team or example.com/team",
  )
  .refine(
    (key) => !/(^|\.)(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key),
    "expected a key of your own: EKS rejects those of kubernetes.io, k8s.io and eks.amazonaws.com",
  );

const labelValue = z
  .string()
  .regex(
    /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    "expected the value of a Kubernetes label: 1 to 63 letters, digits, dots, dashes and underscores",
  );

const taint = z.strictObject({
  key: labelKey,
  value: labelValue.optional(),
  effect: z.enum(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]),
});

const kubelet = z.strictObject({
  containerLogMaxSizeMiB: z
    .int()
    .min(1)
    .max(1024)
    .default(10)
    .describe("The size at which a container's log is rotated. The default is the kubelet's."),
  containerLogMaxFiles: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe("The number of log files to keep for each container. The default is the kubelet's."),
  imageGcHighPercent: z
    .int()
    .min(50)
    .max(84)
    .default(75)
    .describe(
      "The disk usage at which unused images are deleted, well before the 85% at which pods are evicted.",
    ),
  imageGcLowPercent: z
    .int()
    .min(40)
    .max(83)
    .default(65)
    .describe("The disk usage down to which unused images are deleted."),
  podPidsLimit: z
    .int()
    .min(100)
    .optional()
    .describe(
      "The maximum number of processes and threads of each pod. If unset, one pod can use all that its node has.",
    ),
  config: kubeletConfig
    .default({})
    .describe(
      "Further settings under their names in KubeletConfiguration, such as kubeReserved. Bottlerocket has some of them.",
    ),
});

export const nodePoolSettings = z
  .strictObject({
    instanceTypes: z
      .array(instanceType)
      .min(1)
      // CreateNodegroup, API reference, 2026-11.
      .max(20)
      .describe(
        "Instance types of a single processor architecture. Several are tried in turn, which Spot capacity needs.",
      ),
    minSize: z.int().min(0).describe("The minimum number of nodes in the pool."),
    maxSize: z.int().min(1).max(450).describe("The maximum number of nodes in the pool."),
    desiredSize: z
      .int()
      .min(0)
      .optional()
      .describe(
        "The number of nodes at creation; afterwards, the autoscaler decides. If unset, the same as minSize.",
      ),
    perZone: z
      .boolean()
      .default(false)
      .describe(
        "Creates one node group in each zone, each of these sizes. For pods with EBS volumes, which can't follow their pods to another zone.",
      ),
    system: z
      .boolean()
      .default(false)
      .describe(
        "Reserves the pool for the platform's own pods: it is tainted with CriticalAddonsOnly, and CoreDNS and the EBS controller run here, away from workloads.",
      ),
    capacityType: z
      .enum(["ON_DEMAND", "SPOT"])
      .default("ON_DEMAND")
      .describe("Spot nodes cost less, and can be interrupted with two minutes' notice."),
    operatingSystem: z
      .enum(["AL2023", "BOTTLEROCKET"])
      .default("AL2023")
      .describe(
        "Amazon Linux 2023, or Bottlerocket, whose root volume is read-only. Amazon Linux 2 is no longer supported.",
      ),
    releaseVersion: z
      .string()
      .regex(
        /^\d+\.\d+\.\d+-[0-9a-z]+$/,
        "expected the release of an EKS AMI, such as 1.36.1-20261101, or of Bottlerocket, such as 1.50.0-0a1b2c3d",
      )
      .optional()
      .describe(
        "The release of the AMI. If unset, EKS uses the latest at creation and doesn't change it; the output `pins` has the line that pins it.",
      ),
    amiType: z
      .enum(AMI_TYPES.filter((type) => !type.startsWith("AL2_")))
      .optional()
      .describe(
        "The type of the AMI, of the pool's operating system and architecture, such as one for FIPS. If unset, the one with the driver for the instance types' GPUs or Neuron devices, or the standard one. A pool with such devices is tainted with nvidia.com/gpu or aws.amazon.com/neuron, which pods that request them tolerate; a taint of yours with that key takes its place.",
      ),
    amiId: z
      .string()
      .regex(/^ami-[0-9a-f]{8,17}$/, "expected the ID of an AMI, such as ami-0123456789abcdef0")
      .optional()
      .describe(
        "A custom AMI of the pool's operating system. If unset, EKS chooses the AMI, except for pools whose maxPods must be lower than the EKS value: these get the AMI of the release, or the latest at every run.",
      ),
    diskGiB: z
      .int()
      .min(20)
      .max(16_384)
      .default(80)
      .describe(
        "The size of the volume for images, logs and the pods' own files. The AMI's 20 GiB fill up with images and logs.",
      ),
    labels: z.record(labelKey, labelValue).default({}).describe("The Kubernetes labels of the nodes."),
    taints: z
      .array(taint)
      .max(50)
      .default([])
      .describe("The Kubernetes taints of the nodes, spelled as in the EKS API."),
    coolingAddressesPerNode: z
      .int()
      .min(1)
      .max(16)
      .optional()
      .describe(
        "The number of addresses that each node keeps free to replace those of pods that just ended, for pools that run CronJobs: an address cools down for 30 seconds. Requires instance types whose network limits are known.",
      ),
    maxUnavailablePercent: z
      .int()
      .min(1)
      .max(100)
      .default(33)
      .describe(
        "The percentage of nodes that an update replaces at a time. By default, a broken image affects at most a third of the pool.",
      ),
    autoRepair: z
      .boolean()
      .default(true)
      .describe(
        "EKS replaces nodes that the node monitoring agent reports as unhealthy, or whose disk stays full.",
      ),
    kubelet: kubelet.prefault({}).describe("The settings of the kubelet."),
    userData: userData
      .prefault({})
      .describe(
        "Further user data, for proxies or mounts: scripts (#!), #cloud-config and NodeConfigs for Amazon Linux, TOML settings for Bottlerocket. No secrets: whoever can describe the launch template can read it.",
      ),
    policies: z
      .array(policyArn)
      .max(17)
      .refine(
        (arns) => new Set(arns.map((arn) => arn.split("/").at(-1))).size === arns.length,
        "expected policies with different names",
      )
      .default([])
      .describe(
        "Managed IAM policies of the nodes' role, in addition to those that every node needs. Pods with their own permissions use Pod Identity.",
      ),
  })
  .check((context) => {
    const pool = context.value;
    const { minSize, maxSize, desiredSize = minSize, instanceTypes } = pool;
    const refuse = (path: string, message: string): void => {
      const key = path as keyof typeof pool;
      context.issues.push({ code: "custom", input: pool[key], path: [path], message });
    };
    if (minSize > maxSize) refuse("minSize", `expected ${maxSize} (maxSize) or less`);
    else if (desiredSize < minSize || desiredSize > maxSize)
      refuse("desiredSize", `expected ${minSize} to ${maxSize}`);
    if (new Set(instanceTypes.map(architectureOf)).size > 1) {
      refuse("instanceTypes", "expected one processor architecture; create a pool for each");
    }
    if (pool.coolingAddressesPerNode !== undefined && !instanceTypes.every(findInstanceType)) {
      refuse(
        "instanceTypes",
        "expected instance types whose network limits are known, for coolingAddressesPerNode",
      );
    }
    if (pool.amiId !== undefined && pool.releaseVersion !== undefined) {
      refuse("releaseVersion", "expected none: amiId sets the AMI");
    }
    if (new Set(instanceTypes.map(acceleratorOf)).size > 1)
      refuse(
        "instanceTypes",
        "expected the same kind of accelerator in all, or none; create a pool for each",
      );
    checkAmiType(pool, refuse);
    for (const { path, input, message } of kubeletProblems(pool.kubelet.config, pool.operatingSystem))
      context.issues.push({ code: "custom", input, path: ["kubelet", "config", ...path], message });
    for (const { path, message } of userDataProblems(pool.userData, pool.operatingSystem))
      context.issues.push({ code: "custom", input: "", path: ["userData", ...path], message });
    const { imageGcHighPercent, imageGcLowPercent } = pool.kubelet;
    if (imageGcLowPercent >= imageGcHighPercent) {
      const message = `expected less than ${imageGcHighPercent} (imageGcHighPercent)`;
      const path = ["kubelet", "imageGcLowPercent"];
      context.issues.push({ code: "custom", input: imageGcLowPercent, path, message });
    }
  });

function checkAmiType(
  { amiType, amiId, operatingSystem, instanceTypes }: z.output<typeof nodePoolSettings>,
  refuse: (path: string, message: string) => void,
): void {
  const [instanceType = ""] = instanceTypes;
  const prefix = `${operatingSystem}_${architectureOf(instanceType) === "arm64" ? "ARM_64" : "x86_64"}`;
  if (amiType !== undefined && amiId !== undefined) refuse("amiType", "expected none: amiId sets the AMI");
  else if (amiType?.startsWith(prefix) === false)
    refuse("amiType", `expected one that starts with ${prefix}`);
  // Source: amazon-eks-ami, doc/usage/g7-ami.md, 2026-07.
  const needsDriver595 = operatingSystem === "AL2023" && instanceTypes.some((type) => type.startsWith("g7."));
  if (needsDriver595 && amiType === undefined && amiId === undefined)
    refuse(
      "instanceTypes",
      "expected an amiId with NVIDIA driver 595 or later, which g7 needs and the images of EKS don't have, or an amiType, if they do by now",
    );
}
