import assert from "node:assert/strict";

import { formatPath } from "../../policies/src/rule/property-path.ts";
import { isUnknown, Secret, UNKNOWN, type PropertyValue } from "../../policies/src/rule/property-value.ts";
import { partsOf } from "../../policies/src/rule/resource-parts.ts";

const LAUNCH_CONFIGURATION =
  "urn:pulumi:dev::p::eks:index:NodeGroup$aws:ec2/launchConfiguration:LaunchConfiguration::nodes";

function groupsOf(templateBody: PropertyValue, dependencies: readonly string[] = []) {
  const [whole, ...groups] = partsOf({
    type: "aws:cloudformation/stack:Stack",
    name: "nodes",
    urn: "urn:nodes",
    props: { templateBody },
    propertyDependencies: { templateBody: dependencies },
  });
  assert.equal(whole?.type, "aws:cloudformation/stack:Stack");
  return groups.map(({ type, value, segments }) => ({ type, value, path: formatPath(segments) }));
}

const template = (Properties: object) =>
  JSON.stringify({
    Resources: {
      Topic: { Type: "AWS::SNS::Topic" },
      Nodes: { Type: "AWS::AutoScaling::AutoScalingGroup", Properties },
    },
  });

const valueOf = (properties: object) => groupsOf(template(properties))[0]?.value;

describe("parts of a CloudFormation stack", () => {
  it("are the Auto Scaling groups in its template, as in the Pulumi resource", () => {
    const body = template({
      MinSize: "1",
      MaxSize: 3,
      LaunchConfigurationName: "workers",
      VPCZoneIdentifier: ["subnet-1"],
      Tags: [{ Key: "team", Value: "shop", PropagateAtLaunch: "true" }],
    });
    assert.deepEqual(groupsOf(body), [
      {
        type: "aws:autoscaling/group:Group",
        path: "templateBody.Resources.Nodes.Properties",
        value: {
          minSize: 1,
          maxSize: 3,
          launchConfiguration: "workers",
          vpcZoneIdentifiers: ["subnet-1"],
          tags: [{ key: "team", value: "shop", propagateAtLaunch: "true" }],
        },
      },
    ]);
  });

  it("have launch templates by the names of the Pulumi resource", () => {
    const specification = { LaunchTemplateId: "lt-1", Version: "3" };
    const value = {
      launchTemplate: { id: "lt-1", version: 3 },
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: "lt-1", version: 3 },
          overrides: [{ instanceType: "m7i.large" }],
        },
      },
    };
    const mixed = {
      LaunchTemplate: {
        LaunchTemplateSpecification: specification,
        Overrides: [{ InstanceType: "m7i.large" }],
      },
    };
    assert.deepEqual(valueOf({ LaunchTemplate: specification, MixedInstancesPolicy: mixed }), value);
  });

  it("are known except for what is unknown in the template, and for what a function returns", () => {
    assert.deepEqual(
      valueOf({
        LaunchConfigurationName: UNKNOWN,
        VPCZoneIdentifier: [UNKNOWN, "subnet-1"],
        Tags: [{ Key: `kubernetes.io/cluster/${UNKNOWN}`, Value: "owned" }],
        MinSize: { Ref: "Minimum" },
        MaxSize: { "Fn::GetAtt": ["Sizes", "Maximum"] },
      }),
      {
        launchConfiguration: UNKNOWN,
        vpcZoneIdentifiers: [UNKNOWN, "subnet-1"],
        tags: [{ key: UNKNOWN, value: "owned" }],
        minSize: UNKNOWN,
        maxSize: UNKNOWN,
      },
    );
  });

  it("are read from YAML with tags of CloudFormation", () => {
    const [group] = groupsOf(`
      Outputs: { Nodes: { Value: !Ref Nodes } }
      Resources:
        Nodes: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MaxSize: 2 } }`);
    assert.deepEqual(group?.value, { maxSize: 2 });
  });

  it("are a group that is unknown, in an unknown template with a launch configuration", () => {
    assert.deepEqual(
      groupsOf(UNKNOWN, ["urn:pulumi:dev::p::aws:ec2/subnet:Subnet::a", LAUNCH_CONFIGURATION]),
      [{ type: "aws:autoscaling/group:Group", path: "templateBody", value: UNKNOWN }],
    );
    assert.deepEqual(groupsOf(UNKNOWN), []);
  });

  it("are secret if the template is", () => {
    const [group] = groupsOf(new Secret(template({ MaxSize: 2 })));
    assert.deepEqual(group?.value, new Secret({ maxSize: 2 }));
    const [unknown] = groupsOf(new Secret(UNKNOWN), [LAUNCH_CONFIGURATION]);
    assert.ok(unknown?.value instanceof Secret && isUnknown(unknown.value.value));
  });

  const none: readonly PropertyValue[] = [
    undefined,
    null,
    3,
    {},
    "",
    ": not: YAML",
    "[]",
    '{ "Resources": [] }',
    '{ "Resources": { "Nodes": null, "Others": { "Type": 1 } } }',
  ];
  for (const templateBody of none) {
    it(`are none for ${JSON.stringify(templateBody)}`, () => {
      assert.deepEqual(groupsOf(templateBody), []);
    });
  }
});
