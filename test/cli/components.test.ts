import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { programFolder } from "../program-folder.ts";

const COMMAND = fileURLToPath(new URL("../../policies/src/cli/main.mjs", import.meta.url));

/** Two clusters with two groups of nodes in the private subnets of a VPC each, and uses of fields that AWS fills in. The class registers what that of @pulumi/awsx does. */
const PROGRAM = `
const aws = require("@pulumi/aws");
const eks = require("@pulumi/eks");
const { ComponentResource } = require("@pulumi/pulumi");
class Vpc extends ComponentResource {
  constructor(name, args) {
    const outputs = { vpcId: undefined, privateSubnetIds: undefined, publicSubnetIds: undefined };
    super("awsx:ec2:Vpc", name, { ...args, ...outputs }, { version: "3.9.0" }, true);
  }
}
for (const [name, cidrBlock] of [["tiny", "10.1.0.0/24"], ["roomy", "10.2.0.0/16"]]) {
  const { vpcId, privateSubnetIds, publicSubnetIds } = new Vpc(name, { cidrBlock, subnetStrategy: "Auto" });
  const nodes = { minSize: 3, desiredCapacity: 3, maxSize: 6, instanceType: "m7i.large" };
  const cluster = new eks.Cluster(name, { vpcId, privateSubnetIds, publicSubnetIds, version: "1.33", ...nodes });
  cluster.eksCluster.vpcConfig.clusterSecurityGroupId.apply((id) => id.toLowerCase());
  const scalingConfig = { minSize: 3, desiredSize: 3, maxSize: 3 };
  const group = { scalingConfig, instanceTypes: ["m7i.large"], amiType: "AL2023_x86_64_STANDARD" };
  new eks.ManagedNodeGroup(name + "-more", { cluster, nodeRoleArn: "arn:aws:iam::123456789012:role/node", subnetIds: privateSubnetIds, ...group });
}
const bastion = new aws.ec2.Instance("bastion", { rootBlockDevice: { volumeSize: 8 } });
bastion.rootBlockDevice.volumeId.apply((id) => id.toLowerCase());
`;

interface Report {
  readonly blindSpots: readonly string[];
  readonly findings: readonly { readonly rule: string; readonly urn: string; readonly message: string }[];
  readonly capacity: readonly { readonly cluster: string; readonly capacity: Capacity }[];
}

interface Capacity {
  readonly zones: readonly {
    readonly podsPossible: number;
    readonly podsAsked: number;
    readonly subnets: readonly { readonly prefixLength: number }[];
  }[];
}

describe("productionproof preview of an awsx.ec2.Vpc with an eks.Cluster", () => {
  let report: Report;

  before(() => {
    const folder = programFolder("shop");
    writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
    writeFileSync(path.join(folder, "index.js"), PROGRAM);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=productionproof-source", COMMAND, "preview", folder, "--json"],
      { encoding: "utf8" },
    );
    rmSync(folder, { recursive: true });
    assert.notEqual(stdout, "", stderr);
    report = JSON.parse(stdout) as Report;
  });

  it("reports the subnets in which nodes get too few addresses, and no others", () => {
    const tooSmall = report.findings
      .filter(({ rule }) => rule === "subnet-min-size")
      .map(({ urn, message }) => [
        urn.split("::").at(-1),
        /^\S+ has \d+ usable addresses/.exec(message)?.[0],
      ]);
    assert.deepEqual(tooSmall, [
      ["tiny-private-1", "10.1.0.0/27 has 27 usable addresses"],
      ["tiny-private-2", "10.1.0.64/27 has 27 usable addresses"],
      ["tiny-private-3", "10.1.0.128/27 has 27 usable addresses"],
    ]);
  });

  it("names no version that the models don't hold for", () => {
    assert.deepEqual(
      report.blindSpots.filter((line) => line.includes("were judged as those of")),
      [],
    );
  });

  it("calculates how many pods fit", () => {
    const zones = report.capacity.flatMap(({ cluster, capacity }) =>
      capacity.zones.map(
        ({ podsPossible, podsAsked, subnets }) =>
          `${cluster}: ${podsPossible} of ${podsAsked} in a /${subnets[0]?.prefixLength}`,
      ),
    );
    assert.deepEqual(
      [...new Set(zones)],
      ["roomy-eksCluster: 81 of 81 in a /19", "tiny-eksCluster: 8 of 81 in a /27"],
    );
  });
});
