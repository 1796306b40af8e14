import type { Rule } from "../rule/rule.ts";
import type { RuleSettings } from "./evaluate.ts";

/**
 * The presets: `audit` reports everything and stops nothing, `baseline` stops what breaks production for certain,
 * `strict` holds a stack to all of it.
 */
export const PRESETS = ["audit", "baseline", "strict"] as const;

/** Name of a preset. */
export type Preset = (typeof PRESETS)[number];

/** What a preset makes of a rule, before any configuration. */
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
