import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { PULUMI_VERSION } from "./engine/cli/pulumi-cli.ts";

const ROOT = path.join(import.meta.dirname, "..");

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly env?: object }[];
}

const text = readFileSync(path.join(ROOT, ".github/workflows/ci.yaml"), "utf8");
const workflow = parse(text) as {
  readonly permissions: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};
const jobs = Object.entries(workflow.jobs);

describe("the workflow for pull requests", () => {
  it("pins every action to a commit hash", () => {
    for (const { uses } of jobs.flatMap(([, { steps }]) => steps)) {
      if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
  });

  it("can read the repository, and only the job with credentials can request a token", () => {
    assert.deepEqual(workflow.permissions, { contents: "read" });
    const more = jobs.filter(([, { permissions }]) => permissions !== undefined);
    assert.deepEqual(
      more.map(([name, { permissions }]) => [name, permissions]),
      [["preview", { contents: "read", "id-token": "write" }]],
    );
  });

  it("requests credentials after the packages are installed, whose install scripts could read them", () => {
    const steps = workflow.jobs["preview"]?.steps ?? [];
    const installed = steps.findIndex(({ run }) => run === "npm ci");
    const credentials = steps.findIndex(({ uses }) =>
      uses?.startsWith("aws-actions/configure-aws-credentials@"),
    );
    assert.ok(installed >= 0 && installed < credentials, `${installed}, ${credentials}`);
  });

  it("gives secrets to no job that runs for a pull request from a fork", () => {
    for (const [name, job] of jobs) {
      if (!JSON.stringify(job).includes("secrets.")) continue;
      assert.match(job.if ?? "", /head\.repo\.full_name == github\.repository/, name);
    }
  });

  it("previews every stack, offline and with Pulumi", () => {
    const stacks = readdirSync(path.join(ROOT, "stacks")).flatMap(
      (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
    );
    for (const name of ["offline-preview", "preview"]) {
      assert.deepEqual(workflow.jobs[name]?.strategy?.matrix.stack, stacks);
    }
  });

  it("runs existing scripts, with the CLI version that the tests are written for", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      readonly scripts: object;
    };
    for (const { run } of jobs.flatMap(([, { steps }]) => steps)) {
      const [, script] = /^npm (?:run )?([\w-]+)/.exec(run ?? "") ?? [];
      if (script !== undefined && script !== "ci") assert.ok(script in scripts, script);
    }
    assert.equal(workflow.env["PULUMI_VERSION"], PULUMI_VERSION);
  });
});
