import { groupBy } from "../facts/group-by.ts";
import { matchesGlob } from "../rule/glob.ts";
import { oncePerStack } from "../rule/once.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { View } from "../rule/view.ts";
import { POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./aws-types.ts";
import { NOT_KNOWN, reference, referencesOf, referencesOfOne } from "./references.ts";

/**
 * The patterns of the actions that a role allows, whatever the resources and conditions; undefined if the stack doesn't show all of
 * them, which is then recorded.
 */
export function allowedActions(stack: StackView, role: ResourceView): readonly string[] | undefined {
  const [other] = policiesOfUnknownRoles(stack);
  if (other) {
    other.at("role").undetermined(NOT_KNOWN);
    return undefined;
  }
  const inline = role.list("inlinePolicies");
  const documents = [
    ...(policiesByRole(stack).get(role) ?? []).map((policy) => actionsIn(policy, "policy")),
    ...(inline.kind === "known" ? inline.value.map((policy) => actionsIn(policy, "policy")) : []),
    ...(attachmentsByRole(stack).get(role) ?? []).map((one) => actionsOf(stack, one, one.at("policyArn"))),
    ...managedBy(role).map((arn) => actionsOf(stack, role, arn)),
  ];
  const known = documents.filter((actions) => actions !== undefined);
  const isComplete = known.length === documents.length && inline.kind !== "undetermined";
  return isComplete ? known.flat() : undefined;
}

/** True if one of the patterns of a policy matches an action; IAM ignores case. */
export function allows(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), action.toLowerCase()));
}

const policiesByRole = oncePerStack((stack) =>
  groupBy(stack.ofType([ROLE_POLICY]), (one) => reference(stack, one, "role", [ROLE])),
);

const attachmentsByRole = oncePerStack((stack) =>
  groupBy(stack.ofType([ROLE_POLICY_ATTACHMENT]), (one) => reference(stack, one, "role", [ROLE])),
);

/** Policies of which it is not known whose they are. */
const policiesOfUnknownRoles = oncePerStack((stack) =>
  stack
    .ofType([ROLE_POLICY, ROLE_POLICY_ATTACHMENT])
    .filter((one) => referencesOfOne(stack, one, "role", [ROLE]).gap === NOT_KNOWN),
);

function managedBy(role: ResourceView): readonly View[] {
  const listed = role.list("managedPolicyArns");
  if (listed.kind === "undetermined") return [role.at("managedPolicyArns")];
  return listed.kind === "known" ? listed.value : [];
}

/** The actions of a managed policy: one of AWS, or one in the stack. */
function actionsOf(stack: StackView, owner: ResourceView, arn: View): readonly string[] | undefined {
  const [policy] = referencesOf(stack, owner, arn.path, [arn], [POLICY]).resources;
  if (policy) return actionsIn(policy, "policy");
  const name = arn.string();
  if (name.kind !== "known") return name.kind === "absent" ? [] : undefined;
  const own = EC2_ACTIONS.get(name.value.split("/").at(-1) ?? "");
  if (!own) arn.undetermined("a policy that is not in the stack");
  return own;
}

/** The actions of a policy document's Allow statements; undefined if one is not known, which is then recorded. */
function actionsIn(owner: View, path: string): readonly string[] | undefined {
  const document = owner.document(path);
  if (document.kind !== "known") return document.kind === "absent" ? [] : undefined;
  const actions = oneOrMore(document.value.at("Statement")).map((statement) => {
    const effect = statement.string("Effect");
    if (effect.kind !== "known") return undefined;
    if (effect.value !== "Allow") return [];
    if (statement.isSet("NotAction")) {
      statement.at("NotAction").undetermined("allows all actions but these");
      return undefined;
    }
    const texts = oneOrMore(statement.at("Action")).map((action) => action.string());
    return texts.every((text) => text.kind === "known") ? texts.map(({ value }) => value) : undefined;
  });
  return actions.every((one) => one !== undefined) ? actions.flat() : undefined;
}

/** The elements of a list, or the only one. */
function oneOrMore(view: View): readonly View[] {
  if (!view.isSet()) return [];
  const first = view.at([0]);
  // Nothing is below a scalar or an unknown value.
  const list = first.isSet() && first.path !== view.path ? view.list() : undefined;
  return list?.kind === "known" ? list.value : [view];
}

const OF_CNI =
  "AssignPrivateIpAddresses AttachNetworkInterface CreateNetworkInterface CreateTags DeleteNetworkInterface DescribeInstances DescribeInstanceTypes DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeTags DetachNetworkInterface ModifyNetworkInterfaceAttribute UnassignPrivateIpAddresses";
const OF_NODES =
  "DescribeInstances DescribeInstanceTypes DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVolumes DescribeVolumesModifications DescribeVpcs";

/**
 * The actions on EC2 that AWS's managed policies for nodes allow. Sources: AWS managed policy reference, of which
 * badele/aws-policies-analyzer-docs, policies/amazoneksworkernodepolicy.md, is a copy, and amazon-vpc-cni-k8s
 * docs/iam-policy.md, read 2026-11-28.
 */
const EC2_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    AmazonEKS_CNI_Policy: OF_CNI,
    AmazonEKSWorkerNodePolicy: OF_NODES,
    AmazonEKSWorkerNodeMinimalPolicy: "",
    AmazonEC2ContainerRegistryReadOnly: "",
    AmazonEC2ContainerRegistryPullOnly: "",
    AmazonSSMManagedInstanceCore: "",
  }).map(([name, actions]) => [
    name,
    actions === "" ? [] : actions.split(" ").map((action) => `ec2:${action}`),
  ]),
);
