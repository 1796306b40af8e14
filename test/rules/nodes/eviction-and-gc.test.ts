import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import evictionAndGc from "../../../policies/src/rules/nodes/eviction-and-gc.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { bootstrapScript, launchTemplate, nodeClass, nodeConfig } from "./user-data.ts";

const CONFIG = "userData.spec.kubelet.config";
const ALL_SIGNALS = {
  "memory.available": "100Mi",
  "nodefs.available": "10%",
  "nodefs.inodesFree": "5%",
  "imagefs.available": "15%",
  "imagefs.inodesFree": "5%",
};
const refused = (found: string, path: string) => ({
  key: "gc-refused",
  level: "mandatory" as const,
  path,
  message: `with image garbage collection from ${found}, the kubelet does not start; set imageGCLowThresholdPercent below imageGCHighThresholdPercent, such as 65 and 75`,
});
const late = (percent: number, limit: number) => ({
  key: "gc-late",
  level: "advisory" as const,
  path: `${CONFIG}.imageGCHighThresholdPercent`,
  message: `images are deleted only when the disk is ${percent}% full; set imageGCHighThresholdPercent to ${limit} or less`,
});
const missing = (signals: string, path: string, add: string) => ({
  key: "signals-missing",
  level: "advisory" as const,
  path,
  message: `evictionHard does not set ${signals}, so the kubelet never evicts because of ${add.split(",")[0] ?? ""}; add ${add}`,
});

ruleTester(evictionAndGc, {
  valid: [
    { name: "no user data, so the defaults", resource: launchTemplate() },
    { name: "user data that doesn't mention disks", resource: launchTemplate(nodeConfig({ maxPods: 58 })) },
    {
      name: "the default thresholds",
      resource: launchTemplate(
        nodeConfig({ imageGCHighThresholdPercent: 85, imageGCLowThresholdPercent: 80 }),
      ),
    },
    {
      name: "a high threshold just above the default low threshold",
      resource: launchTemplate(nodeConfig({ imageGCHighThresholdPercent: 81 })),
    },
    { name: "all signals", resource: launchTemplate(nodeConfig({ evictionHard: ALL_SIGNALS })) },
    {
      name: "the signals that nodeadm leaves out",
      resource: launchTemplate(
        nodeConfig({ evictionHard: { "imagefs.available": "15%", "imagefs.inodesFree": "5%" } }),
      ),
    },
    {
      name: "one signal in addition to the kubelet's defaults",
      resource: launchTemplate(
        nodeConfig({ evictionHard: { "memory.available": "5%" }, mergeDefaultEvictionSettings: true }),
      ),
    },
    {
      name: "one signal on Bottlerocket, which keeps its defaults for the others",
      resource: launchTemplate('[settings.kubernetes.eviction-hard]\n"memory.available" = "5%"\n'),
    },
    {
      name: "a higher threshold, which the team allows",
      resource: launchTemplate(nodeConfig({ imageGCHighThresholdPercent: 90 })),
      options: { maxGcHighPercent: 90 },
    },
    {
      name: "nodes that run Windows, with the kubelet's defaults",
      resource: nodeClass({ amiFamily: "Windows2025" }),
    },
  ],
  invalid: [
    {
      name: "a low threshold equal to the high threshold",
      resource: launchTemplate(
        nodeConfig({ imageGCHighThresholdPercent: 80, imageGCLowThresholdPercent: 80 }),
      ),
      findings: [refused("80% down to 80%", `${CONFIG}.imageGCHighThresholdPercent`)],
    },
    {
      name: "a high threshold alone, equal to the default low threshold",
      resource: nodeClass({ kubelet: { imageGCHighThresholdPercent: 80 } }),
      findings: [refused("80% down to 80% (the default)", "spec.kubelet.imageGCHighThresholdPercent")],
    },
    {
      name: "a low threshold alone, above the default high threshold, on Bottlerocket",
      resource: launchTemplate('[settings.kubernetes]\nimage-gc-low-threshold-percent = "86"\n'),
      findings: [
        refused(
          "85% (the default) down to 86%",
          "userData.settings.kubernetes.image-gc-low-threshold-percent",
        ),
      ],
    },
    {
      name: "a threshold above 100%, by a flag",
      resource: launchTemplate(bootstrapScript("--image-gc-high-threshold=101")),
      findings: [refused("101% down to 80% (the default)", "userData.--image-gc-high-threshold")],
    },
    {
      name: "one percent higher than recommended",
      resource: launchTemplate(nodeConfig({ imageGCHighThresholdPercent: 90 })),
      options: { maxGcHighPercent: 89 },
      findings: [late(90, 89)],
    },
    {
      name: "garbage collection turned off",
      resource: launchTemplate(nodeConfig({ imageGCHighThresholdPercent: 100 })),
      preset: "strict",
      findings: [{ ...late(100, 85), level: "mandatory" }],
    },
    {
      name: "eviction for memory only",
      resource: launchTemplate(nodeConfig({ evictionHard: { "memory.available": "5%" } })),
      findings: [
        missing(
          "imagefs.available and imagefs.inodesFree",
          `${CONFIG}.evictionHard`,
          "them, or mergeDefaultEvictionSettings: true",
        ),
      ],
    },
    {
      name: "eviction for memory only, in Karpenter's node class",
      resource: nodeClass({
        kubelet: { evictionHard: { "memory.available": "5%", "imagefs.available": "15%" } },
      }),
      findings: [missing("imagefs.inodesFree", "spec.kubelet.evictionHard", "it")],
    },
    {
      name: "eviction by a flag, instead of everything that the image sets",
      resource: launchTemplate(
        bootstrapScript("--eviction-hard=memory.available<5%,imagefs.available<15%,imagefs.inodesFree<5%"),
      ),
      findings: [missing("nodefs.available and nodefs.inodesFree", "userData.--eviction-hard", "them")],
    },
    {
      name: "signals that are turned off",
      resource: launchTemplate(
        nodeConfig({
          evictionHard: { ...ALL_SIGNALS, "nodefs.available": "0%", "imagefs.available": "100%" },
        }),
      ),
      findings: ["nodefs.available at 0%", "imagefs.available at 100%"].map((found) => ({
        key: "signal-off",
        level: "advisory" as const,
        path: `${CONFIG}.evictionHard["${found.split(" ")[0] ?? ""}"]`,
        message: `${found} turns the signal off; set a threshold above 0% and below 100%`,
      })),
    },
  ],
  unknown: [
    {
      name: "user data from values that are not known yet",
      resource: launchTemplate(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "thresholds that are not known yet",
      resource: nodeClass({
        kubelet: {
          imageGCHighThresholdPercent: UNKNOWN,
          evictionHard: { ...ALL_SIGNALS, "nodefs.available": UNKNOWN },
        },
      }),
      undetermined: [
        "spec.kubelet.imageGCHighThresholdPercent: not known before pulumi up",
        'spec.kubelet.evictionHard["nodefs.available"]: not known before pulumi up',
      ],
    },
    {
      name: "an invalid threshold",
      resource: launchTemplate(
        nodeConfig({ evictionHard: { ...ALL_SIGNALS, "nodefs.available": "little" } }),
      ),
      undetermined: [
        `${CONFIG}.evictionHard["nodefs.available"]: expected a threshold, such as 10% or 100Mi`,
      ],
    },
  ],
  notApplicable: [
    {
      name: "Karpenter nodes that run Windows",
      resource: nodeClass({
        amiSelectorTerms: [{ alias: "windows2022@latest" }],
        kubelet: { evictionHard: { "memory.available": "5%" } },
      }),
      because: ["subject: its nodes run Windows, where the kubelet has no inodes to watch"],
    },
    {
      name: "the same by their AMI family",
      resource: nodeClass({
        amiFamily: "Windows2025",
        kubelet: { evictionHard: { "memory.available": "5%" } },
      }),
      because: ["subject: its nodes run Windows, where the kubelet has no inodes to watch"],
    },
  ],
});
