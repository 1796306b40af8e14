import { blindSpots, findBlindSpots } from "./blind-spots.ts";
import { applyEdits, editableCopy } from "./edit.ts";
import { evaluateResource, evaluateStack, type RuleSettings } from "./evaluate.ts";
import type { Edit, Evaluation, Finding, UndeterminedProperty } from "./finding.ts";
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
  /** Policy config that comes before what the host is given; see {@link Run.configure}. */
  readonly config?: unknown;
}

/**
 * One run of the rules over a stack, whichever host asks: the engine through a policy pack, or the offline preview. It keeps
 * what is known only across resources: what could not be judged, and the inputs that the stack's view lacks.
 *
 * A host shows it every resource as it is registered ({@link judge}, before it {@link remediate}), and at the end all of
 * them together ({@link judgeStack}). Each method takes the policies to run, so that a host which is asked
 * policy by policy can do the same.
 */
export class Run {
  readonly rules: readonly Rule[];
  /** The policies that sum a run up; they run after all rules. */
  readonly summaries: readonly Rule[] = [blindSpots];
  readonly #preset: Preset;
  readonly #base: unknown;
  #settings: Map<Rule, RuleSettings>;
  readonly #inputs = new Map<string, PropertyObject>();
  readonly #undetermined: UndeterminedProperty[] = [];

  /** @throws PolicyConfigError where the config can't be used. */
  constructor({ rules, preset = "baseline", config = {} }: RunOptions) {
    this.rules = rules;
    this.#preset = preset;
    this.#base = config;
    this.#settings = configureRules(this.policies, preset, config);
  }

  /** Everything that a host serves as a policy, in the order in which they run. */
  get policies(): readonly Rule[] {
    return [...this.rules, ...this.summaries];
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
   * Takes the options of one policy from a host that applies its level itself, where `mandatory` stands for
   * whatever level that is.
   */
  configurePolicy(
    policy: Rule,
    options: Readonly<Record<string, unknown>>,
    level: RuleSettings["level"],
  ): void {
    this.#settings.set(policy, { level, options: { ...this.settings(policy).options, ...options } });
  }

  settings(policy: Rule): RuleSettings {
    const settings = this.#settings.get(policy);
    if (!settings) throw new Error(`${policy.id} is no policy of this run`);
    return settings;
  }

  /** Everything that rules could not judge so far. */
  get undetermined(): readonly UndeterminedProperty[] {
    return this.#undetermined;
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
      const { edits } = evaluateResource(rule, this.settings(rule), { ...resource, props });
      applyEdits(props, edits);
      return edits.map((edit) => ({ ...edit, rule }));
    });
  }

  /** Judges one resource by its inputs. */
  judge(resource: Resource, policies: readonly Rule[] = this.rules): readonly Finding[] {
    this.#inputs.set(resource.urn, resource.props);
    return this.#collect(policies.map((rule) => evaluateResource(rule, this.settings(rule), resource)));
  }

  /** Judges all resources together, given by their outputs, and then sums the run up. */
  judgeStack(
    resources: readonly StackResource[],
    policies: readonly Rule[] = this.policies,
  ): readonly Finding[] {
    const stack = new Stack(resources.map((resource) => this.#withInputs(resource)));
    return policies.flatMap((policy) =>
      policy === blindSpots
        ? findBlindSpots(this.settings(policy), this.#undetermined, stack.urn)
        : this.#collect([evaluateStack(policy, this.settings(policy), stack)]),
    );
  }

  #collect(evaluations: readonly Evaluation[]): readonly Finding[] {
    this.#undetermined.push(...evaluations.flatMap(({ undetermined }) => undetermined));
    return evaluations.flatMap(({ findings }) => findings);
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
