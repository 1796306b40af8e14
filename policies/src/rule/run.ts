import { blindSpots, findBlindSpots } from "./blind-spots.ts";
import { capped } from "./cap.ts";
import { applyEdits, editableCopy } from "./edit.ts";
import { evaluateResource, evaluateStack, type Evaluation, type RuleSettings } from "./evaluate.ts";
import type { Exemption } from "./exemption.ts";
import { ExemptionLedger } from "./exemption-ledger.ts";
import { exemptionSummary, findExemptions } from "./exemption-summary.ts";
import type { Edit, Finding, UndeterminedProperty } from "./finding.ts";
import { configureRules } from "./policy-config.ts";
import type { Preset } from "./preset.ts";
import { isUnknown, type PropertyObject } from "./property-value.ts";
import type { Resource } from "./resource-view.ts";
import type { Rule } from "./rule.ts";
import { Stack, type StackResource } from "./stack-view.ts";

/** What a run is made of. */
export interface RunOptions {
  readonly rules: readonly Rule[];
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Policy config of the pack itself, over which comes what the host is given; see {@link Run.configure}. */
  readonly config?: unknown;
  /** The time by which exemptions expire. */
  readonly now: Date;
}

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
  readonly summaries: readonly Rule[] = [blindSpots, exemptionSummary];
  readonly #preset: Preset;
  readonly #base: unknown;
  #settings: ReadonlyMap<Rule, RuleSettings>;
  /** Settings that a host gives policy by policy. */
  readonly #own = new Map<Rule, RuleSettings>();
  readonly #inputs = new Map<string, PropertyObject>();
  readonly #undetermined = new Map<string, UndeterminedProperty>();
  readonly #exemptions: ExemptionLedger;

  /** @throws PolicyConfigError where the config can't be used. */
  constructor({ rules, preset = "baseline", config = {}, now }: RunOptions) {
    this.rules = rules;
    this.#preset = preset;
    this.#base = config;
    this.#settings = configureRules(this.policies, preset, config);
    this.#exemptions = new ExemptionLedger(now);
  }

  /** Everything that a host serves as a policy, in the order in which they run. */
  get policies(): readonly Rule[] {
    return [...this.rules, ...this.summaries];
  }

  /** Everything that rules could not judge so far. */
  get undetermined(): readonly UndeterminedProperty[] {
    return [...this.#undetermined.values()];
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
  }

  /**
   * Takes the options of one policy, in place of those it was given before, from a host that applies its level itself;
   * `mandatory` stands for whatever level that is.
   */
  configurePolicy(
    policy: Rule,
    options: Readonly<Record<string, unknown>>,
    level: "mandatory" | "remediate",
  ): void {
    const base = this.#settings.get(policy)?.options;
    this.#own.set(policy, { level, options: { ...base, ...options } });
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
      const { edits } = evaluateResource(rule, this.settings(rule), current);
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
      this.#settle(rule, evaluateResource(rule, this.settings(rule), resource), () => resource),
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
      return this.#settle(policy, evaluation, (urn) => stack.get(urn));
    });
  }

  #evaluateStack(policy: Rule, stack: Stack): Evaluation {
    const settings = this.settings(policy);
    if (policy === blindSpots) return summary(findBlindSpots(settings, this.undetermined, stack.urn));
    if (policy === exemptionSummary) {
      return summary(findExemptions(settings, this.#exemptions.uses, stack.urn));
    }
    return evaluateStack(policy, settings, stack);
  }

  /** Takes note of what an evaluation says of the run, and gives the findings that are to be reported. */
  #settle(
    rule: Rule,
    evaluation: Evaluation,
    find: (urn: string) => Resource | undefined,
  ): readonly Finding[] {
    for (const property of evaluation.undetermined) {
      this.#undetermined.set(`${rule.id} ${property.urn} ${property.path}`, property);
    }
    if (this.settings(rule).level === "disabled") return [];
    return capped(this.#exemptions.apply(rule, this.#exempt(rule), evaluation, find));
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

function summary(findings: readonly Finding[]): Evaluation {
  return { findings, undetermined: [], edits: new Map() };
}
