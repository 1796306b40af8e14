import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { STORAGE_CLASS } from "../../rule/kubernetes-kinds.ts";
import type { Known, Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

const CLUSTER_BESIDE = { type: "aws:eks/cluster:Cluster", name: "shop", props: { name: "shop" } };

export default defineRule({
  id: "default-storage-class",
  title: "A cluster with volumes has one default StorageClass",
  severity: "medium",
  tags: ["storage", "addons"],
  why: "EKS has not set a default StorageClass since Kubernetes 1.30. A volume claim that names none, like those of most charts, then waits forever, and so does its pod. With two defaults, Kubernetes uses the one that was created last.",
  fix: 'Set defaultStorageClass.enabled in the aws-ebs-csi-driver add-on, whose class is gp3, and encrypted if the account encrypts EBS volumes by default; or create a StorageClass with the annotation storageclass.kubernetes.io/is-default-class: "true". Use only one of the two.',
  references: [
    "https://github.com/aws/containers-roadmap/issues/81",
    "https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass",
    "https://github.com/kubernetes-sigs/aws-ebs-csi-driver/tree/master/charts/aws-ebs-csi-driver",
  ],
  findings: {
    none: "The cluster in the stack has an EBS CSI driver, but nothing in the stack creates a default class.",
    several: "Another class in the stack is also the default.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    const classes = stack.ofType(STORAGE_CLASS).map(isDefaultClass);
    // A value that is only known during pulumi up may be a default, and has been recorded.
    const mayBeAny = classes.some(({ kind }) => kind === "undetermined");
    const made = classes.filter(isTrue);
    for (const addon of stack.ofType([ADDON]).filter((one) => isAddon(one, "aws-ebs-csi-driver"))) {
      const cluster = clusterOf(stack, addon);
      if (!cluster || !hasOwnNodes(cluster)) continue;
      const own = makesDefaultClass(addon);
      if (own.kind === "undetermined") continue;
      const defaults = [...(isTrue(own) ? [own] : []), ...made];
      if (defaults.length === 0 && !mayBeAny) {
        report("none", own, {
          found: text`no StorageClass is the default, so claims that name none wait forever`,
          passes: text`set defaultStorageClass.enabled to true`,
        });
      }
      // With several clusters, it isn't known which class belongs to which cluster.
      if (stack.ofType([CLUSTER]).length > 1) continue;
      for (const another of defaults.slice(1)) {
        report("several", another, {
          found: text`a second default StorageClass`,
          passes: text`keep one, and set the others to "false"`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "The add-on creates the class",
        type: ADDON,
        props: {
          clusterName: "shop",
          addonName: "aws-ebs-csi-driver",
          configurationValues: '{ "defaultStorageClass": { "enabled": true } }',
        },
        beside: [CLUSTER_BESIDE],
      },
    ],
    bad: [
      {
        title: "A driver without a default class",
        type: ADDON,
        props: { clusterName: "shop", addonName: "aws-ebs-csi-driver" },
        beside: [CLUSTER_BESIDE],
      },
    ],
  },
});

function makesDefaultClass(addon: ResourceView): Reading<boolean> {
  const configuration = addonConfiguration(addon);
  return configuration.kind === "known"
    ? configuration.value.boolean("defaultStorageClass.enabled")
    : configuration;
}

function isDefaultClass(storageClass: ResourceView): Reading<boolean> {
  const annotations = storageClass.at("metadata.annotations");
  const reading = annotations.scalar(["storageclass.kubernetes.io/is-default-class"]);
  return reading.kind === "known" ? { ...reading, value: reading.value === "true" } : reading;
}

function isTrue(reading: Reading<boolean>): reading is Known<boolean> {
  return reading.kind === "known" && reading.value;
}
