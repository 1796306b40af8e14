import type { Level, Severity } from "./finding.ts";
import { someOf, type Option, type Options, type OptionValues } from "./option.ts";
import type { PropertyObject, PropertyValue } from "./property-value.ts";
import type { ResourceView } from "./resource-view.ts";
import type { StackView } from "./stack-view.ts";
import type { Place } from "./view.ts";

/** Reports a finding by its key, where it is, what would pass, and the change that mends it if the rule knows one. */
export type Report<Key extends string> = (key: Key, place: Place, message: string, remedy?: Remedy) => void;

/** What mends a finding where a team asks for it with the level `remediate`. */
export interface Remedy {
  /** The value that the place of the finding gets. */
  readonly set: PropertyValue;
}

/**
 * What a preset makes of a rule.
 *
 * `advisory` lists findings that only advise although the rule is mandatory; a team changes the list with the
 * rule's option of the same name.
 */
export interface PresetLevel<Key extends string> {
  readonly level: Level;
  readonly advisory?: readonly Key[];
}

/** A resource that documents a rule and tests it. */
export interface Example {
  readonly title: string;
  readonly type: string;
  readonly props: PropertyObject;
  /** Options under which it is one, where the rule's own don't show it. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Everything there is to say about a rule; see {@link defineRule}. */
export interface RuleDefinition<O extends Options, Key extends string> {
  /** Kebab-case; also the name of the file, the policy and the documentation page. */
  readonly id: string;
  /** What holds when the rule is kept, in one line. */
  readonly title: string;
  readonly severity: Severity;
  /** The section of "Productionproofing EKS" that the rule comes from. */
  readonly article?: string;
  /** What breaks in production without it. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** Public sources of the facts the rule rests on. */
  readonly references: readonly string[];
  /** The findings that the rule can report, each with a line of documentation. */
  readonly findings: Readonly<Record<Key, string>>;
  readonly presets: {
    readonly baseline: PresetLevel<NoInfer<Key>>;
    readonly strict: PresetLevel<NoInfer<Key>>;
  };
  readonly options: O;
  /** Exact type tokens of the resources that {@link check} judges; members of Kubernetes lists included. */
  readonly targets?: readonly string[];
  /** Judges one resource by its inputs, before it is made. */
  check?(resource: ResourceView, options: OptionValues<O>, report: Report<Key>): void;
  /** Judges what only several resources together show, after all of them are planned or made. */
  checkStack?(stack: StackView, options: OptionValues<O>, report: Report<Key>): void;
  readonly examples: { readonly good: readonly Example[]; readonly bad: readonly Example[] };
}

/** A rule as hosts run it, whatever its options are. */
export interface Rule extends Omit<RuleDefinition<Options, string>, "check" | "checkStack" | "targets"> {
  readonly targets: ReadonlySet<string>;
  check?(resource: ResourceView, options: Readonly<Record<string, unknown>>, report: Report<string>): void;
  checkStack?(stack: StackView, options: Readonly<Record<string, unknown>>, report: Report<string>): void;
  /** The rule's own options and `advisory`, which every rule has. */
  readonly options: Options & { readonly advisory: Option<readonly string[]> };
}

/**
 * Defines a rule: one value from which its policy, presets, configuration schema, documentation page and coverage
 * checks are derived.
 */
export function defineRule<const O extends Options, const Key extends string>(
  rule: RuleDefinition<O, Key>,
): Rule {
  const advisory = someOf(Object.keys(rule.findings), {
    description: "Findings that only advise, although the rule is mandatory.",
    default: rule.presets.baseline.advisory ?? [],
  });
  return { ...rule, targets: new Set(rule.targets), options: { ...rule.options, advisory } };
}
