import type { ResourceView } from "../../rule/resource-view.ts";
import type { Text } from "../../rule/text.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { NOT_KNOWN } from "../references.ts";
import { ingressRules, type IngressRule, type Protocol } from "./ingress-rules.ts";

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
export function isClosed(stack: StackView, traffic: Traffic, reason: Text): boolean {
  const judged = rulesInto(stack, traffic.into)
    .map((rule) => ({ rule, isOpen: allows(stack, rule, traffic) }))
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
function allows(
  stack: StackView,
  rule: IngressRule,
  { from, into, protocol, port }: Traffic,
): boolean | undefined {
  const isInto = haveCommon(rule.into.resources, into);
  const isCovered = covers(stack, rule, protocol, port);
  if ((!isInto && rule.into.gap !== NOT_KNOWN) || isCovered === false) return false;
  // A block of addresses is treated as theirs: a rule that allows one on this port is meant for them.
  const isFrom = rule.isFromBlock || haveCommon(rule.from.resources, from);
  if (!isFrom && rule.from.gap !== NOT_KNOWN) return false;
  return isInto && isFrom && isCovered === true ? true : undefined;
}

/** The rules that belong to one of these security groups, or may do so. */
function rulesInto(stack: StackView, securityGroups: readonly ResourceView[]): readonly IngressRule[] {
  const { bySecurityGroup, ofUnknown } = indexedRules(stack);
  const own = securityGroups.flatMap((one) => bySecurityGroup.get(one) ?? []);
  return [...new Set([...own.map(({ rule }) => rule), ...ofUnknown])];
}

const indexedRules = oncePerStack((stack) => {
  const rules = ingressRules(stack);
  const entries = rules.flatMap((rule) => rule.into.resources.map((into) => ({ rule, into })));
  return {
    bySecurityGroup: groupBy(entries, ({ into }) => into),
    ofUnknown: rules.filter(({ into }) => into.gap === NOT_KNOWN),
  };
});

/** Whether a rule covers a port; read once for all groups of nodes. */
function covers(stack: StackView, rule: IngressRule, protocol: Protocol, port: number): boolean | undefined {
  const known = coverage(stack);
  const ports = known.get(rule) ?? new Map<string, boolean | undefined>();
  known.set(rule, ports);
  const key = `${protocol} ${port}`;
  if (!ports.has(key)) ports.set(key, rule.covers(protocol, port));
  return ports.get(key);
}

const coverage = oncePerStack(() => new Map<IngressRule, Map<string, boolean | undefined>>());
