import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { preview } from "../../../../policies/src/run/preview.ts";

const PROGRAM = `
const eks = require("@pulumi/eks");
const pulumi = require("@pulumi/pulumi");
const cluster = new eks.Cluster("c", { skipDefaultNodeGroup: true });
const userData = (change) => ({ type, props, opts }) =>
  type === "aws:ec2/launchTemplate:LaunchTemplate" ? { props: { ...props, ...change(props) }, opts } : undefined;
const group = (name, transforms) =>
  new eks.ManagedNodeGroup(
    name,
    { cluster, nodeRoleArn: "arn:aws:iam::123456789012:role/nodes", kubeletExtraArgs: "--max-pods=500" },
    { transforms },
  );
group("none", []);
group("same", [userData(() => ({ tags: { team: "shop" } })), () => undefined]);
group("computed", [userData((props) => ({ userData: pulumi.output(props.userData).apply((text) => text + "x") }))]);
group("replaced", [userData(() => ({ userData: cluster.eksCluster.endpoint }))]);
`;

describe("a transform of a program", () => {
  it("leaves known what it returns as it got it, and nothing that it replaces or computes", async () => {
    const directory = mkdtempSync(path.join(import.meta.dirname, "../../../fixtures/programs/tmp-"));
    try {
      writeFileSync(path.join(directory, "Pulumi.yaml"), "name: transforms\nruntime: nodejs\n");
      writeFileSync(path.join(directory, "package.json"), "{}");
      writeFileSync(path.join(directory, "index.js"), PROGRAM);
      const { findings } = await preview({ directory, stack: "dev" });
      const groups = findings
        .filter(({ rule }) => rule === "max-pods-within-capacity")
        .map(({ urn }) => urn.split("::").at(-1));
      assert.deepEqual(groups.sort(), ["none-launchTemplate", "same-launchTemplate"]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
