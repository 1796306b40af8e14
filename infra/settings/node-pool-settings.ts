import { architectureOf, findInstanceType } from "productionproof-eks-policies/facts";
import { z } from "zod";

/** Settings of a pool of nodes. */
export type NodePoolSettings = z.output<typeof nodePoolSettings>;

/** Settings of a pool's kubelets. */
export type KubeletSettings = NodePoolSettings["kubelet"];

const instanceType = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    "expected an instance type, such as m7i.large",
  );

const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    "expected the key of a Kubernetes label, such as team or example.com/team",
  )
  .refine(
    (key) => !/(^|\.)(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key),
    "expected a key of your own: EKS refuses those of kubernetes.io, k8s.io and eks.amazonaws.com",
  );

const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    "expected the value of a Kubernetes label: 63 letters, digits, dots, dashes and underscores at most",
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
    .describe("Size at which a container's log is rotated: the kubelet's default."),
  containerLogMaxFiles: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe("Files that are kept of each container's log: the kubelet's default."),
  imageGcHighPercent: z
    .int()
    .min(50)
    .max(84)
    .default(75)
    .describe("Use of the disk at which images go, well before pods are evicted for it, at 85 %."),
  imageGcLowPercent: z.int().min(40).max(83).default(65).describe("Use of the disk down to which images go."),
  podPidsLimit: z
    .int()
    .min(100)
    .optional()
    .describe("Processes and threads of each pod. Without it, one pod can take all that its node has."),
});

export const nodePoolSettings = z
  .strictObject({
    instanceTypes: z
      .array(instanceType)
      .min(1)
      .describe("Instance types of one processor architecture. Several are tried in turn, which spot needs."),
    minSize: z.int().min(0).describe("Nodes that the pool never goes below."),
    maxSize: z.int().min(1).max(450).describe("Nodes that the pool never goes above."),
    desiredSize: z
      .int()
      .min(0)
      .optional()
      .describe(
        "Nodes at creation; afterwards whatever scales the pool decides. Without it, as many as minSize.",
      ),
    perZone: z
      .boolean()
      .default(false)
      .describe(
        "One node group in each zone, each of these sizes. For pods with EBS volumes, which can't follow them into another zone.",
      ),
    system: z
      .boolean()
      .default(false)
      .describe(
        "For the platform's own pods: tainted with CriticalAddonsOnly, and where CoreDNS and the EBS controller run, away from what teams deploy.",
      ),
    capacityType: z
      .enum(["ON_DEMAND", "SPOT"])
      .default("ON_DEMAND")
      .describe("Spot nodes cost less and go at two minutes' notice."),
    operatingSystem: z
      .enum(["AL2023", "BOTTLEROCKET"])
      .default("AL2023")
      .describe(
        "Amazon Linux 2023, or Bottlerocket, whose root volume is read-only. Amazon Linux 2 has ended.",
      ),
    releaseVersion: z
      .string()
      .regex(
        /^\d+\.\d+\.\d+-[0-9a-z]+$/,
        "expected the release of an EKS AMI, such as 1.36.1-20261101, or of Bottlerocket, such as 1.50.0-0a1b2c3d",
      )
      .optional()
      .describe(
        "Release of the AMI. Without it, EKS takes the newest at creation and stays there; the output `pins` has the line that keeps it.",
      ),
    amiId: z
      .string()
      .regex(/^ami-[0-9a-f]{8,17}$/, "expected the id of an AMI, such as ami-0123456789abcdef0")
      .optional()
      .describe(
        "AMI of your own, of the pool's operating system. Without it, EKS chooses; but for pools whose maxPods has to be lower than EKS would have it, which get the AMI of the release, or the newest at every run.",
      ),
    diskGiB: z
      .int()
      .min(20)
      .max(16_384)
      .default(80)
      .describe(
        "Size of the volume for images, logs and pods' own files. The AMI's 20 GiB fill up with images and logs.",
      ),
    labels: z.record(labelKey, labelValue).default({}).describe("Kubernetes labels of the nodes."),
    taints: z
      .array(taint)
      .max(50)
      .default([])
      .describe("Kubernetes taints of the nodes, as the EKS API spells them."),
    coolingAddressesPerNode: z
      .int()
      .min(1)
      .max(16)
      .optional()
      .describe(
        "Free addresses that every node must have for pods that just ended, for pools that run CronJobs: an address cools down for 30 seconds. Needs instance types in the table of facts.",
      ),
    maxUnavailablePercent: z
      .int()
      .min(1)
      .max(100)
      .default(33)
      .describe("Nodes that an update takes away at a time: a broken image takes a third of the pool."),
    autoRepair: z
      .boolean()
      .default(true)
      .describe("EKS replaces a node that the node monitoring agent gives up on, or whose disk stays full."),
    kubelet: kubelet.prefault({}).describe("Settings of the kubelet."),
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
      refuse("instanceTypes", "expected one processor architecture; make a pool for each");
    }
    if (pool.coolingAddressesPerNode !== undefined && !instanceTypes.every(findInstanceType)) {
      refuse("instanceTypes", "expected types whose network limits are known, for coolingAddressesPerNode");
    }
    if (pool.amiId !== undefined && pool.releaseVersion !== undefined) {
      refuse("releaseVersion", "expected none: the AMI is given by amiId");
    }
    const { imageGcHighPercent, imageGcLowPercent } = pool.kubelet;
    if (imageGcLowPercent >= imageGcHighPercent) {
      const message = `expected less than ${imageGcHighPercent} (imageGcHighPercent)`;
      const path = ["kubelet", "imageGcLowPercent"];
      context.issues.push({ code: "custom", input: imageGcLowPercent, path, message });
    }
  });
