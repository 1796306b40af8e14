import {
  isPropertyObject,
  isUnknown,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../rule/property-value.ts";
import { parseYaml } from "../../../rule/yaml.ts";
import { parseFlags } from "./kubelet-flags.ts";
import { propertiesWithoutParts } from "../../../rule/without-parts.ts";

/** True for a string that declares itself a NodeConfig, valid or not. */
export function isNodeConfig(text: string): boolean {
  // A script may write one into a file.
  if (/^#(!|cloud-config)/.test(text)) return false;
  return (
    /^["']?apiVersion["']?\s*:\s*["']?node\.eks\.aws\//m.test(text) ||
    /^\s*\{[^]*"node\.eks\.aws\//.test(text)
  );
}

/** Parses a NodeConfig; undefined if the string isn't one. */
export function parseNodeConfig(text: string): PropertyObject | undefined {
  // As in nodeadm, only the first of several documents counts, and a duplicate key is not an error.
  const config = parseYaml(text, { isSingle: false, hasUniqueKeys: false });
  if (!isPropertyObject(config) || config["kind"] !== "NodeConfig") return undefined;
  const { apiVersion } = config;
  return typeof apiVersion === "string" && apiVersion.startsWith("node.eks.aws/") ? config : undefined;
}

/**
 * Merges several documents: later values take precedence, objects are merged, and the kubelet's flags are merged by name.
 *
 * Sources: amazon-eks-ami nodeadm, internal/api/merge.go, internal/kubelet/environment.go and kubelet.service (a flag can contain
 * several, separated by spaces), 2026-07.
 */
export function mergeNodeConfigs(configs: readonly PropertyObject[]): PropertyObject {
  return propertiesWithoutParts(configs.map((config) => namedFlags(config, FLAGS)).reduce(merge, {}));
}

const FLAGS = ["spec", "kubelet", "flags"] as const;

function namedFlags(value: PropertyValue, [name, ...below]: readonly string[]): PropertyObject {
  if (!isPropertyObject(value)) return {};
  const child = name === undefined ? undefined : value[name];
  if (name === undefined || child === undefined) return value;
  if (below.length > 0)
    return isPropertyObject(child) ? { ...value, [name]: namedFlags(child, below) } : value;
  const isList = Array.isArray(child) && child.every((word) => typeof word === "string");
  return isList ? { ...value, [name]: parseFlags(child.flatMap((word) => word.split(/\s+/))) } : value;
}

function merge(into: PropertyObject, from: PropertyObject): PropertyObject {
  const merged = new Map(Object.entries(into));
  for (const [name, value] of Object.entries(from)) {
    merged.set(name, mergeValue(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function mergeValue(before: PropertyValue, value: PropertyValue): PropertyValue {
  if (!isPropertyObject(value)) return value;
  // An unknown object can have any other property.
  if (isUnknown(before)) return UNKNOWN;
  return isPropertyObject(before) ? merge(before, value) : value;
}
