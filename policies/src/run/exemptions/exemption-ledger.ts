import type { Exemption } from "../../rule/exemption.ts";
import type { Finding } from "../../rule/finding.ts";
import type { Place } from "../../rule/reading.ts";
import { partsOf } from "../../rule/resource-parts.ts";
import type { Resource } from "../../rule/resource-view.ts";
import type { Rule } from "../../rule/rule.ts";
import { RULE_FAILED, type Evaluation } from "../evaluate.ts";
import { concerns, stateOf, type ExemptionState } from "./exemption-state.ts";
import { partAt, subjectOf } from "./exemption-subject.ts";
import { selfExemption } from "./self-exemption.ts";

/** An exemption and its effect in a run. */
export class ExemptionUse {
  readonly rule: Rule;
  readonly exemption: Exemption;
  readonly state: ExemptionState;
  /** The number of findings that it waived, or would have waived if it had not expired. */
  matches = 0;
  /** True if the rule could not judge something that the exemption may apply to. */
  isUndetermined = false;

  constructor(rule: Rule, exemption: Exemption, now: Date) {
    this.rule = rule;
    this.exemption = exemption;
    this.state = stateOf(exemption, now);
  }
}

/** A finding that an exemption waived. */
export interface ExemptFinding extends Finding {
  readonly exemption: Pick<Exemption, "owner" | "reason" | "expires">;
}

/** Finds a resource by its URN. */
type Find = (urn: string) => Resource | undefined;

/** Applies exemptions to findings and records the effect of each. */
export class ExemptionLedger {
  readonly #now: Date;
  readonly #uses = new Map<string, ExemptionUse>();
  /** The same by object: comparing contents for each resource would take longer than judging it. */
  readonly #known = new Map<string, WeakMap<Exemption, ExemptionUse>>();

  /** By rule and place: a host may judge a resource more than once. */
  readonly #exempt = new Map<string, ExemptFinding>();

  constructor(now: Date) {
    this.#now = now;
  }

  /** Every finding that an exemption waived. */
  get exempt(): readonly ExemptFinding[] {
    return [...this.#exempt.values()];
  }

  /** Every exemption of a rule that ran. */
  get uses(): readonly ExemptionUse[] {
    return [...this.#uses.values()];
  }

  /** Returns the findings that no exemption waives, with a note if an exemption has expired. */
  apply(
    rule: Rule,
    exemptions: readonly Exemption[],
    { findings, undetermined }: Evaluation,
    find: Find,
  ): readonly Finding[] {
    for (const exemption of exemptions) this.#use(rule, exemption);
    for (const place of undetermined) this.#noteUndetermined(rule, exemptions, place, find);
    return findings.flatMap((finding) => {
      const use = this.#match(rule, exemptions, finding, find);
      if (!use) return [finding];
      use.matches += 1;
      if (use.state.kind !== "expired") {
        const { owner, reason, expires } = use.exemption;
        const key = [rule.id, finding.key, finding.urn, finding.path].join(" ");
        this.#exempt.set(key, { ...finding, exemption: { owner, reason, expires } });
        return [];
      }
      return [{ ...finding, notes: [...finding.notes, expiredNote(use.exemption)] }];
    });
  }

  /** True if an active exemption applies to a finding. */
  waives(rule: Rule, exemptions: readonly Exemption[], finding: Finding, find: Find): boolean {
    const use = this.#match(rule, exemptions, finding, find);
    return use !== undefined && use.state.kind !== "expired";
  }

  /** Returns the active exemption that applies to a finding, or else an expired one that did. */
  #match(
    rule: Rule,
    exemptions: readonly Exemption[],
    finding: Finding,
    find: Find,
  ): ExemptionUse | undefined {
    // A broken rule must be disabled as a whole, not waived.
    if (finding.key === RULE_FAILED) return undefined;
    if (exemptions.length === 0 && rule.selfExempt !== true) return undefined;
    const found = subjectAt(finding, find);
    if (!found) return undefined;
    const own = selfExemption(rule, found.part);
    const uses = [...exemptions, ...(own ? [own] : [])]
      .filter(({ finding: key }) => key === undefined || key === finding.key)
      .map((exemption) => this.#use(rule, exemption))
      .filter(({ state }) => state.kind !== "malformed")
      .filter((use) => {
        const isMatch = concerns(use.exemption, found.subject);
        use.isUndetermined ||= isMatch === undefined;
        return isMatch;
      });
    return uses.find(({ state }) => state.kind !== "expired") ?? uses[0];
  }

  #noteUndetermined(rule: Rule, exemptions: readonly Exemption[], place: Place, find: Find): void {
    const found = exemptions.length > 0 ? subjectAt(place, find) : undefined;
    if (!found) return;
    for (const use of exemptions.map((exemption) => this.#use(rule, exemption))) {
      use.isUndetermined ||= concerns(use.exemption, found.subject) !== false;
    }
  }

  /** Returns the entry of an exemption; hosts may pass the same exemption as a new object with each call. */
  #use(rule: Rule, exemption: Exemption): ExemptionUse {
    const known = this.#known.get(rule.id) ?? new WeakMap<Exemption, ExemptionUse>();
    this.#known.set(rule.id, known);
    const before = known.get(exemption);
    if (before) return before;
    const key = JSON.stringify([rule.id, exemption]);
    const use = this.#uses.get(key) ?? new ExemptionUse(rule, exemption, this.#now);
    this.#uses.set(key, use);
    known.set(exemption, use);
    return use;
  }
}

function subjectAt({ urn, path }: Place, find: Find) {
  const resource = find(urn);
  const part = resource && partAt(partsOf(resource), path);
  return part && { part, subject: subjectOf(part, resource.type) };
}

function expiredNote({ owner, expires, ticket, reason }: Exemption): string {
  const where = ticket === undefined ? "" : `, ${ticket}`;
  return `The exemption of ${owner} expired on ${expires}${where}: ${reason}`;
}
