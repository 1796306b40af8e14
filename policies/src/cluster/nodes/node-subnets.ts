import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { AUTOSCALING_GROUP, CLUSTER, FARGATE_PROFILE, NODE_GROUP, SUBNET } from "../aws-types.ts";
import { defaultRoute } from "../network/default-route.ts";
import {
  NOT_KNOWN,
  references,
  referencesOfOne,
  settled,
  type References,
  type Settled,
} from "../references.ts";
import { isAutoMode } from "./auto-mode.ts";
import { hasSubnetsOfUnknownOrigin, isOfCluster } from "./autoscaling-group.ts";
import { ENI_CONFIG } from "./eni-config.ts";
import { clusterOfNodes } from "./node-groups.ts";

/** The kinds of resources that place nodes or pods in subnets. */
type UserKind = "node group" | "autoscaling group" | "Fargate profile" | "Auto Mode cluster" | "ENIConfig";

/** A resource that places nodes or pods in subnets, and the subnets that it uses. */
export interface SubnetUse extends References {
  readonly kind: UserKind;
  readonly user: ResourceView;
  /** The list of subnet IDs, or the only ID. */
  readonly subnetIds: View;
}

/**
 * Every use of subnets for nodes or pods that the stack shows. The subnets of a cluster's control plane don't count: EKS
 * places a few network interfaces there, but no pods.
 */
export const subnetUses = oncePerStack((stack): readonly SubnetUse[] => {
  const use = (kind: UserKind, path: string) => (user: ResourceView) => ({
    kind,
    user,
    subnetIds: user.at(path),
    ...subnetsOf(stack, user, path),
  });
  return [
    ...stack.ofType([NODE_GROUP]).map(use("node group", "subnetIds")),
    ...stack
      .ofType([AUTOSCALING_GROUP])
      .filter((group) => isOfCluster(stack, group))
      .map(use("autoscaling group", "vpcZoneIdentifiers")),
    ...stack.ofType([FARGATE_PROFILE]).map(use("Fargate profile", "subnetIds")),
    ...stack
      .ofType([CLUSTER])
      .filter(putsNodesIntoItsSubnets)
      .map(use("Auto Mode cluster", "vpcConfig.subnetIds")),
    ...stack.ofType([ENI_CONFIG]).map((user) => ({
      kind: "ENIConfig" as const,
      user,
      subnetIds: user.at("spec.subnet"),
      ...referencesOfOne(stack, user, "spec.subnet", [SUBNET]),
    })),
  ];
});

/** The subnets that a group, a Fargate profile, an Auto Mode cluster or an ENIConfig uses. */
export function subnetUseOf(stack: StackView, user: ResourceView): SubnetUse | undefined {
  return usesByUser(stack).get(user);
}

const usesByUser = oncePerStack((stack) => new Map(subnetUses(stack).map((use) => [use.user, use])));

/**
 * The subnets of a use for a rule that judges all of them together. Where it is not known which ones are used, they count as
 * used if all of them are public or none is. Records nothing.
 */
export function allSubnets(stack: StackView, use: SubnetUse): Settled {
  return settled(use, (subnet) => defaultRoute(stack, subnet).kind === "public");
}

function subnetsOf(stack: StackView, user: ResourceView, path: string): References {
  const named = references(stack, user, path, [SUBNET]);
  if (named.gap !== NOT_KNOWN || stack.parent(user)?.type.startsWith("eks:index:") !== true) return named;
  const { candidates = [] } = named;
  const some = candidates.length > 0 ? candidates : subnetsOfItsCluster(stack, user, path);
  return {
    ...named,
    candidates: CHOOSES_PRIVATE_SUBNETS.includes(user.type) ? privateIfAny(stack, some) : some,
  };
}

/**
 * `@pulumi/eks` places the nodes of a group without subnets in subnets of its cluster, which reach the group through an output of
 * the cluster that loses its dependencies. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-28.
 */
function subnetsOfItsCluster(stack: StackView, user: ResourceView, path: string): readonly ResourceView[] {
  const isOfUnknownOrigin =
    user.type === AUTOSCALING_GROUP
      ? hasSubnetsOfUnknownOrigin(stack, user)
      : !stack.dependsOnOthers(user, path) && stack.dependencies(user, path).length === 0;
  if (!isOfUnknownOrigin) return [];
  const cluster = clusterOfNodes(stack, user);
  if (!cluster) return [];
  const { resources, candidates = [], gap } = references(stack, cluster, "vpcConfig.subnetIds", [SUBNET]);
  return gap === undefined || candidates.length > 0 ? [...resources, ...candidates] : [];
}

/**
 * The kinds of resources for which `@pulumi/eks` looks up route tables, to use the private ones of the subnets that it is given if
 * there are any. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, computeWorkerSubnets, read 2026-11-28.
 */
const CHOOSES_PRIVATE_SUBNETS: readonly string[] = [AUTOSCALING_GROUP, FARGATE_PROFILE];

function privateIfAny(stack: StackView, subnets: readonly ResourceView[]): readonly ResourceView[] {
  const routes = new Map(subnets.map((subnet) => [subnet, defaultRoute(stack, subnet).kind]));
  if ([...routes.values()].includes("undetermined")) return subnets;
  const areNotPublic = subnets.filter((subnet) => routes.get(subnet) !== "public");
  return areNotPublic.length > 0 ? areNotPublic : subnets;
}

/** Auto Mode uses the cluster's subnets for its built-in node pools; any other pool has a NodeClass with its own subnets. */
function putsNodesIntoItsSubnets(cluster: ResourceView): boolean {
  if (isAutoMode(cluster) !== true) return false;
  const pools = cluster.list("computeConfig.nodePools");
  return pools.kind === "known" && pools.value.length > 0;
}
