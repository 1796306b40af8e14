import { isUnknown, UNKNOWN, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

/**
 * Parses kubelet flags, by name including the dashes: `--max-pods=50`, or the value as the next word. If a flag is repeated, the
 * last one counts, as it does for the kubelet. Eviction thresholds and feature gates become objects, as in the kubelet's
 * configuration.
 *
 * @returns the flags, or unknown if a word is unknown that could be any flag.
 */
export function parseFlags(words: readonly string[]): PropertyObject | typeof UNKNOWN {
  if (words.some((word) => isUnknown(/^[^=]*/.exec(word)?.[0]))) return UNKNOWN;
  const flags = new Map<string, PropertyValue>();
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^(--[\w-]+)(?:=([^]*))?$/.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1];
    // A flag without a value is a Boolean.
    const given = value ?? (next === undefined || next.startsWith("-") ? "true" : next);
    flags.set(name, parseValue(name, given));
  }
  return Object.fromEntries(flags);
}

function parseValue(flag: string, text: string): PropertyValue {
  if (isUnknown(text)) return UNKNOWN;
  if (flag.startsWith("--eviction-")) return parseThresholds(text);
  return flag === "--feature-gates" ? parseGates(text) : text;
}

/** `One=true,Another=false` by name; any other string unchanged. */
function parseGates(text: string): PropertyValue {
  const gates = text.split(",").map((gate) => /^\s*(\w+)=(true|false)\s*$/.exec(gate));
  return gates.every((match) => match !== null)
    ? Object.fromEntries(gates.map(([, name = "", value]) => [name, value === "true"]))
    : text;
}

/** `memory.available<100Mi,nodefs.available<10%` by signal; any other string unchanged. */
function parseThresholds(text: string): PropertyValue {
  const thresholds = text.split(",").map((threshold) => /^\s*([\w.]+)<(\S+)\s*$/.exec(threshold));
  return thresholds.every((match) => match !== null)
    ? Object.fromEntries(thresholds.map(([, signal = "", value = ""]) => [signal, value]))
    : text;
}
