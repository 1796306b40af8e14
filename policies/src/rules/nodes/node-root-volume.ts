import { NODE_GROUP } from "../../cluster/aws-types.ts";
import { EC2_NODE_CLASS } from "../../cluster/nodes/karpenter.ts";
import { BYTES } from "../../cluster/nodes/kubelet-settings.ts";
import { launchTemplatesOfNodes } from "../../cluster/nodes/node-groups.ts";
import { nodeVolumes } from "../../cluster/nodes/node-volumes.ts";
import { hasWindowsImage } from "../../cluster/nodes/windows.ts";
import { BOOLEAN, type HarmlessKind } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

type Key = "small" | "old-type" | "not-encrypted" | "kept";

export default defineRule({
  id: "node-root-volume",
  title: "Nodes have a disk that is large, fast and encrypted",
  severity: "medium",
  tags: ["disk", "ebs", "launch-template"],
  frameworks: { "aws-fsbp": ["EC2.3", "EC2.181"] },
  article: "Corrupted disk statistics",
  why: "Images, container logs and pods' files share one volume of the node, 20 GiB by default. When it is full, the kubelet evicts pods; before that, a gp2 volume of that size runs out of burst credits and everything on the node waits. An unencrypted volume keeps secrets that were given to pods.",
  fix: "In launch templates and EC2NodeClasses, add a mapping for the volume that holds images (/dev/xvda; on Bottlerocket, /dev/xvdb) with volumeType gp3, encrypted true and a size; without a launch template, set diskSize in the node group. A new template version replaces nodes.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html",
    "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
  ],
  findings: {
    small: "No volume of the nodes is `minGiB` or larger.",
    "old-type": "A volume has an older type than gp3.",
    "not-encrypted": "A volume is not encrypted, or is encrypted only if the account encrypts by default.",
    kept: "A volume is kept, and billed, after its node is terminated.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    minGiB: integer({
      description: "The minimum size of the volume for images, logs and pods' files, in GiB.",
      default: 50,
      min: 1,
      max: 65_536,
    }),
  },
  targets: [NODE_GROUP, ...EC2_NODE_CLASS],
  check(resource, { minGiB }, report) {
    if (resource.type !== NODE_GROUP) {
      judge(resource, minGiB, report);
    } else if (!resource.isSet("launchTemplate")) {
      // A group with a launch template can't have a diskSize.
      const size = resource.integer("diskSize");
      const isOfWindows = hasWindowsImage(resource);
      if (isOfWindows === false) judgeSize([size], minGiB, report);
      if (isOfWindows === true) {
        resource.notApplicable("its nodes run Windows, whose operating system takes up most of the disk");
      }
    }
  },
  checkStack(stack, { minGiB }, report) {
    for (const template of launchTemplatesOfNodes(stack)) judge(template, minGiB, report);
  },
  examples: {
    good: [
      {
        title: "Karpenter nodes with 80 GiB",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            blockDeviceMappings: [
              {
                deviceName: "/dev/xvda",
                ebs: { volumeSize: "80Gi", volumeType: "gp3", encrypted: true, deleteOnTermination: true },
              },
            ],
          },
        },
      },
    ],
    bad: [
      {
        title: "The EKS default",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["m7i.large"] },
      },
      {
        title: "Karpenter nodes with an old volume type",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            blockDeviceMappings: [
              { deviceName: "/dev/xvda", ebs: { volumeSize: "100Gi", volumeType: "gp2" } },
            ],
          },
        },
      },
    ],
  },
});

/** The default size of EKS, of Karpenter and of the EKS-optimized AMIs. */
const DEFAULT_GIB = 20;

const VOLUME_TYPES = ["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"] as const;

/** A Boolean value, which is a string in launch templates. */
const SWITCH: HarmlessKind<boolean> = {
  ...BOOLEAN,
  parse: (value) => {
    if (value === true || value === "true") return true;
    return value === false || value === "false" ? false : undefined;
  },
};

/** A size in GiB: a number, or a Kubernetes quantity such as `80Gi`. */
const GIB: HarmlessKind<number> = {
  ...BYTES,
  parse: (value) => {
    if (typeof value === "number") return value;
    const bytes = BYTES.parse(value);
    return bytes === undefined ? undefined : bytes / 1024 ** 3;
  },
};

function judge(resource: ResourceView, minGiB: number, report: Report<Key>): void {
  const volumes = nodeVolumes(resource);
  if (volumes.kind === "undetermined") return;
  // Karpenter can put images and pods' files on the disks of the instance store.
  if (!resource.isSet("spec.instanceStorePolicy")) {
    const sizes =
      volumes.kind === "known" ? volumes.value.map((volume) => volume.value("volumeSize", GIB)) : [volumes];
    judgeSize(sizes, minGiB, report);
  }
  for (const volume of volumes.kind === "known" ? volumes.value : []) judgeVolume(volume, report);
}

/** Judges the largest volume only: the first volume of Bottlerocket holds nothing but the operating system. */
function judgeSize(sizes: readonly ShownReading<number>[], minGiB: number, report: Report<Key>): void {
  if (sizes.some((size) => size.kind === "undetermined")) return;
  const [largest] = sizes.toSorted((a, b) => gibOf(b) - gibOf(a));
  if (!largest || gibOf(largest) >= minGiB) return;
  report("small", largest, {
    found: text`${gibOf(largest)} GiB for images, logs and pods' files`,
    passes: text`set ${minGiB} GiB or more`,
  });
}

function gibOf(size: ShownReading<number>): number {
  return size.kind === "known" ? size.value : DEFAULT_GIB;
}

function judgeVolume(volume: View, report: Report<Key>): void {
  const type = volume.oneOf(VOLUME_TYPES, "volumeType");
  // If it isn't set, the image decides: gp3 in the AMIs of EKS.
  if (type.kind === "known" && (type.value === "gp2" || type.value === "standard")) {
    report("old-type", type, {
      found: text`the volume type is ${type}`,
      passes: text`set gp3, which costs less and does not run out of burst credits`,
    });
  }
  const encrypted = volume.value("encrypted", SWITCH);
  if (encrypted.kind === "absent" || (encrypted.kind === "known" && !encrypted.value)) {
    report("not-encrypted", encrypted, {
      found:
        encrypted.kind === "absent"
          ? text`the volume is encrypted only if the account encrypts by default`
          : text`the volume is not encrypted`,
      passes: text`set encrypted to true`,
    });
  }
  const isDeleted = volume.value("deleteOnTermination", SWITCH);
  if (isDeleted.kind === "known" && !isDeleted.value) {
    report("kept", isDeleted, {
      found: text`the volume is kept after its node is terminated`,
      passes: text`set deleteOnTermination to true`,
    });
  }
}
