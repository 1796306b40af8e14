import type { Rule } from "../rule/rule.ts";
import type { RuleSettings } from "./evaluate.ts";

/**
 * The presets: `baseline` blocks what is certain to break production, `audit` reports what baseline does and blocks nothing, and
 * `strict` enables every rule and makes most of them mandatory.
 */
export const PRESETS = ["audit", "baseline", "strict"] as const;

/** The name of a preset. */
export type Preset = (typeof PRESETS)[number];

/** Returns the settings of a rule in a preset, before any policy config. */
export function presetSettings(rule: Rule, preset: Preset): RuleSettings {
  const { level, advisory = [] } = rule.presets[preset === "audit" ? "baseline" : preset];
  const defaults = Object.fromEntries(
    Object.entries(rule.options).map(([name, option]) => [name, option.default]),
  );
  return {
    level: preset === "audit" && level === "mandatory" ? "advisory" : level,
    options: { ...defaults, advisory },
  };
}
