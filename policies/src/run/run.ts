import type { Exemption } from "../rule/exemption.ts";
import type { Edit, Finding, NotApplicable, UndeterminedProperty } from "../rule/finding.ts";
import { overlap } from "../rule/property-path.ts";
import { DEEPEST, isUnknown, type PropertyObject } from "../rule/property-value.ts";
import { partsOf } from "../rule/resource-parts.ts";
import type { Resource, ResourcePart } from "../rule/resource-view.ts";
import type { Rule } from "../rule/rule.ts";
import { Stack, type StackResource } from "../rule/stack-view.ts";
import { text, Text } from "../rule/text.ts";
import { blindSpots, findBlindSpots } from "./blind-spots.ts";
import { causesOf, type Cause } from "./causes.ts";
import { limitFindings } from "./limit-findings.ts";
import { applyEdits, editableCopy } from "./edit.ts";
import {
  evaluateResource,
  evaluateStack,
  findingOf,
  isTarget,
  NOTHING,
  RENAMED,
  type Evaluation,
  type RuleSettings,
} from "./evaluate.ts";
import { ExemptionLedger, type ExemptFinding } from "./exemptions/exemption-ledger.ts";
import { exemptionSummary, findExemptions } from "./exemptions/exemption-summary.ts";
import { withLimitedNesting } from "./nesting.ts";
import { configureRules, oldIdsOf, refusals } from "./policy-config.ts";
import type { Preset } from "./preset.ts";
import { atTargetVersion } from "./upgrade/target-version.ts";
import { judgeUpgrade } from "./upgrade/judge-upgrade.ts";
import { upgradeFindings, upgradeReport, type UpgradeReport } from "./upgrade/upgrade-report.ts";

/** The options of a run. */
export interface RunOptions {
  readonly rules: readonly Rule[];
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Policy config of the pack itself, which the host's policy config overrides; see {@link Run.configure}. */
  readonly config?: unknown;
  /** The Kubernetes version as which older clusters are judged. @defaultValue the option `targetVersion` of {@link upgradeReport} */
  readonly targetVersion?: string | undefined;
  /** The time that expiry dates and support dates are compared with. */
  readonly now: Date;
}

/** A stack as a host passes it in, and as rules judge it. */
interface JudgedStack {
  readonly resources: readonly StackResource[];
  /** With inputs. */
  readonly current: readonly StackResource[];
  /** At the target version, if there is one. */
  readonly stack: Stack;
}

/** The policies that summarize a run. */
export type Summaries = readonly [typeof upgradeReport, typeof blindSpots, typeof exemptionSummary];

/**
 * One run of the rules over a stack, for any host: the engine with a policy pack, or the offline preview. It keeps what spans
 * resources: what could not be judged, what exemptions did, and the inputs that are missing from the outputs of the stack's
 * resources.
 *
 * A host passes in each resource as it is registered ({@link remediate}, then {@link judge}), and at the end all of them together
 * ({@link judgeStack}). Each method accepts the policies to run, for hosts that are called once per policy.
 */
export class Run {
  readonly rules: readonly Rule[];
  /** The policies that summarize a run. */
  readonly summaries: Summaries = [upgradeReport, blindSpots, exemptionSummary];
  /**
   * All policies that a host serves, in the order in which they run: first the one whose option other policies depend on, which
   * a host may pass in only when it runs.
   */
  readonly policies: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Rule>;
  readonly #preset: Preset;
  readonly #base: unknown;
  readonly #now: Date;
  readonly #targetVersion: string | undefined;
  #upgrade: UpgradeReport | undefined;
  /** The old ids under which rules are configured. */
  #oldIds = new Map<Rule, readonly string[]>();
  #settings: ReadonlyMap<Rule, RuleSettings>;
  /** Settings that a host provides for individual policies. */
  readonly #own = new Map<Rule, RuleSettings>();
  readonly #rulesByType = new Map<string, readonly Rule[]>();
  readonly #inputs = new Map<string, PropertyObject>();
  readonly #undetermined = new Map<string, UndeterminedProperty>();
  /** The paths of these properties by rule and resource. */
  readonly #unjudgedPaths = new Map<string, Set<string>>();
  /** By what rules judged and the id of the rule. */
  readonly #notApplicable = new Map<string, Map<string, readonly NotApplicable[]>>();
  readonly #exemptions: ExemptionLedger;
  #stack = new Stack([]);
  /** The stack that was judged last: hosts pass in the same one for one policy after the other. */
  #lastStack: JudgedStack | undefined;

  /**
   * @throws PolicyConfigError if the config is invalid.
   * @throws Error if two policies have the same id, including old ids.
   */
  constructor({ rules, preset = "baseline", config = {}, targetVersion, now }: RunOptions) {
    this.rules = rules;
    this.policies = [upgradeReport, ...rules, blindSpots, exemptionSummary];
    this.#byId = new Map(this.policies.map((policy) => [policy.id, policy]));
    rejectDuplicateIds(this.policies);
    this.#preset = preset;
    this.#base = config;
    this.#now = now;
    this.#targetVersion = targetVersion;
    this.#settings = configureRules(this.policies, preset, config);
    this.#exemptions = new ExemptionLedger(now);
  }

  /** Returns the policy with an id. */
  policy(id: string): Rule {
    const policy = this.#byId.get(id);
    if (!policy) throw new Error(`${id} is not a policy of this run`);
    return policy;
  }

  /** The Kubernetes version as which older clusters are judged; undefined if clusters are judged as they are. */
  get targetVersion(): string | undefined {
    const { level, options } = this.settings(upgradeReport);
    const configured = level === "disabled" ? undefined : options["targetVersion"];
    return this.#targetVersion ?? (typeof configured === "string" ? configured : undefined);
  }

  /** What to do before an upgrade, for the stack that was judged last; undefined without a {@link targetVersion}. */
  get upgrade(): UpgradeReport | undefined {
    return this.#upgrade;
  }

  /** True for a policy that summarizes a run. */
  isSummary(policy: Rule): boolean {
    return this.summaries.some((summary) => summary === policy);
  }

  /** Everything so far that rules could not judge. */
  get undetermined(): readonly UndeterminedProperty[] {
    return [...this.#undetermined.values()];
  }

  /** Everything so far that exemptions waived. */
  get exempt(): readonly ExemptFinding[] {
    return this.#exemptions.exempt;
  }

  /** What is missing for rules to judge everything in the stack that was judged last. */
  get causes(): readonly Cause[] {
    return causesOf(this.#undetermined.values(), this.#stack);
  }

  /**
   * Everything so far that rules didn't apply to. A rule that could not judge a place, or something in it, may apply to it: the
   * place is then only recorded as not judged.
   */
  get notApplicable(): readonly NotApplicable[] {
    return [...this.#notApplicable.values()]
      .flatMap((notes) => [...notes.values()].flat())
      .filter(({ rule, urn, path }) =>
        [...(this.#unjudgedPaths.get(`${rule} ${urn}`) ?? [])].every((one) => !overlap(one, path)),
      );
  }

  /** Returns the settings of a policy. */
  settings(policy: Rule): RuleSettings {
    const settings = this.#own.get(policy) ?? this.#settings.get(policy);
    if (!settings) throw new Error(`${policy.id} is not a policy of this run`);
    return settings;
  }

  /**
   * Applies a policy config in the format of `--policy-pack-config`, which overrides preset and defaults.
   *
   * @throws PolicyConfigError listing everything that is invalid.
   */
  configure(config: unknown): void {
    this.#settings = configureRules(this.policies, this.#preset, this.#base, config);
    this.#rulesByType.clear();
    this.#oldIds = new Map(this.rules.map((rule) => [rule, oldIdsOf(rule, config)]));
  }

  /**
   * Sets the options of one policy, replacing those set before, for a host that applies the policy's level itself; `mandatory`
   * represents whatever level that is.
   *
   * @returns what is wrong with the combination of options that are valid individually; if anything is, the rule must not run.
   */
  configurePolicy(
    policy: Rule,
    options: Readonly<Record<string, unknown>>,
    level: "mandatory" | "remediate",
  ): readonly string[] {
    const settings = { level, options: { ...this.#settings.get(policy)?.options, ...options } };
    this.#own.set(policy, settings);
    this.#rulesByType.clear();
    return refusals(policy, settings.options);
  }

  /** Records that a host received the configuration of a rule under an old id. */
  useOldId(rule: Rule, oldId: string): void {
    this.#oldIds.set(rule, [oldId]);
  }

  /** Returns the old ids under which a rule is configured. */
  oldIds(rule: Rule): readonly string[] {
    return this.#oldIds.get(rule) ?? [];
  }

  /** Returns the edits of policies with the level `remediate` to a resource's inputs; each policy sees the edits before it. */
  remediate(
    registered: Resource,
    policies: readonly Rule[] = this.rules,
  ): readonly (Edit & { readonly rule: Rule })[] {
    const fixers = policies.filter((policy) => this.settings(policy).level === "remediate");
    if (fixers.length === 0) return [];
    const resource = this.#withLimitedNesting(registered);
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
  judge(registered: Resource, policies?: readonly Rule[]): readonly Finding[] {
    const resource = this.#withLimitedNesting(registered);
    this.#inputs.set(resource.urn, resource.props);
    this.#lastStack = undefined;
    const parts = partsOf(resource);
    return (policies ?? this.#rulesOn(parts)).flatMap((rule) =>
      this.#settle(
        rule,
        resource.urn,
        evaluateResource(rule, this.settings(rule), resource, { now: this.#now }, parts),
        () => resource,
      ),
    );
  }

  /** Returns the rules that judge what a resource stands for, and those whose exemptions a run lists. */
  #rulesOn([whole, ...others]: readonly ResourcePart[]): readonly Rule[] {
    if (whole?.segments.length !== 0 || others.length > 0) return this.rules;
    const { type } = whole;
    const rules =
      this.#rulesByType.get(type) ??
      this.rules.filter((rule) => isTarget(rule, type) || this.#exempt(rule).length > 0);
    this.#rulesByType.set(type, rules);
    return rules;
  }

  /** Judges all resources together, with their outputs, and then summarizes the run. */
  judgeStack(
    resources: readonly StackResource[],
    policies: readonly Rule[] = this.policies,
  ): readonly Finding[] {
    const target = this.targetVersion;
    const { current, stack } = this.#stackOf(resources, target);
    return policies.flatMap((policy) => {
      const evaluation =
        policy === upgradeReport
          ? this.#evaluateUpgrade(target, new Stack(current), stack)
          : this.#evaluateStack(policy, stack);
      const findings = this.#settle(policy, "stack", evaluation, (urn) => stack.get(urn));
      return [...findings, ...this.#renamed(policy, stack.urn)];
    });
  }

  /** Returns the resources with their inputs, as they are and at the target version. */
  #stackOf(resources: readonly StackResource[], target: string | undefined): JudgedStack {
    const last = this.#lastStack;
    if (last?.resources === resources && last.stack.targetVersion === target) return last;
    const current = resources.map((resource) => this.#withInputs(resource));
    const stack = new Stack(
      current.map((resource) => atTargetVersion(resource, target)),
      target,
    );
    this.#lastStack = { resources, current, stack };
    this.#stack = stack;
    return this.#lastStack;
  }

  /** Replaces what is nested too deep with unknown, and records that no rule judges it. */
  #withLimitedNesting(resource: Resource): Resource {
    const { urn } = resource;
    const { props, tooDeep } = withLimitedNesting(resource.props);
    for (const path of tooDeep) {
      const reason = `nested more than ${DEEPEST} levels deep`;
      this.#undetermined.set(`${blindSpots.id} ${urn} ${path}`, { rule: blindSpots.id, urn, path, reason });
    }
    return tooDeep.length === 0 ? resource : { ...resource, props };
  }

  /** Evaluates the rules on which an upgrade depends, whichever policies a host runs. */
  #evaluateUpgrade(target: string | undefined, current: Stack, upgraded: Stack): Evaluation {
    const settings = this.settings(upgradeReport);
    this.#upgrade = undefined;
    if (target === undefined) return NOTHING;
    this.#upgrade = judgeUpgrade(target, current, {
      stack: upgraded,
      rules: this.rules,
      settings: (rule) => this.settings(rule),
      isWaived: (rule, finding) =>
        this.#exemptions.waives(rule, this.#exempt(rule), finding, (urn) => upgraded.get(urn)),
      now: this.#now,
    });
    return settings.level === "disabled"
      ? NOTHING
      : summary(upgradeFindings(settings, this.#upgrade, current.urn));
  }

  #evaluateStack(policy: Rule, stack: Stack): Evaluation {
    const settings = this.settings(policy);
    if (policy === blindSpots) return summary(findBlindSpots(settings, this.causes, stack));
    if (policy === exemptionSummary) {
      return summary(findExemptions(settings, this.#exemptions.uses, stack.urn));
    }
    return evaluateStack(policy, settings, stack, { now: this.#now });
  }

  /** Returns a note for each old id of a rule that the policy config uses: it still works but should be changed. */
  #renamed(rule: Rule, urn: string): readonly Finding[] {
    const settings: RuleSettings = { ...this.settings(rule), level: "advisory" };
    return this.oldIds(rule).map((oldId) =>
      findingOf(
        rule,
        settings,
        RENAMED,
        { urn, path: "" },
        {
          found: text`the policy config uses the old id ${Text.of(JSON.stringify(oldId))}`,
          passes: text`use ${Text.of(JSON.stringify(rule.id))}`,
        },
      ),
    );
  }

  /**
   * Records an evaluation's results for the run, and returns the findings to report.
   *
   * @param scope URN of the resource, or `stack`.
   */
  #settle(
    rule: Rule,
    scope: string,
    evaluation: Evaluation,
    find: (urn: string) => Resource | undefined,
  ): readonly Finding[] {
    this.#takeNote(rule, scope, evaluation.notApplicable);
    if (evaluation === NOTHING && this.#exempt(rule).length === 0) return [];
    for (const property of evaluation.undetermined) {
      this.#undetermined.set(`${rule.id} ${property.urn} ${property.path}`, property);
      const key = `${rule.id} ${property.urn}`;
      this.#unjudgedPaths.set(key, (this.#unjudgedPaths.get(key) ?? new Set()).add(property.path));
    }
    if (this.settings(rule).level === "disabled") return [];
    return limitFindings(this.#exemptions.apply(rule, this.#exempt(rule), evaluation, find));
  }

  /** Replaces what was recorded before. Nearly every rule applies to nearly everything, so an empty list is not stored. */
  #takeNote({ id }: Rule, scope: string, notApplicable: readonly NotApplicable[]): void {
    const notes = this.#notApplicable.get(scope) ?? new Map<string, readonly NotApplicable[]>();
    if (notApplicable.length > 0) this.#notApplicable.set(scope, notes.set(id, notApplicable));
    else notes.delete(id);
  }

  #exempt(rule: Rule): readonly Exemption[] {
    return this.settings(rule).options["exempt"] as readonly Exemption[];
  }

  /**
   * Merges in the inputs, which were seen before. In a preview, an unset input that AWS would return is unknown in the resource's
   * outputs; only the inputs show that it isn't set. A resource that the program reads (`get`) has outputs only, so that what is
   * unknown in them isn't known to be unset.
   */
  #withInputs(resource: StackResource): StackResource {
    const inputs = this.#inputs.get(resource.urn);
    if (!inputs) return resource;
    const known = Object.entries(resource.props).filter(([, value]) => !isUnknown(value));
    return { ...resource, props: { ...Object.fromEntries(known), ...inputs } };
  }
}

function rejectDuplicateIds(policies: readonly Rule[]): void {
  // In a policy config, "all" sets the level of all policies.
  const ids = ["all", ...policies.flatMap(({ id, aliases = [] }) => [id, ...aliases])];
  const double = ids.filter((id, index) => ids.indexOf(id) < index);
  if (double.length > 0) throw new Error(`duplicate policy ids: ${double.join(", ")}`);
}

function summary(findings: readonly Finding[]): Evaluation {
  return { ...NOTHING, findings };
}
