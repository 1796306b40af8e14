import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import {
  SECURITY_GROUP,
  SECURITY_GROUP_INGRESS_RULE,
  SECURITY_GROUP_OWNERS,
  SECURITY_GROUP_RULE,
} from "../aws-types.ts";
import { mergedReferences, references, referencesOfOne, type References } from "../references.ts";

/** A protocol that has ports. */
export type Protocol = "udp" | "tcp";

/** An ingress rule of a security group. */
export interface IngressRule {
  /** The rule itself. */
  readonly place: View;
  /** The security group that the rule belongs to. */
  readonly into: References;
  /** The source security groups. */
  readonly from: References;
  /** True if the rule also has a CIDR block or prefix list as its source, or may have one. */
  readonly isFromBlock: boolean;
  /** Whether the rule allows a protocol on a port; undefined if that is not known. */
  covers(protocol: Protocol, port: number): boolean | undefined;
}

/** The rules of all security groups that the stack shows, inline or as separate resources. Records nothing. */
export const ingressRules = oncePerStack((stack): readonly IngressRule[] => [
  ...stack.ofType([SECURITY_GROUP]).flatMap((group) => ownRules(stack, group)),
  ...stack
    .ofType([SECURITY_GROUP_RULE])
    .filter((rule) => wordOf(rule.at("type")) !== "egress")
    .map((rule) => separateRule(stack, rule, "protocol", "sourceSecurityGroupId"))
    .map((rule) => (rule.place.isUnknown("type") ? { ...rule, covers: perhaps(rule) } : rule)),
  ...stack
    .ofType([SECURITY_GROUP_INGRESS_RULE])
    .map((rule) => separateRule(stack, rule, "ipProtocol", "referencedSecurityGroupId")),
]);

function ownRules(stack: StackView, group: ResourceView): readonly IngressRule[] {
  const into: References = { resources: [group] };
  const ingress = group.at("ingress");
  if (!ingress.isSet()) return [];
  const rules = ingress.isUnknown() ? undefined : ingress.list();
  // Rules that aren't known may allow anything.
  return (rules?.kind === "known" ? rules.value : [ingress]).map((rule) => ({
    place: rule,
    into,
    from: mergedReferences([
      references(stack, group, rule.at("securityGroups").path, SECURITY_GROUP_OWNERS),
      ...(rule.isSet("self") && !isFalse(rule.at("self")) ? [into] : []),
    ]),
    isFromBlock: BLOCKS.some((property) => isFilled(rule.at(property))),
    covers: (protocol, port) => covers(rule, "protocol", protocol, port),
  }));
}

function separateRule(
  stack: StackView,
  rule: ResourceView,
  protocolProperty: string,
  sourceProperty: string,
): IngressRule {
  const into = referencesOfOne(stack, rule, "securityGroupId", SECURITY_GROUP_OWNERS);
  return {
    place: rule,
    into,
    from: mergedReferences([
      referencesOfOne(stack, rule, sourceProperty, SECURITY_GROUP_OWNERS),
      ...(rule.isSet("self") && !isFalse(rule.at("self")) ? [into] : []),
    ]),
    isFromBlock: BLOCKS.some((property) => isFilled(rule.at(property))),
    covers: (protocol, port) => covers(rule, protocolProperty, protocol, port),
  };
}

/** What a rule covers if it is an ingress rule at all. */
function perhaps(rule: IngressRule): IngressRule["covers"] {
  return (protocol, port) => (rule.covers(protocol, port) === false ? false : undefined);
}

const BLOCKS = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "cidrIpv4", "cidrIpv6", "prefixListId"];

// By name or by number: https://www.iana.org/assignments/protocol-numbers
const ALL = ["-1", "all"];
const NAMES = { tcp: ["tcp", "6"], udp: ["udp", "17"] } as const;

function covers(rule: View, property: string, protocol: Protocol, port: number): boolean | undefined {
  const name = wordOf(rule.at(property));
  if (name === undefined) return undefined;
  if (ALL.includes(name)) return true;
  if (!NAMES[protocol].some((one) => one === name)) return false;
  const from = portOf(rule.at("fromPort"));
  const to = portOf(rule.at("toPort"));
  return from === undefined || to === undefined ? undefined : from <= port && port <= to;
}

function wordOf(view: View): string | undefined {
  if (!view.isSet() || view.isUnknown()) return undefined;
  const word = view.scalar();
  return word.kind === "known" ? word.value.toLowerCase() : undefined;
}

function portOf(view: View): number | undefined {
  if (!view.isSet() || view.isUnknown()) return undefined;
  const port = view.integer();
  return port.kind === "known" ? port.value : undefined;
}

function isFalse(view: View): boolean {
  if (view.isUnknown()) return false;
  const value = view.boolean();
  return value.kind === "known" && !value.value;
}

/** True if a string, or the first in a list, is set, known or not. AWS reports an empty string for a property that isn't set. */
function isFilled(view: View): boolean {
  const first = view.at([0]);
  return first.isSet() && wordOf(first) !== "";
}
