import { CLUSTER, NODE_GROUP } from "../../../cluster/aws-types.ts";
import { UNKNOWN, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";
import type { PriorResource, PriorState } from "../../state/prior-state.ts";

type Answer = (state: PriorState, args: Readonly<Record<string, unknown>>) => PropertyObject | undefined;

/**
 * Answers for lookups of a stack's own clusters and node groups, which a program asks about what it has created before. The clusters
 * and groups of other stacks aren't in the state.
 */
const STATE_TABLE: Readonly<Record<string, Answer>> = {
  "aws:eks/getClusters:getClusters": (state) => ({
    id: UNKNOWN,
    names: ofType(state, CLUSTER).map(({ outputs, id }) => outputs["name"] ?? id),
  }),
  "aws:eks/getNodeGroups:getNodeGroups": (state, { clusterName }) => ({
    id: clusterName as PropertyValue,
    clusterName: clusterName as PropertyValue,
    names: groupsOf(state, clusterName).map(({ outputs }) => outputs["nodeGroupName"]),
  }),
  "aws:eks/getNodeGroup:getNodeGroup": (state, { clusterName, nodeGroupName }) => {
    const group = groupsOf(state, clusterName).find(
      ({ outputs }) => outputs["nodeGroupName"] === nodeGroupName,
    );
    return group && { ...group.outputs, ...listsOf(group.outputs) };
  },
};

/** The objects of a node group that the function returns as lists. */
const LISTS = {
  launchTemplate: "launchTemplates",
  remoteAccess: "remoteAccesses",
  scalingConfig: "scalingConfigs",
  updateConfig: "updateConfigs",
} as const;

/** Returns the answer that a stack's state has to a lookup; undefined if it has none. */
export function stateAnswer(
  state: PriorState,
  token: string,
  args: Readonly<Record<string, unknown>>,
): PropertyObject | undefined {
  return STATE_TABLE[token]?.(state, args);
}

function ofType(state: PriorState, type: string): readonly PriorResource[] {
  return [...state.values()].filter((resource) => resource.type === type);
}

function groupsOf(state: PriorState, clusterName: unknown): readonly PriorResource[] {
  return ofType(state, NODE_GROUP).filter(({ outputs }) => outputs["clusterName"] === clusterName);
}

function listsOf(outputs: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(LISTS).map(([one, list]) => [list, outputs[one] === undefined ? [] : [outputs[one]]]),
  );
}
