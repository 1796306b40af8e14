import assert from "node:assert/strict";

import { parseUserData } from "../../../../../policies/src/cluster/nodes/user-data/user-data.ts";
import { resourceReference } from "../../../../../policies/src/protocol/wire.ts";
import {
  isPartlyKnown,
  UNKNOWN,
  type PropertyObject,
} from "../../../../../policies/src/rule/property-value.ts";
import { managedNodeGroupModel } from "../../../../../policies/src/sources/program/components/eks/managed-node-group.ts";
import { expand, type Expansion } from "../in-memory-component.ts";

const BASE: PropertyObject = { cluster: resourceReference("urn:cluster"), nodeRoleArn: "arn:role" };
const NODE_GROUP = {
  clusterName: UNKNOWN,
  nodeRoleArn: "arn:role",
  scalingConfig: { desiredSize: 2, maxSize: 2, minSize: 1 },
  subnetIds: UNKNOWN,
};

function run(inputs: PropertyObject): Promise<Expansion> {
  return expand(managedNodeGroupModel, { name: "mng", inputs: { ...BASE, ...inputs } });
}

async function propsOf(inputs: PropertyObject, name = "mng"): Promise<PropertyObject> {
  const { children } = await run(inputs);
  const found = children.find((child) => child.name === name && !child.type.includes("placementGroup"));
  assert(found);
  return found.props;
}

describe("model of eks:index:ManagedNodeGroup", () => {
  // Recorded with pulumi-eks 4.3.0 and Pulumi CLI 3.259.0 on 2026-11-28.
  it("depends on a role that it is given, and passes subnets on as one value", async () => {
    const { children } = await expand(managedNodeGroupModel, {
      name: "mng",
      inputs: {
        cluster: BASE["cluster"],
        nodeRole: resourceReference("urn:role"),
        subnetIds: ["subnet-1", UNKNOWN],
      },
      from: { cluster: ["urn:cluster"], subnetIds: ["urn:subnet"] },
    });
    assert.equal(children[0]?.props["subnetIds"], UNKNOWN);
    assert.deepEqual(children[0].propertyDependencies, {
      nodeRoleArn: ["urn:role"],
      subnetIds: ["urn:subnet"],
    });
  });

  it("passes its options to the node group", async () => {
    const passed = {
      capacityType: "SPOT",
      diskSize: 50,
      forceUpdateVersion: true,
      instanceTypes: ["m7i.large"],
      labels: { a: "b" },
      nodeGroupName: "workers",
      releaseVersion: "1.33.1-1",
      remoteAccess: { ec2SshKey: "k" },
      subnetIds: ["subnet-1"],
      tags: { team: "a" },
      taints: [{ key: "k", effect: "NO_SCHEDULE" }],
      amiType: "AL2023_ARM_64_STANDARD",
      version: "1.33",
      clusterName: "shop",
    };
    assert.deepEqual(await propsOf({ ...passed, scalingConfig: { minSize: 3, maxSize: 9 } }), {
      ...passed,
      nodeRoleArn: "arn:role",
      scalingConfig: { desiredSize: 2, maxSize: 9, minSize: 3 },
    });
  });

  const amiTypes: readonly (readonly [PropertyObject, unknown])[] = [
    [{}, undefined],
    [{ operatingSystem: "AL2023" }, "AL2023_x86_64_STANDARD"],
    [{ operatingSystem: "AL2023", gpu: true }, "AL2023_x86_64_NVIDIA"],
    [{ operatingSystem: "AL2023", instanceTypes: ["m7g.large", "c7gn.large"] }, "AL2023_ARM_64_STANDARD"],
    [{ operatingSystem: "AL2023", instanceTypes: ["g5.large"] }, "AL2023_x86_64_STANDARD"],
    [{ operatingSystem: "Bottlerocket", instanceTypes: [UNKNOWN] }, UNKNOWN],
    [{ operatingSystem: "Bottlerocket", amiType: "CUSTOM" }, "CUSTOM"],
  ];
  for (const [inputs, amiType] of amiTypes) {
    it(`has AMI type ${String(amiType)} with ${JSON.stringify(inputs)}`, async () => {
      assert.equal((await propsOf(inputs))["amiType"], amiType);
    });
  }

  it("leaves the version to the program's launch template", async () => {
    const launchTemplate = { id: "lt-1", version: "3" };
    assert.deepEqual(await propsOf({ launchTemplate }), { ...NODE_GROUP, launchTemplate });
  });

  it("creates a launch template for IMDSv2, which then sets the disk", async () => {
    const inputs = { enableIMDSv2: true, diskSize: 50, version: "1.33", operatingSystem: "Bottlerocket" };
    assert.deepEqual(await propsOf(inputs, "mng-launchTemplate"), {
      blockDeviceMappings: [{ deviceName: "/dev/xvdb", ebs: { volumeSize: 50 } }],
      metadataOptions: { httpEndpoint: "enabled", httpPutResponseHopLimit: 2, httpTokens: "required" },
    });
    assert.deepEqual(await propsOf(inputs), {
      ...NODE_GROUP,
      amiType: "BOTTLEROCKET_x86_64",
      version: "1.33",
      launchTemplate: { id: UNKNOWN, version: UNKNOWN },
    });
  });

  it("chooses the image for its own user data, and drops options that this excludes", async () => {
    const inputs = {
      nodeadmExtraOptions: [{ content: "x", contentType: "application/node.eks.aws" }],
      operatingSystem: "AL2023",
      releaseVersion: "1.33.1-1",
    };
    const { imageId, userData, ...others } = await propsOf(inputs, "mng-launchTemplate");
    assert.deepEqual([imageId, isPartlyKnown(userData), others], [UNKNOWN, true, {}]);
    assert.deepEqual(await propsOf(inputs), {
      ...NODE_GROUP,
      launchTemplate: { id: UNKNOWN, version: UNKNOWN },
    });
    assert.equal((await propsOf({ amiId: "ami-1" }, "mng-launchTemplate"))["imageId"], "ami-1");
  });

  it("generates user data from its options and the name of the cluster", async () => {
    const { userData } = await propsOf(
      {
        clusterName: "shop",
        kubeletExtraArgs: "--max-pods=500",
        labels: { team: "shop" },
        taints: [{ key: "gpu", effect: "NO_SCHEDULE" }],
      },
      "mng-launchTemplate",
    );
    assert.deepEqual(parseUserData(userData as string, "base64").document?.["spec"], {
      cluster: { name: "shop", apiServerEndpoint: UNKNOWN, certificateAuthority: UNKNOWN, cidr: UNKNOWN },
      kubelet: {
        flags: {
          "--max-pods": "500",
          "--node-labels": "team=shop",
          "--register-with-taints": "gpu:NoSchedule",
        },
      },
    });
  });

  it("leaves the program's own user data as it is", async () => {
    const { userData } = await propsOf({ userData: "#!/bin/sh\n" }, "mng-launchTemplate");
    assert.equal(userData, Buffer.from("#!/bin/sh\n").toString("base64"));
  });

  it("creates a placement group for EFA", async () => {
    const { children, outputs } = await run({
      enableEfaSupport: true,
      placementGroupAvailabilityZone: "eu-west-1a",
      subnetIds: ["subnet-1"],
    });
    assert.deepEqual(
      children.map(({ type, props }) => [type, props]),
      [
        ["aws:ec2/placementGroup:PlacementGroup", { strategy: "cluster" }],
        [
          "aws:ec2/launchTemplate:LaunchTemplate",
          { networkInterfaces: UNKNOWN, placement: { groupName: UNKNOWN } },
        ],
        [
          "aws:eks/nodeGroup:NodeGroup",
          { ...NODE_GROUP, version: UNKNOWN, launchTemplate: { id: UNKNOWN, version: UNKNOWN } },
        ],
      ],
    );
    assert(!("placementGroupName" in outputs));
  });

  const refused: readonly (readonly [PropertyObject, RegExp])[] = [
    [{ nodeRoleArn: undefined }, /an IAM role/],
    [{ nodeRole: resourceReference("urn:role") }, /nodeRole and nodeRoleArn/],
    [{ amiId: "ami-1", gpu: true }, /amiId and gpu/],
    [{ launchTemplate: { id: "lt-1", version: "1" }, enableIMDSv2: true }, /launchTemplate/],
    [{ enableEfaSupport: true }, /placementGroupAvailabilityZone/],
    [
      { operatingSystem: "AL2023", instanceTypes: ["m7g.large", "m7i.large"] },
      /do not share an architecture/,
    ],
    [{ operatingSystem: "AL2023", gpu: true, instanceTypes: ["g5g.large"] }, /no AMI type/],
  ];
  for (const [inputs, message] of refused) {
    it(`rejects ${Object.keys(inputs).join(", ")}`, () => assert.rejects(run(inputs), message));
  }

  it("lists the options that it ignores", () => {
    const { notModeled } = managedNodeGroupModel;
    assert(notModeled);
    assert.deepEqual(notModeled(BASE), []);
    assert.deepEqual(notModeled({ ...BASE, updateConfig: {}, cluster: { cluster: {} } }), [
      "updateConfig",
      "cluster (given as data)",
    ]);
  });
});
