import { groupBy } from "../../facts/group-by.ts";
import { oncePerResource, oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import {
  AUTOSCALING_GROUP,
  CLUSTER,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  NODE_GROUP,
} from "../aws-types.ts";
import { reference, referencesOfOne, type References } from "../references.ts";
import { clusterOfKubernetes, isOfKubernetes } from "../workloads/kubernetes-cluster.ts";
import {
  clusterNameOf,
  clustersBehindTag,
  hasTagsOfUnknownOrigin,
  mayHaveClusterTag,
  isOfCluster,
} from "./autoscaling-group.ts";

/** A group of EC2 nodes: a managed node group, or an autoscaling group whose nodes join the cluster on their own. */
export interface NodeGroup {
  readonly isManaged: boolean;
  readonly resource: ResourceView;
  /** The launch template or launch configuration, if it is in the stack. */
  readonly launchTemplate: ResourceView | undefined;
}

/** Every group of EC2 nodes that the stack shows; a launch template that is not known is recorded. */
export const nodeGroups = oncePerStack((stack): readonly NodeGroup[] => [
  ...stack.ofType([NODE_GROUP]).map((resource) => ({
    isManaged: true,
    resource,
    launchTemplate: launchTemplateOf(stack, resource),
  })),
  ...stack
    .ofType([AUTOSCALING_GROUP])
    .filter((group) => isOfCluster(stack, group))
    .map((resource) => ({
      isManaged: false,
      resource,
      launchTemplate: launchTemplateOf(stack, resource),
    })),
]);

/**
 * The cluster that a group or an add-on names, if it is in the stack; if that can't be determined, it is recorded. For a
 * Kubernetes resource, the provider determines the cluster, and nothing is recorded.
 */
export const clusterOf = oncePerResource((stack, resource): ResourceView | undefined => {
  if (isOfKubernetes(resource)) return clusterOfKubernetes(stack, resource);
  const isSelfManaged = resource.type === AUTOSCALING_GROUP;
  const cluster = isSelfManaged
    ? clusterOfTag(stack, resource)
    : (reference(stack, resource, "clusterName", [CLUSTER]) ?? clusterOfComponent(stack, resource));
  if (!cluster && mayBeOfStack(stack, resource)) {
    resource.at(isSelfManaged ? "tags" : "clusterName").undetermined("may be a cluster in this stack");
  }
  return cluster;
});

/** An autoscaling group has the name of its cluster in a tag, which may be built from a name that is not known yet. */
function clusterOfTag(stack: StackView, group: ResourceView): ResourceView | undefined {
  const [behind, ...others] = clustersBehindTag(stack, group);
  if (mayHaveClusterTag(group)) {
    // Before pulumi up, only the names of resources that the stack creates are unknown.
    if (behind) return others.length === 0 ? behind : undefined;
    return hasTagsOfUnknownOrigin(stack, group) ? clusterGivenToComponent(stack, group) : undefined;
  }
  const named = clustersByName(stack).get(clusterNameOf(group))?.[0];
  return named ?? (behind && hasUnknownName(behind) ? behind : undefined);
}

/** The clusters of a stack whose names are known, by name. */
const clustersByName = oncePerStack((stack) =>
  groupBy(
    stack.ofType([CLUSTER]).filter((cluster) => nameOf(cluster) !== undefined),
    nameOf,
  ),
);

/** A resource that a component creates for the cluster of another component may show no source of the cluster's name. */
function clusterOfComponent(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const isOfUnknownOrigin =
    resource.isUnknown("clusterName") &&
    !stack.dependsOnOthers(resource, "clusterName") &&
    stack.dependencies(resource, "clusterName").length === 0;
  return isOfUnknownOrigin ? clusterGivenToComponent(stack, resource) : undefined;
}

/**
 * The cluster that the program passes to a component of `@pulumi/eks`, whose plugin loses where its name comes from: the one that
 * the component has as its input or as its parent, or else the only one of the stack. A name without a source that the program
 * itself sets may come from a lookup. Source: pulumi-eks v4.3.0, recorded on 2026-11-28.
 */
function clusterGivenToComponent(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const component = stack.parent(resource);
  if (component?.type.startsWith("eks:index:") !== true) return undefined;
  const given = [...stack.given(component), stack.parent(component)].flatMap(
    (one) => (one && clustersByParent(stack).get(one)) ?? [],
  );
  return given.length > 0 ? given[0] : onlyCluster(stack);
}

const clustersByParent = oncePerStack((stack) =>
  groupBy(stack.ofType([CLUSTER]), (cluster) => stack.parent(cluster)),
);

/**
 * The cluster of a group's nodes or a Fargate profile's pods, if it is in the stack; if that can't be determined, it is recorded.
 */
export function clusterOfNodes(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const only = onlyCluster(stack);
  // The tag is assumed to name it: it names an EKS cluster, and the stack has no other.
  const isTaken = resource.type === AUTOSCALING_GROUP && only !== undefined && hasUnknownName(only);
  return isTaken ? only : clusterOf(stack, resource);
}

/** The only cluster of a stack; undefined if it has none or several. */
export function onlyCluster(stack: StackView): ResourceView | undefined {
  const [cluster, ...others] = stack.ofType([CLUSTER]);
  return others.length === 0 ? cluster : undefined;
}

/** True if a group or an add-on whose cluster is not found may still belong to a cluster of the stack. */
export function mayBeOfStack(stack: StackView, resource: ResourceView): boolean {
  const hasUnknownCluster =
    resource.type === AUTOSCALING_GROUP ? mayHaveClusterTag(resource) : resource.isUnknown("clusterName");
  const isOfStack = hasUnknownCluster && stack.ofType([CLUSTER]).length > 0;
  return isOfStack || hasClusterWithUnknownName(stack);
}

const hasClusterWithUnknownName = oncePerStack((stack) => stack.ofType([CLUSTER]).some(hasUnknownName));

function hasUnknownName(cluster: ResourceView): boolean {
  return cluster.isUnknown("name");
}

function nameOf(cluster: ResourceView): string | undefined {
  const name = hasUnknownName(cluster) ? undefined : cluster.string("name");
  return name?.kind === "known" ? name.value : undefined;
}

/** The groups of a cluster of the stack; undefined if it is not known whether a group belongs to it, which is then recorded. */
export function groupsOfCluster(stack: StackView, cluster: ResourceView): readonly NodeGroup[] | undefined {
  return hasDoubtfulGroups(stack) ? undefined : (groupsByCluster(stack).get(cluster) ?? []);
}

const hasDoubtfulGroups = oncePerStack((stack) =>
  (groupsByCluster(stack).get(undefined) ?? []).some(({ resource }) => mayBeOfStack(stack, resource)),
);

/** The groups of each cluster of the stack, and under `undefined` those for which no cluster was found. */
const groupsByCluster = oncePerStack((stack) =>
  groupBy(nodeGroups(stack), ({ resource }) => clusterOf(stack, resource)),
);

/**
 * The instance types that a group may have; none if they are not known, which is recorded; undefined if nothing in the stack sets
 * them, and EKS or another stack decides.
 */
export function instanceTypesOf({
  isManaged,
  resource,
  launchTemplate,
}: NodeGroup): readonly View[] | undefined {
  const path = isManaged ? "instanceTypes" : MIXED_INSTANCES;
  // A launch configuration can't be part of a mixed instances policy.
  if (launchTemplate?.type !== LAUNCH_CONFIGURATION && resource.isSet(path)) {
    const list = resource.list(path);
    if (list.kind !== "known") return [];
    const types = list.value;
    if (types.length > 0) return isManaged ? types : types.map((override) => override.at("instanceType"));
  }
  return launchTemplate?.isSet("instanceType") ? [launchTemplate.at("instanceType")] : undefined;
}

/** The launch templates and launch configurations of a stack that groups of nodes use, each once. */
export function launchTemplatesOfNodes(stack: StackView): readonly ResourceView[] {
  const used = nodeGroups(stack).flatMap(({ launchTemplate }) => launchTemplate ?? []);
  return [...new Map(used.map((template) => [template.urn, template])).values()];
}

function launchTemplateOf(stack: StackView, group: ResourceView): ResourceView | undefined {
  const found = launchTemplates(stack, group);
  const launchTemplate = found.flatMap(({ resources }) => resources)[0];
  // A launch template that is created elsewhere is judged there.
  const unknown = found.find(
    ({ path, gap }) =>
      gap === "not known before pulumi up" ||
      (hasTemplateWithUnknownName(stack) && /name$|^launchConfiguration$/i.test(path)),
  );
  if (!launchTemplate && unknown)
    group.at(unknown.path).undetermined("may be a launch template in this stack");
  return launchTemplate;
}

const hasTemplateWithUnknownName = oncePerStack((stack) =>
  stack.ofType(TEMPLATES).some((template) => template.isUnknown("name")),
);

/** The launch templates and configurations that a group refers to, for each place where it does. Records nothing. */
export function launchTemplates(
  stack: StackView,
  group: ResourceView,
): readonly (References & { readonly path: string })[] {
  return (group.type === NODE_GROUP ? MANAGED_TEMPLATE : SELF_MANAGED_TEMPLATE)
    .filter((path) => group.isSet(path))
    .map((path) => ({ path, ...referencesOfOne(stack, group, path, TEMPLATES) }));
}

const TEMPLATES = [LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION];
const MANAGED_TEMPLATE = ["launchTemplate.id", "launchTemplate.name"];
const SELF_MANAGED_TEMPLATE = [
  ...MANAGED_TEMPLATE,
  "launchConfiguration",
  "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId",
  "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateName",
];
const MIXED_INSTANCES = "mixedInstancesPolicy.launchTemplate.overrides";
