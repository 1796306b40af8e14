import { SHORTEST_REASON, type Exemption } from "../../rule/exemption.ts";
import type { ResourcePart } from "../../rule/resource-view.ts";
import type { Rule } from "../../rule/rule.ts";
import { View } from "../../rule/view.ts";

/** Annotation of Kubernetes objects by which a rule that allows it is waived: this and the rule's id. */
export const EXEMPT_ANNOTATION = "productionproof.io/exempt.";

/** Tag of AWS resources by which a rule that allows it is waived: this and the rule's id. */
export const EXEMPT_TAG = "productionproof:exempt:";

const SELF_EXEMPTION = /^expires=([\dTZ:-]{10,20}) owner=([\w.@-]{1,40}) reason=\s*(.+?)\s*$/s;

/**
 * The exemption that a resource gives itself, as `expires=2027-01-31 owner=team-shop reason=Why it must be so.`, for rules
 * that are `selfExempt`. A text that says less is no exemption.
 */
export function selfExemption(rule: Rule, part: ResourcePart): Exemption | undefined {
  if (rule.selfExempt !== true) return undefined;
  const view = new View(part.urn, part.value, { undetermined: () => undefined }, part.segments);
  const text = [
    view.string(["metadata", "annotations", EXEMPT_ANNOTATION + rule.id]),
    view.string(["tags", EXEMPT_TAG + rule.id]),
  ].find((reading) => reading.kind === "known")?.value;
  const [, expires, owner, reason = ""] = SELF_EXEMPTION.exec(text ?? "") ?? [];
  if (expires === undefined || owner === undefined || reason.length < SHORTEST_REASON) return undefined;
  // What a resource says is not printed.
  return { urn: part.urn, expires, owner, reason: "The resource gives a reason itself." };
}
