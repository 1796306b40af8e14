import type { ResourceView } from "../../rule/resource-view.ts";
import type { Text } from "../../rule/text.ts";
import { NOT_KNOWN } from "../references.ts";
import type { IngressRule, Protocol } from "./ingress-rules.ts";

/** Traffic between the security groups of two parties. */
export interface Traffic {
  /** The security groups of those that open connections. */
  readonly from: readonly ResourceView[];
  /** The security groups of those that accept them. */
  readonly into: readonly ResourceView[];
  readonly protocol: Protocol;
  readonly port: number;
}

/** True if no rule allows the traffic; a rule that might is recorded, with a reason. */
export function isClosed(rules: readonly IngressRule[], traffic: Traffic, reason: Text): boolean {
  const judged = rules
    .map((rule) => ({ rule, isOpen: allows(rule, traffic) }))
    .filter(({ isOpen }) => isOpen !== false);
  if (judged.some(({ isOpen }) => isOpen)) return false;
  for (const { rule } of judged) rule.place.undetermined(reason);
  return judged.length === 0;
}

/** True if two parties have a security group in common. */
export function haveCommon(some: readonly ResourceView[], others: readonly ResourceView[]): boolean {
  return some.some((one) => others.includes(one));
}

/** True if a rule allows the traffic; undefined if that isn't known. */
function allows(rule: IngressRule, { from, into, protocol, port }: Traffic): boolean | undefined {
  const isInto = haveCommon(rule.into.resources, into);
  const isCovered = rule.covers(protocol, port);
  if ((!isInto && rule.into.gap !== NOT_KNOWN) || isCovered === false) return false;
  // A block of addresses is treated as theirs: a rule that allows one on this port is meant for them.
  const isFrom = rule.isFromBlock || haveCommon(rule.from.resources, from);
  if (!isFrom && rule.from.gap !== NOT_KNOWN) return false;
  return isInto && isFrom && isCovered === true ? true : undefined;
}
