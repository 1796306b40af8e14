import type { Example } from "./example.ts";
import { exemptions, type Exemption } from "./exemption.ts";
import type { Severity } from "./finding.ts";
import { someOf, type Option, type Options, type OptionValues } from "./option.ts";
import type { PropertyValue } from "./property-value.ts";
import type { Place } from "./reading.ts";
import { refuseRemedies } from "./remedy.ts";
import type { ResourceView } from "./resource-view.ts";
import type { StackView } from "./stack-view.ts";
import type { Text } from "./text.ts";

/** What a rule says of something wrong; the rule's `fix` and a link follow it. */
export interface Problem {
  /** What is wrong, without the place: `no deadline, so a run that hangs keeps its IPs`. */
  readonly found: Text;
  /** The value that passes, as an instruction: `set 120 to 3600 seconds`. */
  readonly passes: Text;
  /**
   * The value that the place of the finding gets where a team asks for it with the level `remediate`; only for rules that
   * say what they {@link RuleDefinition.remediates}.
   */
  readonly set?: PropertyValue;
}

/** Reports a finding by its key, where it is, and what is wrong. */
export type Report<Key extends string> = (key: Key, place: Place, problem: Problem) => void;

/**
 * What a preset makes of a rule.
 *
 * `advisory` lists findings that only advise although the rule is mandatory; a team changes the list with the
 * rule's option of the same name.
 */
export interface PresetLevel<Key extends string> {
  readonly level: "advisory" | "mandatory" | "disabled";
  readonly advisory?: readonly Key[];
}

/** Everything there is to say about a rule; see {@link defineRule}. */
export interface RuleDefinition<Id extends string, O extends Options, Key extends string> {
  /** Kebab-case; also the name of the file, the policy and the documentation page. */
  readonly id: Id;
  /** Names that the rule had before; policy configs that still use one go on working, with a note. */
  readonly aliases?: readonly string[];
  /** What holds when the rule is kept, in one line. */
  readonly title: string;
  readonly severity: Severity;
  /** Words that the rule is found by. @defaultValue none */
  readonly tags?: readonly string[];
  /** The section of "Productionproofing EKS" that the rule comes from. */
  readonly article?: string;
  /** What breaks in production without it. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** Public sources of the facts the rule rests on; findings link to the first one. */
  readonly references: readonly string[];
  /** The findings that the rule can report, each with a line of documentation. */
  readonly findings: Readonly<Record<Key, string>>;
  readonly presets: {
    readonly baseline: PresetLevel<NoInfer<Key>>;
    readonly strict: PresetLevel<NoInfer<Key>>;
  };
  readonly options: O;
  /**
   * Says what is wrong with options of which each by itself is accepted, a line each: two that contradict each other. Such a
   * policy config is refused.
   */
  refuses?(options: OptionValues<O>): readonly string[];
  /** Exact type tokens of the resources that {@link check} judges; members of Kubernetes lists included. */
  readonly targets?: readonly string[];
  /**
   * What the level `remediate` changes, in one line. Only for changes that are local and can be taken back; a target that
   * a change would replace, or whose nodes it would replace, is refused.
   */
  readonly remediates?: string;
  /**
   * True where whoever writes a resource may waive the rule for it by an annotation or a tag; see `selfExemption`.
   *
   * @defaultValue false: exemptions are in the policy config, where the platform team reviews them
   */
  readonly selfExempt?: boolean;
  /** Judges one resource by its inputs, before it is made. */
  check?(resource: ResourceView, options: OptionValues<O>, report: Report<Key>, now: Date): void;
  /** Judges what only several resources together show, after all of them are planned or made. */
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

/** A rule as hosts run it; without arguments, any rule. */
export interface Rule<
  Id extends string = string,
  O extends Options = Options,
  Key extends string = string,
> extends Omit<RuleDefinition<Id, O, Key>, "targets" | "options"> {
  readonly targets: ReadonlySet<string>;
  readonly options: O & CommonOptions<Key>;
}

/**
 * Defines a rule: one value from which its policy, presets, configuration schema, documentation page and coverage
 * checks are derived.
 *
 * @throws Error for a rule that would remediate what must not be changed by itself.
 */
export function defineRule<const Id extends string, const O extends Options, const Key extends string>(
  rule: RuleDefinition<Id, O, Key>,
): Rule<Id, O, Key> {
  const keys = Object.keys(rule.findings) as Key[];
  const advisory = someOf(keys, {
    description: "Findings that only advise, although the rule is mandatory.",
    default: rule.presets.baseline.advisory ?? [],
  });
  const targets = new Set(rule.targets);
  if (rule.remediates !== undefined) refuseRemedies(rule.id, targets);
  return { ...rule, targets, options: { ...rule.options, advisory, exempt: exemptions(keys) } };
}
