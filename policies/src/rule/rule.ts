import type { FrameworkControls } from "../facts/frameworks.ts";
import type { Example } from "./example.ts";
import { exemptions, type Exemption } from "./exemption.ts";
import type { Severity } from "./finding.ts";
import { someOf, type Option, type Options, type OptionValues } from "./option.ts";
import type { PropertyValue } from "./property-value.ts";
import type { Place } from "./reading.ts";
import { rejectDisruptiveTargets } from "./remedy.ts";
import type { ResourceView } from "./resource-view.ts";
import type { StackView } from "./stack-view.ts";
import type { Text } from "./text.ts";

/** What a rule says about a violation; the rule's `fix` and a link follow it. */
export interface Problem {
  /** What is wrong, without the place: `no deadline, so a run that hangs keeps its IPs`. */
  readonly found: Text;
  /** The value that passes, as an instruction: `set 120 to 3600 seconds`. */
  readonly passes: Text;
  /**
   * The value to set at the place of the finding if a team chooses the level `remediate`; only for rules that have
   * {@link RuleDefinition.remediates}.
   */
  readonly set?: PropertyValue;
}

/** Reports a finding: its key, its place and what is wrong. */
export type Report<Key extends string> = (key: Key, place: Place, problem: Problem) => void;

/**
 * The level of a rule in a preset.
 *
 * `advisory` lists findings that stay advisory although the rule is mandatory; a team changes the list with the rule's option of
 * the same name.
 */
export interface PresetLevel<Key extends string> {
  readonly level: "advisory" | "mandatory" | "disabled";
  readonly advisory?: readonly Key[];
}

/** The complete definition of a rule; see {@link defineRule}. */
export interface RuleDefinition<Id extends string, O extends Options, Key extends string> {
  /** In kebab case; also the name of the file, the policy and the documentation page. */
  readonly id: Id;
  /** Former ids of the rule; policy configs that still use one keep working, with a note. */
  readonly aliases?: readonly string[];
  /** What the rule requires, in one line. */
  readonly title: string;
  readonly severity: Severity;
  /** Keywords for finding the rule. @defaultValue none */
  readonly tags?: readonly string[];
  /** The controls of security frameworks that the rule checks, at least in part. @defaultValue none */
  readonly frameworks?: FrameworkControls;
  /** The section of "Productionproofing EKS" that the rule is based on. */
  readonly article?: string;
  /** What fails in production without the rule. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** Public sources of the facts that the rule is based on; findings link to the first one. */
  readonly references: readonly string[];
  /** The findings that the rule can report, each with one line of documentation. */
  readonly findings: Readonly<Record<Key, string>>;
  readonly presets: {
    readonly baseline: PresetLevel<NoInfer<Key>>;
    readonly strict: PresetLevel<NoInfer<Key>>;
  };
  readonly options: O;
  /** Options and findings that another rule has taken over, with its id; a policy config that uses one is told so. */
  readonly moved?: Readonly<Record<string, string>>;
  /**
   * Returns what is wrong with options that are valid individually but not together, such as two that contradict each other; one
   * line for each problem. A policy config with problems is rejected.
   */
  refuses?(options: OptionValues<O>): readonly string[];
  /** Exact type tokens of the resources that {@link check} judges, including members of Kubernetes lists. */
  readonly targets?: readonly string[];
  /**
   * What the level `remediate` changes, in one line. Only for changes that are local and reversible; a target that a change would
   * replace, or whose nodes it would replace, is rejected.
   */
  readonly remediates?: string;
  /**
   * True if the author of a resource may waive the rule for it with an annotation or a tag; see `selfExemption`.
   *
   * @defaultValue false: exemptions are in the policy config, where the platform team reviews them
   */
  readonly selfExempt?: boolean;
  /** Judges one resource by its inputs, before it is created. */
  check?(resource: ResourceView, options: OptionValues<O>, report: Report<Key>, now: Date): void;
  /** Judges what only shows across several resources, after all of them are planned or created. */
  checkStack?(stack: StackView, options: OptionValues<O>, report: Report<Key>, now: Date): void;
  readonly examples: {
    readonly good: readonly Example<NoInfer<O>>[];
    readonly bad: readonly Example<NoInfer<O>>[];
  };
}

/** The options that every rule has. */
export type CommonOptions<Key extends string> = Readonly<{
  advisory: Option<readonly Key[]>;
  exempt: Option<readonly Exemption<Key>[]>;
}>;

/** A rule as hosts run it; without type arguments, any rule. */
export interface Rule<
  Id extends string = string,
  O extends Options = Options,
  Key extends string = string,
> extends Omit<RuleDefinition<Id, O, Key>, "targets" | "options"> {
  readonly targets: ReadonlySet<string>;
  readonly options: O & CommonOptions<Key>;
}

/**
 * Defines a rule: one value from which its policy, presets, configuration schema, documentation page and coverage checks are
 * derived.
 *
 * @throws Error if the rule would remediate resources that must not be changed automatically.
 */
export function defineRule<const Id extends string, const O extends Options, const Key extends string>(
  rule: RuleDefinition<Id, O, Key>,
): Rule<Id, O, Key> {
  const keys = Object.keys(rule.findings) as Key[];
  const advisory = someOf(keys, {
    description: "Findings that stay advisory although the rule is mandatory.",
    default: rule.presets.baseline.advisory ?? [],
  });
  const targets = new Set(rule.targets);
  if (rule.remediates !== undefined) rejectDisruptiveTargets(rule.id, targets);
  return { ...rule, targets, options: { ...rule.options, advisory, exempt: exemptions(keys) } };
}
