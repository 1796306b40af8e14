import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

import { writeProject, type Language } from "./team-program.ts";

const ROOT = path.join(import.meta.dirname, "../..");

/** Requires @pulumi/pulumi only; the functions of @pulumi/aws call the same function of the SDK. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";

class Job extends pulumi.CustomResource {}

class Jobs extends pulumi.ComponentResource {
  constructor(name: string) {
    super("team:jobs:Jobs", name);
    const region = pulumi.output(pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}, {}));
    const props = { metadata: { labels: { region: region.apply(({ id }) => id) } }, spec: { template: {} } };
    new Job("kubernetes:batch/v1:Job", name, props, { parent: this });
    this.registerOutputs({});
  }
}

new Jobs("migrate");
const id = new pulumi.StackReference("org/network/prod").getOutput("vpc");
export const vpc = id;
const script = pulumi.interpolate\`#!/bin/bash\\necho \${id}\\nsystemctl enable docker\\n\`;
const userData = script.apply((text: string) => Buffer.from(text).toString("base64"));
new Job("aws:ec2/launchTemplate:LaunchTemplate", "nodes", { tags: { vpc: pulumi.concat("vpc-", id) }, userData });
`;

interface Corner {
  /** A version in test/fixtures/sdks; the version that this repository is written with if absent. */
  readonly sdk?: string;
  readonly language: Language;
  /** True if the pack uses the same copy of the SDK, as npm installs it for a project whose SDK is 3.204 or later. */
  readonly isShared?: true;
}

const CORNERS: readonly Corner[] = [
  { sdk: "3.30.0", language: "javascript" },
  { sdk: "3.248.0", language: "ts-node", isShared: true },
  { language: "node-types" },
];

// `npm run test:sdks` tries all others.
describe("a preview with the SDK of a team", () => {
  for (const { sdk, language, isShared } of CORNERS) {
    const name = `${sdk ?? "of this repository"}, ${language}${isShared ? ", which the pack shares" : ""}`;
    it(`answers a data source, a component and a stack reference, and keeps the known parts of texts: ${name}`, () => {
      // Here, so that the program finds its libraries.
      const folder = mkdtempSync(path.join(ROOT, "test/fixtures", sdk ? `sdks/${sdk}` : "programs", "tmp-"));
      try {
        writeProject(folder, language, PROGRAM);
        const pack = path.join(folder, "pack");
        symlinkSync(path.join(ROOT, "policies"), pack, "dir");
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [
            // The pack then finds the SDK that is installed for the link, not the one for its source.
            ...(isShared ? ["--preserve-symlinks", "--preserve-symlinks-main"] : []),
            "--conditions=productionproof-source",
            path.join(pack, "src/cli/main.mjs"),
            "preview",
            folder,
            "--json",
          ],
          { encoding: "utf8", env: { ...process.env, AWS_REGION: "eu-west-1" } },
        );
        assert.equal(status, 1, stderr);
        const { resources, findings, blindSpots } = JSON.parse(stdout) as Report;
        assert.deepEqual(resources.map(({ type }) => type).sort(), [
          "aws:ec2/launchTemplate:LaunchTemplate",
          "kubernetes:batch/v1:Job",
          "pulumi:providers:aws",
          "pulumi:providers:kubernetes",
          "pulumi:pulumi:Stack",
          "team:jobs:Jobs",
        ]);
        for (const found of ["job-deadline", "no-docker"]) {
          assert.ok(
            findings.some(({ rule }) => rule === found),
            found,
          );
        }
        assert.match(blindSpots.join("\n"), /^org\/network\/prod /m);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

interface Report {
  readonly resources: readonly { readonly type: string }[];
  readonly findings: readonly { readonly rule: string }[];
  readonly blindSpots: readonly string[];
}
