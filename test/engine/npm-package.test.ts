import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { describeEngine } from "./harness/describe-engine.ts";
import { reportsOf } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const PROGRAM = path.join(ROOT, "test/fixtures/engine/one-mistake");

/** A team's program in plain JavaScript, with the only package that it needs. */
const TEAM_PROGRAM = `
const pulumi = require("@pulumi/pulumi");
new pulumi.CustomResource("kubernetes:batch/v1:Job", "migrate", { spec: { backoffLimit: 2, template: {} } });
`;

describeEngine("the npm package, as a team installs it", () => {
  let scratch: string;
  let tarball: string;
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "productionproof-npm-"));
    const [packed] = JSON.parse(
      // As built before the tests: a build removes what other test files use at the same time.
      execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", scratch], {
        cwd: path.join(ROOT, "policies"),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ) as readonly { readonly filename: string }[];
    tarball = path.join(scratch, packed?.filename ?? "");
  });
  after(() => {
    rmSync(scratch, { recursive: true });
  });

  for (const version of ["20.20.2", "24.21.0"]) {
    describe(`on Node ${version}`, () => {
      let team: string;
      let node: string;
      let env: NodeJS.ProcessEnv;
      before(() => {
        node = installNode(path.join(scratch, `node-${version}`), version);
        // npm chooses package versions according to the Node that it runs on.
        env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env["PATH"] ?? ""}` };
        team = path.join(scratch, `team-${version}`);
        mkdirSync(team);
        writeFileSync(
          path.join(team, "package.json"),
          '{ "name": "team", "private": true, "main": "index.js" }',
        );
        writeFileSync(path.join(team, "Pulumi.yaml"), "name: team\nruntime: nodejs\n");
        writeFileSync(path.join(team, "index.js"), TEAM_PROGRAM);
        install(team, [tarball], env);
      });

      it("is a directory pack that the real engine runs", async () => {
        const project = new EngineProject(PROGRAM);
        try {
          const pack = path.join(team, "node_modules/productionproof-eks-policies");
          assert.ok(existsSync(path.join(pack, "PulumiPolicy.yaml")));
          const outcome = await project.preview({
            stack: "job-without-deadline",
            policyPacks: [pack],
            packNode: node,
          });
          assert.deepEqual(
            reportsOf(outcome).map(({ rule, level }) => [rule, level]),
            [["job-deadline", "mandatory"]],
            outcome.output,
          );
          assert.equal(outcome.code, 1);
        } finally {
          project.remove();
        }
      });

      it("includes the command, which judges the team's program", () => {
        const command = path.join(team, "node_modules/.bin/productionproof");
        const { status, stdout, stderr } = spawnSync(command, ["preview"], {
          cwd: team,
          env,
          encoding: "utf8",
        });
        assert.equal(status, 1, stderr);
        assert.match(stdout, /✗ mandatory {2}job-deadline/);
      });
    });
  }
});

/** Installs this version of Node.js from npm, which has one package for each platform. */
function installNode(directory: string, version: string): string {
  mkdirSync(directory);
  writeFileSync(path.join(directory, "package.json"), '{ "private": true }');
  const name = `node-${process.platform}-${process.arch}`;
  install(directory, [`${name}@${version}`], process.env);
  return path.join(directory, "node_modules", name, "bin/node");
}

function install(directory: string, packages: readonly string[], env: NodeJS.ProcessEnv): void {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, ...packages], {
    cwd: directory,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
