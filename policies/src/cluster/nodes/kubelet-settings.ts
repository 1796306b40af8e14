import type { HarmlessKind } from "../../rule/kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { EC2_NODE_CLASS } from "./karpenter.ts";
import { userDataDocument } from "./node-user-data.ts";

/** A kubelet setting, by its name in the kubelet's configuration. */
export type KubeletSetting = keyof typeof OTHER_NAMES;

/** The kubelet settings in a launch template, or in another resource that creates nodes. */
export interface KubeletSettings {
  /** What configures the kubelet; undefined if the user data doesn't, and EKS, Karpenter or the AMI decides. */
  readonly source: "NodeConfig" | "Bottlerocket" | "bootstrap.sh" | "EC2NodeClass" | undefined;
  /** The place that decides a setting, or where it would be set. */
  at(setting: KubeletSetting): View;
}

// A setting's flag, and its name in Bottlerocket. Sources: kubelet v0.36, options.go and types.go; Bottlerocket's reference of
// settings.kubernetes; read 2026-11.
const OTHER_NAMES = {
  containerLogMaxFiles: { flag: "--container-log-max-files", bottlerocket: "container-log-max-files" },
  containerLogMaxSize: { flag: "--container-log-max-size", bottlerocket: "container-log-max-size" },
  evictionHard: { flag: "--eviction-hard", bottlerocket: "eviction-hard" },
  featureGates: { flag: "--feature-gates", bottlerocket: "" },
  imageGCHighThresholdPercent: {
    flag: "--image-gc-high-threshold",
    bottlerocket: "image-gc-high-threshold-percent",
  },
  imageGCLowThresholdPercent: {
    flag: "--image-gc-low-threshold",
    bottlerocket: "image-gc-low-threshold-percent",
  },
  maxPods: { flag: "--max-pods", bottlerocket: "max-pods" },
  mergeDefaultEvictionSettings: { flag: "", bottlerocket: "" },
} as const;

/** The kubelet settings of a resource; undefined if its user data is not known, which is then recorded. */
export function kubeletSettings(resource: ResourceView): KubeletSettings | undefined {
  const reading = userDataDocument(resource);
  if (reading.kind === "undetermined") return undefined;
  const document = reading.kind === "known" ? reading.value : resource.at(reading.path);
  const nodeClass = EC2_NODE_CLASS.includes(resource.type) ? resource.at("spec.kubelet") : undefined;
  const config = document.at("spec.kubelet.config");
  return {
    source: nodeClass?.isSet() ? "EC2NodeClass" : sourceOf(document),
    at: (setting) => {
      const { flag, bottlerocket } = OTHER_NAMES[setting];
      const places = [
        // Karpenter appends its own NodeConfig to the user data; flags take precedence over the configuration.
        nodeClass?.at([setting]),
        document.at(["spec", "kubelet", "flags", flag]),
        config.at([setting]),
        document.at(["settings", "kubernetes", bottlerocket]),
        document.at([flag]),
      ];
      return places.find((place) => place?.isSet()) ?? nodeClass?.at([setting]) ?? config.at([setting]);
    },
  };
}

function sourceOf(document: View): KubeletSettings["source"] {
  if (document.isSet("spec")) return "NodeConfig";
  if (document.isSet("settings")) return "Bottlerocket";
  const isScript = Object.values(OTHER_NAMES).some(({ flag }) => document.isSet([flag]));
  return isScript ? "bootstrap.sh" : undefined;
}

/** True if a NodeConfig calculates maxPods by an expression, or may do so, which is then recorded. */
export function hasMaxPodsExpression(template: ResourceView): boolean {
  const document = userDataDocument(template);
  if (document.kind !== "known") return document.kind === "undetermined";
  return document.value.string("spec.kubelet.maxPodsExpression").kind !== "absent";
}

/** A count, which is a string in flags and in Bottlerocket. */
export const COUNT: HarmlessKind<number> = {
  isHarmless: true,
  expected: "a whole number",
  parse: (value) => {
    if (Number.isInteger(value)) return value as number;
    return typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined;
  },
};

/** A size in the notation of Kubernetes, in bytes: `10Mi` is 10485760. */
export const BYTES: HarmlessKind<number> = {
  isHarmless: true,
  expected: "a size, such as 10Mi",
  parse: (value) => {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string") return undefined;
    const [, number, unit = ""] =
      /^(-?\d{1,15}(?:\.\d{1,3})?)(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text) ?? [];
    if (number === undefined) return undefined;
    const exponent = ["", "K", "M", "G", "T", "P", "E"].indexOf(unit.charAt(0).toUpperCase());
    return Number(number) * (unit.endsWith("i") ? 1024 : 1000) ** exponent;
  },
};
