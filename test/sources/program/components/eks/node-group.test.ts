import assert from "node:assert/strict";

import { parseUserData } from "../../../../../policies/src/cluster/nodes/user-data/user-data.ts";
import { resourceReference } from "../../../../../policies/src/protocol/wire.ts";
import { UNKNOWN, type PropertyObject } from "../../../../../policies/src/rule/property-value.ts";
import { partsOf } from "../../../../../policies/src/rule/resource-parts.ts";
import { nodeGroupModel } from "../../../../../policies/src/sources/program/components/eks/node-group.ts";
import { expand } from "../in-memory-component.ts";

async function childrenOf(inputs: PropertyObject) {
  const { children } = await expand(nodeGroupModel, {
    name: "ng",
    inputs: { cluster: resourceReference("urn:cluster"), ...inputs },
  });
  return new Map(children.map((child) => [child.name, child]));
}

/** The Auto Scaling group in the template of the stack, as rules see it. */
async function groupOf(inputs: PropertyObject) {
  const stack = (await childrenOf(inputs)).get("ng-nodes");
  assert(stack);
  const [, group] = partsOf(stack);
  return group?.value;
}

async function launchConfigurationOf(inputs: PropertyObject) {
  return (await childrenOf(inputs)).get("ng-nodeLaunchConfiguration")?.props ?? {};
}

/** The children of real components are in `recordings.test.ts`. */
describe("model of eks:index:NodeGroup", () => {
  const tags = [
    { key: "Name", value: UNKNOWN, propagateAtLaunch: "true" },
    { key: UNKNOWN, value: "owned", propagateAtLaunch: "true" },
  ];

  it("has a template that is known except for what is unknown in it", async () => {
    const options = { minSize: 3, maxSize: UNKNOWN, nodeSubnetIds: ["subnet-1", UNKNOWN] };
    assert.deepEqual(await groupOf({ ...options, autoScalingGroupTags: { team: "shop" } }), {
      desiredCapacity: 2,
      minSize: 3,
      maxSize: UNKNOWN,
      launchConfiguration: UNKNOWN,
      vpcZoneIdentifiers: ["subnet-1", UNKNOWN],
      tags: [...tags, { key: "team", value: "shop", propagateAtLaunch: "true" }],
    });
  });

  it("has unknown tags and subnets if nothing is known of them", async () => {
    assert.deepEqual(await groupOf({ autoScalingGroupTags: UNKNOWN }), {
      desiredCapacity: 2,
      minSize: 1,
      maxSize: 2,
      launchConfiguration: UNKNOWN,
      vpcZoneIdentifiers: UNKNOWN,
      tags: UNKNOWN,
    });
  });

  it("has user data whose parts are known, though the name of the stack ends in a random suffix", async () => {
    const { userData } = await launchConfigurationOf({
      operatingSystem: "AL2",
      nodeUserData: "yum install -y htop",
      kubeletExtraArgs: "--max-pods=20",
    });
    const { document, isWhole } = parseUserData(userData as string, "plain");
    assert.deepEqual(document, { "--max-pods": "20" });
    assert.ok(isWhole);
  });

  it("has the component's own volume on AL2, and no known volume while the AMI type is unknown", async () => {
    const al2 = await launchConfigurationOf({ operatingSystem: "AL2", nodeRootVolumeEncrypted: true });
    assert.deepEqual(al2["rootBlockDevice"], {
      encrypted: true,
      volumeSize: 20,
      volumeType: "gp2",
      deleteOnTermination: true,
    });
    const unknown = await launchConfigurationOf({ amiType: UNKNOWN });
    assert.equal(unknown["rootBlockDevice"], UNKNOWN);
    assert.equal(unknown["ebsBlockDevices"], UNKNOWN);
  });

  const refused: readonly (readonly [PropertyObject, RegExp])[] = [
    [{ nodeSecurityGroupId: "sg-1" }, /clusterIngressRule or clusterIngressRuleId is required/],
    [
      { nodeUserDataOverride: "#!/bin/sh", labels: { a: "b" }, nodeUserData: "x" },
      /nodeUserDataOverride and nodeUserData, labels are mutually exclusive/,
    ],
  ];
  for (const [inputs, message] of refused) {
    it(`rejects ${Object.keys(inputs).join(", ")}`, () => assert.rejects(childrenOf(inputs), message));
  }

  it("lists the options that it ignores", () => {
    assert.deepEqual(nodeGroupModel.notModeled?.({ cluster: UNKNOWN, kmsKeyId: "k" }), ["kmsKeyId"]);
  });
});
