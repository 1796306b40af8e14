import { existsSync } from "node:fs";
import path from "node:path";

import { blindSpots } from "../rule/blind-spots.ts";
import type { RuleSettings } from "../rule/evaluate.ts";
import { configureRules, PolicyConfigError } from "../rule/policy-config.ts";
import type { Preset } from "../rule/preset.ts";
import type { Rule } from "../rule/rule.ts";
import { rules } from "../rules/index.ts";
import type { Project } from "./project.ts";
import { readJson } from "./read-json.ts";
import { UsageError } from "./usage-error.ts";

/**
 * How each rule runs, by the preset and a policy config: the file that is named, or `policy.<stack>.json` beside the
 * stack files.
 *
 * @throws UsageError naming file and key of everything that can't be used.
 */
export function loadPolicySettings(
  project: Project,
  stack: string,
  preset: Preset,
  configFile: string | undefined,
): ReadonlyMap<Rule, RuleSettings> {
  const beside = path.join(project.stackDirectory, `policy.${stack}.json`);
  const file = configFile ?? (existsSync(beside) ? beside : undefined);
  const policies = [...rules, blindSpots];
  if (file === undefined) return configureRules(policies, preset);
  try {
    return configureRules(policies, preset, readJson(file));
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    throw new UsageError(error.problems.map((problem) => `${file}: ${problem}`).join("\n"));
  }
}
