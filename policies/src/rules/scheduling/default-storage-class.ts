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
  why: "EKS has made no StorageClass the default since Kubernetes 1.30. A volume claim that names none, as those of most charts do, then waits for ever and its pod with it. With two defaults, Kubernetes takes the one that was made last.",
  fix: 'Set defaultStorageClass.enabled of the aws-ebs-csi-driver add-on, whose class is gp3 and encrypted where the account encrypts EBS volumes by default; or make a StorageClass with the annotation storageclass.kubernetes.io/is-default-class: "true". Not both.',
  references: [
    "https://github.com/aws/containers-roadmap/issues/81",
    "https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass",
    "https://github.com/kubernetes-sigs/aws-ebs-csi-driver/tree/master/charts/aws-ebs-csi-driver",
  ],
  findings: {
    none: "The cluster of the stack has a driver for EBS volumes, and nothing in the stack makes a default class.",
    several: "Another class of the stack is the default too.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    const classes = stack.ofType(STORAGE_CLASS).map(isDefaultClass);
    // What only pulumi up knows may be a default, and is on record.
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
          found: text`no StorageClass is the default, so claims that name none wait for ever`,
          passes: text`set defaultStorageClass.enabled to true`,
        });
      }
      // Which class is whose can't be told where there are several clusters.
      if (stack.ofType([CLUSTER]).length > 1) continue;
      for (const another of defaults.slice(1)) {
        report("several", another, {
          found: text`a second default StorageClass`,
          passes: text`keep one, and set "false" for the others`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "The add-on makes the class",
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
        title: "A driver, and no class that claims get by default",
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
