import assert from "node:assert/strict";

import { parseUserData } from "../../../../../policies/src/cluster/nodes/user-data/user-data.ts";
import { resourceReference } from "../../../../../policies/src/protocol/wire.ts";
import { UNKNOWN, type PropertyObject } from "../../../../../policies/src/rule/property-value.ts";
import { nodeGroupV2Model } from "../../../../../policies/src/sources/program/components/eks/node-group-v2.ts";
import { expand, type Expansion } from "../in-memory-component.ts";

function run(inputs: PropertyObject): Promise<Expansion> {
  return expand(nodeGroupV2Model, {
    name: "ng",
    inputs: { cluster: resourceReference("urn:cluster"), ...inputs },
  });
}

async function launchTemplate(inputs: PropertyObject): Promise<PropertyObject> {
  const found = (await run(inputs)).children.find(({ name }) => name === "ng-launchTemplate");
  assert(found);
  return found.props;
}

describe("model of eks:index:NodeGroupV2", () => {
  // Recorded with pulumi-eks 4.3.0 and Pulumi CLI 3.259.0 on 2026-11-28.
  it("depends on all that the output core of a cluster depends on, and on resources that it is given", async () => {
    const { children } = await expand(nodeGroupV2Model, {
      name: "ng",
      inputs: { cluster: UNKNOWN, extraNodeSecurityGroups: [resourceReference("urn:extra")] },
      from: { cluster: ["urn:cluster", "urn:subnet"] },
    });
    const dependencies = Object.fromEntries(
      children.map(({ name, propertyDependencies }) => [name, propertyDependencies]),
    );
    const { tags, vpcZoneIdentifiers } = dependencies["ng"] ?? {};
    assert.deepEqual(
      { tags, vpcZoneIdentifiers },
      {
        tags: ["urn:cluster", "urn:subnet"],
        vpcZoneIdentifiers: ["urn:cluster", "urn:subnet"],
      },
    );
    assert.ok(dependencies["ng-launchTemplate"]?.["networkInterfaces"]?.includes("urn:extra"));
  });

  it("passes its options to the launch template", async () => {
    assert.deepEqual(
      await launchTemplate({
        amiId: "ami-1",
        nodeUserDataOverride: "#!/bin/sh\n",
        instanceType: "m7i.large",
        keyName: "k",
        spotPrice: "0.1",
        nodeAssociatePublicIpAddress: false,
        enableDetailedMonitoring: false,
        launchTemplateTagSpecifications: [{ resourceType: "instance", tags: { a: "b" } }],
        nodeRootVolumeSize: 50,
        nodeRootVolumeEncrypted: true,
        nodeRootVolumeDeleteOnTermination: false,
        nodeSecurityGroupId: "sg-1",
        clusterIngressRuleId: "sgr-1",
      }),
      {
        imageId: "ami-1",
        instanceType: "m7i.large",
        iamInstanceProfile: { name: UNKNOWN },
        keyName: "k",
        instanceMarketOptions: { marketType: "spot", spotOptions: { maxPrice: "0.1" } },
        blockDeviceMappings: [
          {
            deviceName: UNKNOWN,
            ebs: { encrypted: "true", volumeSize: 50, deleteOnTermination: "false" },
          },
        ],
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-1"] }],
        userData: Buffer.from("#!/bin/sh\n").toString("base64"),
        tagSpecifications: [{ resourceType: "instance", tags: { a: "b" } }],
        monitoring: { enabled: false },
      },
    );
  });

  it("generates user data from its options", async () => {
    const { userData } = await launchTemplate({
      operatingSystem: "Bottlerocket",
      labels: { team: "shop" },
      taints: { gpu: { value: "true", effect: "NoSchedule" } },
      bottlerocketSettings: { settings: { kubernetes: { "max-pods": 500 } } },
    });
    assert.deepEqual(parseUserData(userData as string, "base64").document, {
      settings: {
        kubernetes: {
          "cluster-name": UNKNOWN,
          "api-server": UNKNOWN,
          "cluster-certificate": UNKNOWN,
          "cluster-dns-ip": UNKNOWN,
          "node-labels": { team: "shop" },
          "node-taints": { gpu: "true:NoSchedule" },
          "max-pods": 500,
        },
      },
    });
  });

  it("generates a script that runs on AL2 after the node has joined", async () => {
    const { userData } = await launchTemplate({
      operatingSystem: "AL2",
      nodeUserData: "yum install -y htop",
      kubeletExtraArgs: "--max-pods=500",
    });
    const { document, scripts } = parseUserData(userData as string, "base64");
    assert.deepEqual(document, { "--max-pods": "500" });
    assert.match(scripts.join(""), /<<ng-user-data\nyum install -y htop\nng-user-data\n/);
  });

  it("has the component's own volume on AL2, and no known volume while the AMI type is unknown", async () => {
    const al2 = await launchTemplate({ operatingSystem: "AL2" });
    assert.deepEqual(al2["blockDeviceMappings"], [
      {
        deviceName: UNKNOWN,
        ebs: { encrypted: "false", volumeSize: 20, volumeType: "gp2", deleteOnTermination: "true" },
      },
    ]);
    assert.equal((await launchTemplate({ amiType: UNKNOWN }))["blockDeviceMappings"], UNKNOWN);
  });

  it("passes its options to the Auto Scaling group", async () => {
    const { children } = await run({
      minSize: 0,
      maxSize: 5,
      desiredCapacity: 0,
      minRefreshPercentage: 90,
      nodeSubnetIds: ["subnet-1", UNKNOWN],
    });
    assert.deepEqual(children.find(({ name }) => name === "ng")?.props, {
      minSize: 0,
      maxSize: 5,
      desiredCapacity: 0,
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 90 } },
      launchTemplate: { name: UNKNOWN, version: UNKNOWN },
      tags: UNKNOWN,
      vpcZoneIdentifiers: UNKNOWN,
    });
  });

  it("creates no security group if the program specifies one", async () => {
    const group = resourceReference("urn:group");
    const { children, outputs } = await run({ nodeSecurityGroup: group, clusterIngressRuleId: "sgr-1" });
    assert.deepEqual(
      children.map(({ name }) => name),
      ["ng-launchTemplate", "ng"],
    );
    assert.deepEqual(outputs["nodeSecurityGroup"], group);
    assert.equal(outputs["nodeSecurityGroupId"], undefined);
  });

  it("creates a key pair from a public key", async () => {
    const { children } = await run({ nodePublicKey: "ssh-rsa A" });
    assert.deepEqual(children.find(({ name }) => name === "ng-keyPair")?.props, { publicKey: "ssh-rsa A" });
    assert.equal((await launchTemplate({ nodePublicKey: "ssh-rsa A" }))["keyName"], UNKNOWN);
  });

  const refused: readonly (readonly [PropertyObject, RegExp])[] = [
    [{ nodeSecurityGroupId: "sg-1" }, /clusterIngressRule or clusterIngressRuleId is required/],
    [{ nodePublicKey: "k", keyName: "k" }, /nodePublicKey and keyName/],
    [{ amiId: "ami-1", gpu: true }, /amiId and gpu/],
    [{ amiType: "AL2023_ARM_64_STANDARD", operatingSystem: "Bottlerocket" }, /is not the OS of AMI type/],
  ];
  for (const [inputs, message] of refused) {
    it(`rejects ${Object.keys(inputs).join(", ")}`, () => assert.rejects(run(inputs), message));
  }

  it("lists the options that it ignores", () => {
    assert.deepEqual(nodeGroupV2Model.notModeled?.({ cluster: UNKNOWN, kmsKeyId: "k" }), ["kmsKeyId"]);
  });
});
