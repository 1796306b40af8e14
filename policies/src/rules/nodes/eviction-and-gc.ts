import { COUNT, kubeletSettings, type KubeletSettings } from "../../cluster/nodes/kubelet-settings.ts";
import { USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { isOfWindows } from "../../cluster/nodes/windows.ts";
import type { HarmlessKind } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { joined, text } from "../../rule/text.ts";

export default defineRule({
  id: "eviction-and-gc",
  title: "The kubelet notices that a disk is filling up before it is full",
  severity: "high",
  tags: ["kubelet", "disk"],
  article: "Corrupted disk statistics",
  why: "The kubelet deletes images and evicts pods based on what it measures on a node's disk, and a threshold that is missing, zero or reached too late makes it blind to one of the ways in which a disk fills up. One wrong statistic then takes down the node.",
  fix: "Set all five signals in evictionHard (in a NodeConfig, mergeDefaultEvictionSettings: true keeps the defaults of the signals left out). Set imageGCHighThresholdPercent together with a lower imageGCLowThresholdPercent, both below the disk usage at which imagefs.available evicts pods.",
  references: [
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#hard-eviction-thresholds",
    "https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-lifecycle",
    "https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go",
  ],
  findings: {
    "gc-refused": "The kubelet does not start with these thresholds for image garbage collection.",
    "gc-late": "Images are deleted only above `maxGcHighPercent`.",
    "signals-missing": "evictionHard leaves out signals, whose thresholds are then zero.",
    "signal-off": "A signal's threshold is 0% or 100%, which turns it off.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["gc-late", "signals-missing", "signal-off"] },
    strict: { level: "mandatory" },
  },
  options: {
    maxGcHighPercent: integer({
      description: "The highest disk usage that may be reached before images are deleted, in percent.",
      default: 85,
      min: 1,
      max: 100,
    }),
  },
  targets: USER_DATA_TYPES,
  check(resource, { maxGcHighPercent }, report) {
    const kubelet = kubeletSettings(resource);
    if (!kubelet) return;
    judgeImageGc(kubelet, maxGcHighPercent, report);
    const runsWindows = isOfWindows(resource);
    if (runsWindows === false) judgeEviction(kubelet, report);
    if (runsWindows === true && kubelet.at("evictionHard").isSet()) {
      resource.notApplicable("its nodes run Windows, where the kubelet has no inodes to watch");
    }
  },
  examples: {
    good: [
      {
        title: "All five signals, and images that are deleted long before",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      imageGCHighThresholdPercent: 75
      imageGCLowThresholdPercent: 65
      evictionHard:
        memory.available: 100Mi
        nodefs.available: 10%
        nodefs.inodesFree: 5%
        imagefs.available: 15%
        imagefs.inodesFree: 5%
`,
          },
        },
      },
    ],
    bad: [
      {
        title: "A high threshold below the default low threshold",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { kubelet: { imageGCHighThresholdPercent: 70 } } },
      },
      {
        title: "Eviction for memory only",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: { kubelet: { evictionHard: { "memory.available": "5%", "nodefs.available": "0%" } } },
        },
      },
    ],
  },
});

// Defaults and limits of kubelet v0.36, config types and validation.
const DEFAULT_GC = { high: 85, low: 80 };

function judgeImageGc(
  kubelet: KubeletSettings,
  maxGcHighPercent: number,
  report: Report<"gc-refused" | "gc-late">,
): void {
  const high = kubelet.at("imageGCHighThresholdPercent").value("", COUNT);
  const low = kubelet.at("imageGCLowThresholdPercent").value("", COUNT);
  if (high.kind === "undetermined" || low.kind === "undetermined") return;
  const highPercent = high.kind === "known" ? high.value : DEFAULT_GC.high;
  const lowPercent = low.kind === "known" ? low.value : DEFAULT_GC.low;
  const byDefault = text` (the default)`;
  const none = text``;
  if (lowPercent >= highPercent || highPercent > 100 || lowPercent < 0) {
    report("gc-refused", high.kind === "known" ? high : low, {
      found: text`with image garbage collection from ${highPercent}%${high.kind === "known" ? none : byDefault} down to ${lowPercent}%${low.kind === "known" ? none : byDefault}, the kubelet does not start`,
      passes: text`set imageGCLowThresholdPercent below imageGCHighThresholdPercent, such as 65 and 75`,
    });
  } else if (highPercent > maxGcHighPercent) {
    report("gc-late", high, {
      found: text`images are deleted only when the disk is ${highPercent}% full`,
      passes: text`set imageGCHighThresholdPercent to ${maxGcHighPercent} or less`,
    });
  }
}

const SIGNALS = [
  "memory.available",
  "nodefs.available",
  "nodefs.inodesFree",
  "imagefs.available",
  "imagefs.inodesFree",
] as const;

/** The signals that nodeadm sets. The kubelet merges them signal by signal with those in the user data. */
const SIGNALS_OF_NODEADM: readonly string[] = ["memory.available", "nodefs.available", "nodefs.inodesFree"];

function judgeEviction(kubelet: KubeletSettings, report: Report<"signals-missing" | "signal-off">): void {
  const given = kubelet.at("evictionHard").object();
  if (given.kind !== "known") return;
  for (const signal of SIGNALS) {
    const threshold = given.value.get(signal)?.value("", THRESHOLD);
    if (threshold?.kind === "known" && /^(0+(\.0+)?|100(\.0+)?)%$|^0+$/.test(threshold.value)) {
      report("signal-off", threshold, {
        found: text`${signal} at ${threshold} turns the signal off`,
        passes: text`set a threshold above 0% and below 100%`,
      });
    }
  }
  // Bottlerocket itself decides what to do with signals that are left out.
  if (kubelet.source === "Bottlerocket") return;
  const merges = kubelet.at("mergeDefaultEvictionSettings").boolean();
  if (merges.kind === "undetermined" || (merges.kind === "known" && merges.value)) return;
  const needed = SIGNALS.filter(
    (signal) => kubelet.source === "bootstrap.sh" || !SIGNALS_OF_NODEADM.includes(signal),
  );
  const missing = needed.filter((signal) => !given.value.get(signal)?.isSet());
  const it = missing.length === 1 ? "it" : "them";
  if (missing.length > 0) {
    report("signals-missing", given, {
      found: text`evictionHard does not set ${joined(missing, " and ")}, so the kubelet never evicts because of ${it}`,
      passes:
        kubelet.source === "NodeConfig"
          ? text`add ${it}, or mergeDefaultEvictionSettings: true`
          : text`add ${it}`,
    });
  }
}

/** A percentage of the capacity, or a size. */
const THRESHOLD: HarmlessKind<string> = {
  isHarmless: true,
  expected: "a threshold, such as 10% or 100Mi",
  parse: (value) =>
    typeof value === "string" && /^\d{1,15}(\.\d{1,3})?(%|[kMGTPE]|[KMGTPE]i)?$/.test(value)
      ? value
      : undefined,
};
