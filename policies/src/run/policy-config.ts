import { didYouMean } from "../did-you-mean.ts";
import type { Level } from "../rule/finding.ts";
import type { OptionValues } from "../rule/option.ts";
import type { Rule } from "../rule/rule.ts";
import type { RuleSettings } from "./evaluate.ts";
import { presetSettings, type Preset } from "./preset.ts";

const LEVELS: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"] satisfies Level[];

/** An invalid policy config; `problems` has one line for each thing to fix. */
export class PolicyConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "PolicyConfigError";
    this.problems = problems;
  }
}

/**
 * A policy config for a list of rules. The compiler checks the ids of the rules, their options and the values of the options.
 *
 * @example { all: "advisory", "job-deadline": { enforcementLevel: "mandatory", max: 7200 } }
 */
export type PolicyConfig<Rules extends readonly Rule[]> = {
  readonly [One in Rules[number] as One["id"]]?:
    Level | ({ readonly enforcementLevel?: Level } & Partial<OptionValues<One["options"]>>);
} & { readonly all?: Level };

/**
 * Returns the settings of each rule for a preset and policy configs; later configs take precedence. They have the format of
 * `pulumi preview --policy-pack-config`: `{ "all": level, "<rule>": level | { enforcementLevel, ...options } }`.
 *
 * @throws PolicyConfigError listing every unknown rule or option and every invalid value; if there are none, all options that
 * contradict each other. The engine ignores unknown names, so a misspelled rule would go unnoticed.
 */
export function configureRules(
  rules: readonly Rule[],
  preset: Preset,
  ...configs: readonly unknown[]
): Map<Rule, RuleSettings> {
  const problems: string[] = [];
  const settings = new Map(rules.map((rule) => [rule, presetSettings(rule, preset)]));
  for (const config of configs) applyConfig(settings, config, problems);
  // Only if all options are valid individually.
  if (problems.length === 0) {
    for (const [rule, { options }] of settings) problems.push(...refusals(rule, options));
  }
  if (problems.length > 0) throw new PolicyConfigError(problems);
  return settings;
}

/** Returns what is wrong with the combination of a rule's options, which are valid individually. */
export function refusals(rule: Rule, options: RuleSettings["options"]): readonly string[] {
  return (rule.refuses?.(options) ?? []).map((problem) => `${rule.id}: ${problem}`);
}

/** Returns the old ids of a rule that a policy config uses. */
export function oldIdsOf({ aliases = [] }: Rule, config: unknown): readonly string[] {
  return isRecord(config) ? aliases.filter((alias) => alias in config) : [];
}

function applyConfig(settings: Map<Rule, RuleSettings>, config: unknown, problems: string[]): void {
  if (!isRecord(config)) {
    problems.push("expected an object with a key for each policy");
    return;
  }
  const rules = [...settings.keys()];
  const names = [...rules.map(({ id }) => id), "all"];
  const known = new Set([...names, ...rules.flatMap(({ aliases = [] }) => aliases)]);
  for (const name of Object.keys(config)) {
    if (!known.has(name)) problems.push(`"${name}" is not a policy of this pack${didYouMean(name, names)}`);
  }
  const all = config["all"] === undefined ? {} : read("all", config["all"], undefined, problems);
  for (const [rule, base] of settings) {
    const [name = rule.id, other] = [rule.id, ...(rule.aliases ?? [])].filter((each) => each in config);
    if (other !== undefined) problems.push(`"${name}" and "${other}" are the same policy; keep "${rule.id}"`);
    const own = name in config ? read(name, config[name], rule, problems) : {};
    settings.set(rule, {
      level: own.level ?? all.level ?? base.level,
      options: { ...base.options, ...own.options },
    });
  }
}

interface Entry {
  readonly level?: Level;
  readonly options?: Record<string, unknown>;
}

function read(name: string, entry: unknown, rule: Rule | undefined, problems: string[]): Entry {
  if (!isRecord(entry)) return readLevel(name, entry, problems);
  const { enforcementLevel, ...options } = entry;
  for (const [option, value] of Object.entries(options)) {
    const definition = Object.hasOwn(rule?.options ?? {}, option) ? rule?.options[option] : undefined;
    const heir = rule?.moved?.[option];
    if (!definition && heir !== undefined) {
      problems.push(`${name}.${option} is now an option of another policy: set ${heir}.${option}`);
    } else if (!definition) {
      const accepted = Object.keys(rule?.options ?? {});
      problems.push(
        `${name}.${option} is not an option${didYouMean(option, accepted)}; accepted: ${["enforcementLevel", ...accepted].join(", ")}`,
      );
    } else if (!definition.accepts(value)) {
      const parts = definition.problems?.(value) ?? [];
      const whole = ` is ${JSON.stringify(value)}; expected ${definition.expected}`;
      for (const problem of parts.length > 0 ? parts : [whole]) {
        problems.push(`${name}.${option}${problem}${movedFindings(rule, value)}`);
      }
    }
  }
  const level =
    enforcementLevel === undefined ? {} : readLevel(`${name}.enforcementLevel`, enforcementLevel, problems);
  return { ...level, options };
}

/** Returns a note on the findings in an option's value that another rule reports now. */
function movedFindings(rule: Rule | undefined, value: unknown): string {
  const written = JSON.stringify([value]);
  const used = Object.entries(rule?.moved ?? {}).filter(([key]) => written.includes(JSON.stringify(key)));
  return used.map(([key, heir]) => `; ${heir} reports ${key} now`).join("");
}

function readLevel(name: string, level: unknown, problems: string[]): Entry {
  if (typeof level === "string" && LEVELS.includes(level)) {
    return { level: level as Level };
  }
  problems.push(`${name} is ${JSON.stringify(level)}; expected one of ${LEVELS.join(", ")}`);
  return {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
