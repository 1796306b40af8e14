import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { AUTOSCALING_GROUP, CLUSTER, LAUNCH_TEMPLATE, NODE_GROUP } from "../aws-types.ts";
import { reference, referencesOfOne, type References } from "../references.ts";
import { clusterOfKubernetes, isOfKubernetes } from "../workloads/kubernetes-cluster.ts";
import { clusterNameOf, isOfCluster } from "./node-subnets.ts";

/** A group of EC2 nodes: one that EKS manages, or an autoscaling group whose nodes join by themselves. */
export interface NodeGroup {
  readonly isManaged: boolean;
  readonly resource: ResourceView;
  /** The launch template, where it is in the stack. */
  readonly launchTemplate: ResourceView | undefined;
}

/** Every group of EC2 nodes that the stack shows; a launch template that is not known is on record. */
export function nodeGroups(stack: StackView): readonly NodeGroup[] {
  return [
    ...stack.ofType([NODE_GROUP]).map((resource) => ({
      isManaged: true,
      resource,
      launchTemplate: launchTemplateOf(stack, resource),
    })),
    ...stack
      .ofType([AUTOSCALING_GROUP])
      .filter(isOfCluster)
      .map((resource) => ({
        isManaged: false,
        resource,
        launchTemplate: launchTemplateOf(stack, resource),
      })),
  ];
}

/**
 * The cluster that a group or an add-on names, where it is in the stack; what can't be told is on record. That of a resource of
 * Kubernetes is told by its provider, and puts nothing on record.
 */
export function clusterOf(stack: StackView, resource: ResourceView): ResourceView | undefined {
  if (isOfKubernetes(resource)) return clusterOfKubernetes(stack, resource);
  const isSelfManaged = resource.type === AUTOSCALING_GROUP;
  const cluster = isSelfManaged
    ? clusterOfTag(stack, resource)
    : (reference(stack, resource, "clusterName", [CLUSTER]) ?? clusterOfComponent(stack, resource));
  if (!cluster && mayBeOfStack(stack, resource)) {
    resource.at(isSelfManaged ? "tags" : "clusterName").undetermined("may be a cluster of this stack");
  }
  return cluster;
}

/** An autoscaling group has the name of its cluster in a tag, which is made of a name that nobody may know yet. */
function clusterOfTag(stack: StackView, group: ResourceView): ResourceView | undefined {
  const name = clusterNameOf(group);
  const clusters = stack.ofType([CLUSTER]);
  const origins = ["tags", "launchTemplate"].flatMap((property) => stack.dependencies(group, property));
  return (
    clusters.find((cluster) => name !== undefined && nameOf(cluster) === name) ??
    clusters.find((cluster) => hasUnknownName(cluster) && origins.includes(cluster))
  );
}

/**
 * What a component makes for the cluster of another one shows no source of its name. Before pulumi up nobody knows the names of what
 * the stack makes, and of nothing else.
 */
function clusterOfComponent(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const isNameOfStack =
    resource.isUnknown("clusterName") && stack.dependencies(resource, "clusterName").length === 0;
  return isNameOfStack ? onlyCluster(stack) : undefined;
}

/** The cluster that nodes of a group, or pods of a Fargate profile, join, where it is in the stack; what can't be told is on record. */
export function clusterOfNodes(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const only = onlyCluster(stack);
  // The tag is taken to name it: it names one of EKS, and nothing else in the stack is.
  const isTaken = resource.type === AUTOSCALING_GROUP && only !== undefined && hasUnknownName(only);
  return isTaken ? only : clusterOf(stack, resource);
}

/** The cluster of a stack that has no other. */
export function onlyCluster(stack: StackView): ResourceView | undefined {
  const [cluster, ...others] = stack.ofType([CLUSTER]);
  return others.length === 0 ? cluster : undefined;
}

/** True where a group or an add-on whose cluster is not found may still be of one of the stack. */
function mayBeOfStack(stack: StackView, resource: ResourceView): boolean {
  const clusters = stack.ofType([CLUSTER]);
  return clusters.length > 0 && (resource.isUnknown("clusterName") || clusters.some(hasUnknownName));
}

function hasUnknownName(cluster: ResourceView): boolean {
  return cluster.isUnknown("name");
}

function nameOf(cluster: ResourceView): string | undefined {
  const name = hasUnknownName(cluster) ? undefined : cluster.string("name");
  return name?.kind === "known" ? name.value : undefined;
}

/** The groups of a cluster of the stack; undefined where one may be of it or not, which is then on record. */
export function groupsOfCluster(stack: StackView, cluster: ResourceView): readonly NodeGroup[] | undefined {
  const groups = nodeGroups(stack).map((group) => ({ group, isOfCluster: belongsTo(stack, group, cluster) }));
  if (groups.some((one) => one.isOfCluster === undefined)) return undefined;
  return groups.flatMap(({ group, isOfCluster: isIt }) => (isIt ? [group] : []));
}

function belongsTo(stack: StackView, { resource }: NodeGroup, cluster: ResourceView): boolean | undefined {
  const owner = clusterOf(stack, resource);
  if (owner) return owner === cluster;
  return mayBeOfStack(stack, resource) ? undefined : false;
}

/** The instance types that a group may have; undefined where nothing in the stack says so, and EKS or another stack decides. */
export function instanceTypesOf({
  isManaged,
  resource,
  launchTemplate,
}: NodeGroup): readonly View[] | undefined {
  const path = isManaged ? "instanceTypes" : MIXED_INSTANCES;
  if (resource.isSet(path) && !resource.isUnknown(path)) {
    const list = resource.list(path);
    const types = list.kind === "known" ? list.value : [];
    if (types.length > 0) return isManaged ? types : types.map((override) => override.at("instanceType"));
  }
  return launchTemplate?.isSet("instanceType") ? [launchTemplate.at("instanceType")] : undefined;
}

/** The launch templates of a stack that groups of nodes use, each once. */
export function launchTemplatesOfNodes(stack: StackView): readonly ResourceView[] {
  const used = nodeGroups(stack).flatMap(({ launchTemplate }) => launchTemplate ?? []);
  return [...new Map(used.map((template) => [template.urn, template])).values()];
}

function launchTemplateOf(stack: StackView, group: ResourceView): ResourceView | undefined {
  const found = launchTemplates(stack, group);
  const launchTemplate = found.flatMap(({ resources }) => resources)[0];
  // One that is made elsewhere is judged there.
  const mayBeNamed = stack.ofType([LAUNCH_TEMPLATE]).some((template) => template.isUnknown("name"));
  const unknown = found.find(
    ({ path, gap }) => gap === "not known before pulumi up" || (mayBeNamed && /name$/i.test(path)),
  );
  if (!launchTemplate && unknown)
    group.at(unknown.path).undetermined("may be a launch template of this stack");
  return launchTemplate;
}

/** The launch templates that a group names, at each place where it does. Puts nothing on record. */
export function launchTemplates(
  stack: StackView,
  group: ResourceView,
): readonly (References & { readonly path: string })[] {
  return (group.type === NODE_GROUP ? MANAGED_TEMPLATE : SELF_MANAGED_TEMPLATE)
    .filter((path) => group.isSet(path))
    .map((path) => ({ path, ...referencesOfOne(stack, group, path, [LAUNCH_TEMPLATE]) }));
}

const MANAGED_TEMPLATE = ["launchTemplate.id", "launchTemplate.name"];
const SELF_MANAGED_TEMPLATE = [
  ...MANAGED_TEMPLATE,
  "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId",
  "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateName",
];
const MIXED_INSTANCES = "mixedInstancesPolicy.launchTemplate.overrides";
