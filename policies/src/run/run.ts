import type { Exemption } from "../rule/exemption.ts";
import type { Edit, Finding, NotApplicable, UndeterminedProperty } from "../rule/finding.ts";
import { isUnknown, type PropertyObject } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { Rule } from "../rule/rule.ts";
import { Stack, type StackResource } from "../rule/stack-view.ts";
import { text, Text } from "../rule/text.ts";
import { blindSpots, findBlindSpots } from "./blind-spots.ts";
import { capped } from "./cap.ts";
import { applyEdits, editableCopy } from "./edit.ts";
import {
  evaluateResource,
  evaluateStack,
  findingOf,
  NOTHING,
  RENAMED,
  type Evaluation,
  type RuleSettings,
} from "./evaluate.ts";
import { ExemptionLedger } from "./exemptions/exemption-ledger.ts";
import { exemptionSummary, findExemptions } from "./exemptions/exemption-summary.ts";
import { configureRules, oldIdsOf, refusals } from "./policy-config.ts";
import type { Preset } from "./preset.ts";

/** What a run is made of. */
export interface RunOptions {
  readonly rules: readonly Rule[];
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Policy config of the pack itself, over which comes what the host is given; see {@link Run.configure}. */
  readonly config?: unknown;
  /** The time by which exemptions expire and support ends. */
  readonly now: Date;
}

/** The policies that sum a run up. */
export type Summaries = readonly [typeof blindSpots, typeof exemptionSummary];

/**
 * One run of the rules over a stack, whichever host asks: the engine through a policy pack, or the offline preview. It keeps
 * what is known only across resources: what could not be judged, what became of exemptions, and the inputs that the
 * stack's view lacks.
 *
 * A host shows it each resource as it is registered ({@link remediate}, then {@link judge}), and at the end all of
 * them together ({@link judgeStack}). Each method takes the policies to run, so that a host which is asked
 * policy by policy can do the same.
 */
export class Run {
  readonly rules: readonly Rule[];
  /** The policies that sum a run up; they run after all rules. */
  readonly summaries: Summaries = [blindSpots, exemptionSummary];
  readonly #preset: Preset;
  readonly #base: unknown;
  readonly #now: Date;
  /** The old ids by which rules are configured. */
  #oldIds = new Map<Rule, readonly string[]>();
  #settings: ReadonlyMap<Rule, RuleSettings>;
  /** Settings that a host gives policy by policy. */
  readonly #own = new Map<Rule, RuleSettings>();
  readonly #inputs = new Map<string, PropertyObject>();
  readonly #undetermined = new Map<string, UndeterminedProperty>();
  /** By rule and what it judged. */
  readonly #notApplicable = new Map<string, readonly NotApplicable[]>();
  readonly #exemptions: ExemptionLedger;

  /**
   * @throws PolicyConfigError where the config can't be used.
   * @throws Error where two policies have the same id, old ids included.
   */
  constructor({ rules, preset = "baseline", config = {}, now }: RunOptions) {
    this.rules = rules;
    refuseDoubleIds(this.policies);
    this.#preset = preset;
    this.#base = config;
    this.#now = now;
    this.#settings = configureRules(this.policies, preset, config);
    this.#exemptions = new ExemptionLedger(now);
  }

  /** Everything that a host serves as a policy, in the order in which they run. */
  get policies(): readonly Rule[] {
    return [...this.rules, ...this.summaries];
  }

  /** True for a policy that sums a run up. */
  isSummary(policy: Rule): boolean {
    return this.summaries.some((summary) => summary === policy);
  }

  /** Everything that rules could not judge so far. */
  get undetermined(): readonly UndeterminedProperty[] {
    return [...this.#undetermined.values()];
  }

  /** Everything that rules did not apply to so far. */
  get notApplicable(): readonly NotApplicable[] {
    return [...this.#notApplicable.values()].flat();
  }

  /** How a policy runs. */
  settings(policy: Rule): RuleSettings {
    const settings = this.#own.get(policy) ?? this.#settings.get(policy);
    if (!settings) throw new Error(`${policy.id} is no policy of this run`);
    return settings;
  }

  /**
   * Takes a policy config in the shape of `--policy-pack-config`, over preset and defaults.
   *
   * @throws PolicyConfigError naming everything that can't be used.
   */
  configure(config: unknown): void {
    this.#settings = configureRules(this.policies, this.#preset, this.#base, config);
    this.#oldIds = new Map(this.rules.map((rule) => [rule, oldIdsOf(rule, config)]));
  }

  /**
   * Takes the options of one policy, in place of those it was given before, from a host that applies its level itself;
   * `mandatory` stands for whatever level that is.
   *
   * @returns what is wrong with options of which each by itself is accepted; with such options a rule is not to be run.
   */
  configurePolicy(
    policy: Rule,
    options: Readonly<Record<string, unknown>>,
    level: "mandatory" | "remediate",
  ): readonly string[] {
    const settings = { level, options: { ...this.#settings.get(policy)?.options, ...options } };
    this.#own.set(policy, settings);
    return refusals(policy, settings.options);
  }

  /** Takes note that a host was given the configuration of a rule under an old id. */
  useOldId(rule: Rule, oldId: string): void {
    this.#oldIds.set(rule, [oldId]);
  }

  /** The old ids by which a rule is configured. */
  oldIds(rule: Rule): readonly string[] {
    return this.#oldIds.get(rule) ?? [];
  }

  /** What policies of the level `remediate` change in a resource's inputs; each sees what those before it changed. */
  remediate(
    resource: Resource,
    policies: readonly Rule[] = this.rules,
  ): readonly (Edit & { readonly rule: Rule })[] {
    const fixers = policies.filter((policy) => this.settings(policy).level === "remediate");
    if (fixers.length === 0) return [];
    const props = editableCopy(resource.props);
    return fixers.flatMap((rule) => {
      const current = { ...resource, props };
      const { edits } = evaluateResource(rule, this.settings(rule), current, { now: this.#now });
      const due = [...edits]
        .filter(([finding]) => !this.#exemptions.waives(rule, this.#exempt(rule), finding, () => current))
        .map(([, edit]) => edit);
      applyEdits(props, due);
      return due.map((edit) => ({ ...edit, rule }));
    });
  }

  /** Judges one resource by its inputs. */
  judge(resource: Resource, policies: readonly Rule[] = this.rules): readonly Finding[] {
    this.#inputs.set(resource.urn, resource.props);
    return policies.flatMap((rule) =>
      this.#settle(
        rule,
        resource.urn,
        evaluateResource(rule, this.settings(rule), resource, { now: this.#now }),
        () => resource,
      ),
    );
  }

  /** Judges all resources together, given by their outputs, and then sums the run up. */
  judgeStack(
    resources: readonly StackResource[],
    policies: readonly Rule[] = this.policies,
  ): readonly Finding[] {
    const stack = new Stack(resources.map((resource) => this.#withInputs(resource)));
    return policies.flatMap((policy) => {
      const evaluation = this.#evaluateStack(policy, stack);
      const findings = this.#settle(policy, "stack", evaluation, (urn) => stack.get(urn));
      return [...findings, ...this.#renamed(policy, stack.urn)];
    });
  }

  #evaluateStack(policy: Rule, stack: Stack): Evaluation {
    const settings = this.settings(policy);
    if (policy === blindSpots) return summary(findBlindSpots(settings, this.undetermined, stack));
    if (policy === exemptionSummary) {
      return summary(findExemptions(settings, this.#exemptions.uses, stack.urn));
    }
    return evaluateStack(policy, settings, stack, { now: this.#now });
  }

  /** A note for each old id by which the policy config calls a rule: it is understood, and should be changed. */
  #renamed(rule: Rule, urn: string): readonly Finding[] {
    const settings: RuleSettings = { ...this.settings(rule), level: "advisory" };
    return this.oldIds(rule).map((oldId) =>
      findingOf(
        rule,
        settings,
        RENAMED,
        { urn, path: "" },
        {
          found: text`the policy config calls it ${Text.of(JSON.stringify(oldId))}`,
          passes: text`call it ${Text.of(JSON.stringify(rule.id))}`,
        },
      ),
    );
  }

  /**
   * Takes note of what an evaluation says of the run, and gives the findings that are to be reported.
   *
   * @param scope URN of the resource, or `stack`.
   */
  #settle(
    rule: Rule,
    scope: string,
    evaluation: Evaluation,
    find: (urn: string) => Resource | undefined,
  ): readonly Finding[] {
    for (const property of evaluation.undetermined) {
      this.#undetermined.set(`${rule.id} ${property.urn} ${property.path}`, property);
    }
    this.#takeNote(`${rule.id} ${scope}`, evaluation.notApplicable);
    if (this.settings(rule).level === "disabled") return [];
    return capped(this.#exemptions.apply(rule, this.#exempt(rule), evaluation, find));
  }

  /** In place of what was said before. Nearly every rule applies to nearly everything, so that nothing is kept of those. */
  #takeNote(judged: string, notApplicable: readonly NotApplicable[]): void {
    if (notApplicable.length > 0) this.#notApplicable.set(judged, notApplicable);
    else this.#notApplicable.delete(judged);
  }

  #exempt(rule: Rule): readonly Exemption[] {
    return this.settings(rule).options["exempt"] as readonly Exemption[];
  }

  /**
   * In a preview every input that nobody set is unknown among a resource's outputs if AWS would report it back; the inputs,
   * which were seen before, tell what is not set.
   */
  #withInputs(resource: StackResource): StackResource {
    const known = Object.entries(resource.props).filter(([, value]) => !isUnknown(value));
    return { ...resource, props: { ...Object.fromEntries(known), ...this.#inputs.get(resource.urn) } };
  }
}

function refuseDoubleIds(policies: readonly Rule[]): void {
  // A policy config gives "all" policies a level.
  const ids = ["all", ...policies.flatMap(({ id, aliases = [] }) => [id, ...aliases])];
  const double = ids.filter((id, index) => ids.indexOf(id) < index);
  if (double.length > 0) throw new Error(`several policies are called ${double.join(", ")}`);
}

function summary(findings: readonly Finding[]): Evaluation {
  return { ...NOTHING, findings };
}
