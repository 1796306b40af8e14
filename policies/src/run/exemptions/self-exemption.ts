import { SHORTEST_REASON, type Exemption } from "../../rule/exemption.ts";
import type { ResourcePart } from "../../rule/resource-view.ts";
import type { Rule } from "../../rule/rule.ts";
import { View } from "../../rule/view.ts";

/** Prefix of the annotation that waives a rule for a Kubernetes object, if the rule allows it; the rule's id follows. */
export const EXEMPT_ANNOTATION = "productionproof.io/exempt.";

/** Prefix of the tag that waives a rule for an AWS resource, if the rule allows it; the rule's id follows. */
export const EXEMPT_TAG = "productionproof:exempt:";

const SELF_EXEMPTION = /^expires=([\dTZ:-]{10,20}) owner=([\w.@-]{1,40}) reason=(.*)$/s;

/**
 * Returns the exemption that a resource sets for itself, as `expires=2027-01-31 owner=team-shop reason=Why it must be so.`, for
 * rules that are `selfExempt`. An incomplete string is not an exemption.
 */
export function selfExemption(rule: Rule, part: ResourcePart): Exemption | undefined {
  if (rule.selfExempt !== true) return undefined;
  const view = new View(part.urn, part.value, { undetermined: () => undefined }, part.segments);
  const text = [
    view.string(["metadata", "annotations", EXEMPT_ANNOTATION + rule.id]),
    view.string(["tags", EXEMPT_TAG + rule.id]),
  ].find((reading) => reading.kind === "known")?.value;
  const [, expires, owner, reason = ""] = SELF_EXEMPTION.exec(text ?? "") ?? [];
  if (expires === undefined || owner === undefined || reason.trim().length < SHORTEST_REASON)
    return undefined;
  // Strings from a resource are never printed.
  return { urn: part.urn, expires, owner, reason: "The resource itself states a reason." };
}
