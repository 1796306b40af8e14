import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { preview } from "../../../../policies/src/run/preview.ts";
import { programFolder } from "../../../program-folder.ts";

const PROGRAM = `
const eks = require("@pulumi/eks");
const k8s = require("@pulumi/kubernetes");
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
const scaled = (name, opts) => {
  const metadata = { name, namespace: "shop" };
  const labels = { app: name };
  new k8s.apps.v1.Deployment(name, {
    metadata,
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: {} } },
  }, opts);
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(name, {
    metadata,
    spec: { minReplicas: 2, maxReplicas: 9, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name } },
  });
};
scaled("scaled-twice", {});
scaled("ignored", { ignoreChanges: ["spec.replicas"] });
scaled("ignored-by-transform", {
  transforms: [({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, { ignoreChanges: ["spec.replicas"] }) })],
});
group("replaced", [userData(() => ({ userData: cluster.eksCluster.endpoint }))]);
`;

describe("a transform of a program", () => {
  it("leaves known what it returns as it got it, and sets options, but nothing that it replaces or computes is known", async () => {
    const directory = programFolder("transforms");
    try {
      writeFileSync(path.join(directory, "index.js"), PROGRAM);
      const { findings } = await preview({ directory, stack: "dev" });
      const groups = findings
        .filter(({ rule }) => rule === "max-pods-within-capacity")
        .map(({ urn }) => urn.split("::").at(-1));
      assert.deepEqual(groups.sort(), ["none-launchTemplate", "same-launchTemplate"]);
      assert.deepEqual(
        findings
          .filter(({ rule }) => rule === "replicas-with-autoscaler")
          .map(({ urn }) => urn.split("::").at(-1)),
        ["scaled-twice"],
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
