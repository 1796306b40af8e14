import assert from "node:assert/strict";

import { sizeOfGroup } from "../../../policies/src/cluster/nodes/group-size.ts";
import { hiddenNodes } from "../../../policies/src/cluster/nodes/hidden-nodes.ts";
import { clusterOf, instanceTypesOf, nodeGroups } from "../../../policies/src/cluster/nodes/node-groups.ts";
import { nodeSecurityGroups } from "../../../policies/src/cluster/nodes/node-security-groups.ts";
import { allSubnets, subnetUses } from "../../../policies/src/cluster/nodes/node-subnets.ts";
import { nodeVolumes } from "../../../policies/src/cluster/nodes/node-volumes.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { Stack, StackView, type StackResource } from "../../../policies/src/rule/stack-view.ts";

const COMPONENT = "urn:pulumi:dev::p::eks:index:NodeGroup::ng";
const urn = (type: string, name: string) => `urn:pulumi:dev::p::${type}::${name}`;
const [A, B] = ["a", "b"].map((name) => urn("aws:ec2/subnet:Subnet", name)) as [string, string];
const CONFIGURATION = urn("eks:index:NodeGroup$aws:ec2/launchConfiguration:LaunchConfiguration", "lc");
const OTHER_CLUSTER = urn("aws:eks/cluster:Cluster", "other");
const SECURITY_GROUP = urn("aws:ec2/securityGroup:SecurityGroup", "sg");

interface Case {
  readonly templateBody: string;
  /** What the template depends on besides the launch configuration. */
  readonly from?: readonly string[];
  readonly configuration?: PropertyObject;
}

/** A cluster with two subnets, and the children of an eks.NodeGroup as a first preview has them. */
function stackOf({ templateBody, from = [], configuration = {} }: Case) {
  const resource = (
    type: string,
    name: string,
    props: PropertyObject,
    more: Partial<StackResource> = {},
  ): StackResource => ({ type, name, urn: urn(type, name), props, propertyDependencies: {}, ...more });
  const subnets = { vpcConfig: { subnetIds: [UNKNOWN, UNKNOWN] } };
  const undetermined: string[] = [];
  const stack = new StackView(
    new Stack([
      resource("aws:ec2/subnet:Subnet", "a", { cidrBlock: "10.0.0.0/24" }),
      resource("aws:ec2/subnet:Subnet", "b", { cidrBlock: "10.0.1.0/24" }),
      resource("aws:ec2/securityGroup:SecurityGroup", "sg", {}),
      resource("aws:eks/cluster:Cluster", "c", subnets, { propertyDependencies: { vpcConfig: [A, B] } }),
      ...(from.includes(OTHER_CLUSTER) ? [resource("aws:eks/cluster:Cluster", "other", {})] : []),
      resource("eks:index:NodeGroup", "ng", {}, { urn: COMPONENT }),
      resource(
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "lc",
        { instanceType: "t3.small", securityGroups: UNKNOWN, ...configuration },
        { urn: CONFIGURATION, parent: COMPONENT, propertyDependencies: { securityGroups: [SECURITY_GROUP] } },
      ),
      resource(
        "aws:cloudformation/stack:Stack",
        "ng-nodes",
        { templateBody },
        { parent: COMPONENT, propertyDependencies: { templateBody: [CONFIGURATION, ...from] } },
      ),
    ]),
    { undetermined: (place, reason) => undetermined.push(`${place.path}: ${reason}`) },
  );
  const [group] = nodeGroups(stack);
  assert(group);
  const [use] = subnetUses(stack);
  assert(use);
  return { stack, group, use, undetermined };
}

describe("nodes of an Auto Scaling group in a CloudFormation stack", () => {
  it("are known from their launch configuration and dependencies if the template is unknown", () => {
    const { stack, group, use, undetermined } = stackOf({ templateBody: UNKNOWN, from: [A] });
    assert.deepEqual(
      instanceTypesOf(group)?.map((type) => type.string().kind === "known" && type.path),
      ["instanceType"],
    );
    assert.equal(clusterOf(stack, group.resource)?.name, "c");
    assert.deepEqual(
      allSubnets(stack, use).resources.map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual(
      nodeSecurityGroups(stack, group)?.map(({ name }) => name),
      ["sg"],
    );
    assert.equal(hiddenNodes(stack), undefined);
    assert.deepEqual(undetermined, []);
    assert.equal(sizeOfGroup(group), undefined);
    assert.deepEqual(new Set(undetermined), new Set(["templateBody: not known before pulumi up"]));
  });

  it("are of the cluster that the template depends on, among several", () => {
    const { stack, group } = stackOf({ templateBody: UNKNOWN, from: [OTHER_CLUSTER] });
    assert.equal(clusterOf(stack, group.resource)?.name, "other");
  });

  it("are in the subnets of their cluster if the template depends on none", () => {
    const { stack, use } = stackOf({ templateBody: UNKNOWN });
    assert.deepEqual(
      allSubnets(stack, use).resources.map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("have the sizes and subnets of a template that is known in part", () => {
    const { stack, group, use } = stackOf({
      templateBody: JSON.stringify({
        Resources: {
          NodeGroup: {
            Type: "AWS::AutoScaling::AutoScalingGroup",
            Properties: {
              MinSize: 1,
              MaxSize: 4,
              LaunchConfigurationName: UNKNOWN,
              VPCZoneIdentifier: [UNKNOWN, UNKNOWN],
              Tags: [{ Key: `kubernetes.io/cluster/${UNKNOWN}`, Value: "owned" }],
            },
          },
        },
      }),
      from: [A, B],
    });
    assert.deepEqual(sizeOfGroup(group), { minNodes: 1, maxNodes: 4 });
    assert.deepEqual(
      use.resources.map(({ name }) => name),
      ["a", "b"],
    );
    assert.equal(group.launchTemplate?.name, "lc");
    assert.equal(clusterOf(stack, group.resource)?.name, "c");
    assert.equal(hiddenNodes(stack), undefined);
  });

  const volumes: readonly (readonly [PropertyObject, readonly string[] | string])[] = [
    [{}, "absent"],
    [{ rootBlockDevice: {}, ebsBlockDevices: [] }, "absent"],
    [{ rootBlockDevice: { volumeSize: 20 }, ebsBlockDevices: [] }, ["rootBlockDevice"]],
    [{ rootBlockDevice: {}, ebsBlockDevices: [{ volumeSize: 20 }] }, ["ebsBlockDevices[0]"]],
    [{ rootBlockDevice: UNKNOWN }, "undetermined"],
    [{ rootBlockDevice: { volumeSize: 20 }, ebsBlockDevices: UNKNOWN }, "undetermined"],
  ];
  for (const [configuration, expected] of volumes) {
    it(`have the volumes of their launch configuration: ${JSON.stringify(configuration)}`, () => {
      const { group } = stackOf({ templateBody: UNKNOWN, configuration });
      assert(group.launchTemplate);
      const found = nodeVolumes(group.launchTemplate);
      assert.deepEqual(found.kind === "known" ? found.value.map(({ path }) => path) : found.kind, expected);
    });
  }
});
