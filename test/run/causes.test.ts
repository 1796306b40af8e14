import assert from "node:assert/strict";

import { UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import { NOT_KNOWN } from "../../policies/src/rule/reading.ts";
import { Stack, type StackResource } from "../../policies/src/rule/stack-view.ts";
import { causeLine, causesOf } from "../../policies/src/run/causes.ts";

const PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::default";
const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
const SUBNET = "aws:ec2/subnet:Subnet";
const VPC = "awsx:ec2:Vpc";
const CLUSTER = "aws:eks/cluster:Cluster";

function resource(type: string, name: string, props: PropertyObject, from: Record<string, string[]> = {}) {
  return { type, name, urn: urn(type, name), props, propertyDependencies: from, provider: PROVIDER };
}

/** The component of a plugin, whose resources are not seen. */
function component(name: string): StackResource {
  return { type: VPC, name, urn: urn(VPC, name), props: {}, propertyDependencies: {}, hidesChildren: true };
}

function missing(rule: string, of: { readonly urn: string }, path: string, reason: string = NOT_KNOWN) {
  return { rule, urn: of.urn, path, reason };
}

describe("causesOf", () => {
  const lines = (undetermined: ReturnType<typeof missing>[], ...resources: StackResource[]) =>
    causesOf(undetermined, new Stack(resources)).map(causeLine);

  it("is one for a property of resources of a type, whatever rules read it", () => {
    const [a, b] = ["a", "b"].map((name) => resource(SUBNET, name, { tags: UNKNOWN }, { tags: ["x"] }));
    assert.ok(a && b);
    assert.deepEqual(
      causesOf(
        [missing("two", b, "tags[0]"), missing("one", a, "tags[1]"), missing("one", b, "tags[0]")],
        new Stack([a, b]),
      ),
      [
        {
          reason: NOT_KNOWN,
          remedy: "",
          resources: [a.urn, b.urn],
          paths: ["tags[*]"],
          rules: ["one", "two"],
        },
      ],
    );
    assert.deepEqual(lines([missing("one", a, "tags[0]"), missing("two", b, "tags[1]")], a, b), [
      `tags[*] of Subnet a, b: ${NOT_KNOWN} (one, two)`,
    ]);
  });

  it("names ten resources in its line, and counts the others", () => {
    const subnets = Array.from({ length: 12 }, (_, index) =>
      resource(SUBNET, `s${10 + index}`, { tags: UNKNOWN }, { tags: ["x"] }),
    );
    const line = (count: number): readonly string[] =>
      lines(
        subnets.slice(0, count).map((subnet) => missing("one", subnet, "tags")),
        ...subnets,
      );
    const ten = "s10, s11, s12, s13, s14, s15, s16, s17, s18, s19";
    assert.deepEqual(line(10), [`tags of Subnet ${ten}: ${NOT_KNOWN} (one)`]);
    assert.deepEqual(line(12), [`tags of Subnet ${ten} and 2 more: ${NOT_KNOWN} (one)`]);
  });

  it("is another for another property, type or reason", () => {
    const subnet = resource(SUBNET, "a", { tags: UNKNOWN }, { tags: ["x"] });
    const group = resource("aws:autoscaling/group:Group", "a", { tags: UNKNOWN }, { tags: ["x"] });
    assert.deepEqual(
      lines(
        [
          missing("one", subnet, "tags"),
          missing("one", group, "tags"),
          missing("one", subnet, "tags", "encrypted"),
          missing("two", subnet, "", "no node group in the stack"),
        ],
        subnet,
        group,
      ),
      [
        `tags of Group a: ${NOT_KNOWN} (one)`,
        "Subnet a: no node group in the stack (two)",
        "tags of Subnet a: encrypted (one)",
        `tags of Subnet a: ${NOT_KNOWN} (one)`,
      ],
    );
  });

  it("is the component whose resources are not seen, for everything that comes from it", () => {
    const vpc = component("vpc");
    const cluster = resource(CLUSTER, "shop", { vpcConfig: UNKNOWN }, { vpcConfig: [vpc.urn] });
    const group = resource(
      "aws:eks/nodeGroup:NodeGroup",
      "apps",
      { subnetIds: UNKNOWN },
      { subnetIds: [vpc.urn] },
    );
    const undetermined = [missing("one", cluster, "vpcConfig.subnetIds"), missing("two", group, "subnetIds")];
    assert.deepEqual(lines(undetermined, vpc, cluster, group), [
      `${VPC} vpc: the resources that its plugin creates are not seen here; pulumi preview with the policy pack judges them (one, two)`,
    ]);
    const ofProgram = { ...vpc, hidesChildren: false };
    assert.deepEqual(lines(undetermined, ofProgram, cluster, group), [
      `vpcConfig.subnetIds of Cluster shop: ${NOT_KNOWN} (one)`,
      `subnetIds of NodeGroup apps: ${NOT_KNOWN} (two)`,
    ]);
  });

  it("is not the component for what comes from a cluster, which is unknown in any VPC", () => {
    const vpc = component("vpc");
    const cluster = resource(CLUSTER, "shop", {});
    const template = resource(
      "aws:ec2/launchTemplate:LaunchTemplate",
      "apps",
      { userData: UNKNOWN },
      { userData: [vpc.urn, cluster.urn] },
    );
    assert.deepEqual(lines([missing("one", template, "userData")], vpc, cluster, template), [
      `userData of LaunchTemplate apps: ${NOT_KNOWN} (one)`,
    ]);
  });

  it("says how to answer a lookup, which is an unknown input that comes from no resource", () => {
    const subnet = resource(SUBNET, "a", { cidrBlock: UNKNOWN });
    assert.deepEqual(lines([missing("one", subnet, "cidrBlock"), missing("one", subnet, "vpcId")], subnet), [
      `cidrBlock of Subnet a: ${NOT_KNOWN}; if a lookup or a stack reference returns it, add the result to productionproof.json (one)`,
      `vpcId of Subnet a: ${NOT_KNOWN} (one)`,
    ]);
  });

  it("says that a component of @pulumi/eks looks up what the program does not set", () => {
    const type = "eks:index:ManagedNodeGroup$aws:eks/nodeGroup:NodeGroup";
    const group = resource(type, "apps", { subnetIds: UNKNOWN });
    assert.deepEqual(lines([missing("one", group, "subnetIds")], group), [
      `subnetIds of NodeGroup apps: ${NOT_KNOWN}; if @pulumi/eks looks it up, set the component's input for it; if the program does, add the result to productionproof.json (one)`,
    ]);
  });
});
