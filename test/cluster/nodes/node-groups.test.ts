import assert from "node:assert/strict";

import { clusterOf } from "../../../policies/src/cluster/nodes/node-groups.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { Stack, StackView, type StackResource } from "../../../policies/src/rule/stack-view.ts";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const AUTOSCALING_GROUP = "aws:autoscaling/group:Group";

function resource(type: string, urn: string, more: Partial<StackResource> = {}): StackResource {
  return { type, name: urn, urn, props: {}, propertyDependencies: {}, ...more };
}

/** A cluster of the component of a name. */
function cluster(component: string): readonly StackResource[] {
  return [
    resource("eks:index:Cluster", component),
    resource("aws:eks/cluster:Cluster", `${component}-cluster`, {
      props: { name: component },
      parent: component,
    }),
  ];
}

/** A group whose cluster's name is not known, below a component of a type. */
function group(component: Partial<StackResource>, from: readonly string[] = []): readonly StackResource[] {
  const more = { parent: "component", propertyDependencies: { clusterName: from, tags: from } };
  const props = (isManaged: boolean): PropertyObject =>
    isManaged ? { clusterName: UNKNOWN } : { tags: UNKNOWN, vpcZoneIdentifiers: UNKNOWN };
  return [
    resource("eks:index:ManagedNodeGroup", "component", component),
    resource(NODE_GROUP, "managed", { ...more, props: props(true) }),
    resource(AUTOSCALING_GROUP, "self-managed", { ...more, props: props(false) }),
  ];
}

describe("clusterOf, for a name that is not known", () => {
  const own = { type: "acme:index:Nodes" };
  for (const [name, resources, expected, undetermined] of [
    [
      "is the only cluster, below a component of @pulumi/eks",
      [...cluster("a"), ...group({})],
      "a-cluster",
      [],
    ],
    [
      "isn't the only cluster, if the program itself sets the name",
      [...cluster("a"), ...group(own)],
      "",
      ["clusterName", "tags"],
    ],
    [
      "isn't the only cluster, if the name is that of another stack",
      [...cluster("a"), ...group({}, ["reference"])],
      "",
      ["clusterName", "tags"],
    ],
    [
      "is unknown with several clusters",
      [...cluster("a"), ...cluster("b"), ...group({})],
      "",
      ["clusterName", "tags"],
    ],
    [
      "is the one that the component is given",
      [...cluster("a"), ...cluster("b"), ...group({ given: ["b"] })],
      "b-cluster",
      [],
    ],
    [
      "is the one that the component is below",
      [...cluster("a"), ...cluster("b"), ...group({ parent: "b" })],
      "b-cluster",
      [],
    ],
  ] as const) {
    it(name, () => {
      const recorded: string[] = [];
      const stack = new StackView(new Stack(resources), { undetermined: ({ path }) => recorded.push(path) });
      const found = stack
        .ofType([NODE_GROUP, AUTOSCALING_GROUP])
        .map((one) => clusterOf(stack, one)?.name ?? "");
      assert.deepEqual(new Set(found), new Set([expected]));
      assert.deepEqual(recorded, undetermined);
    });
  }
});
