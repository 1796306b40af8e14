import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import { htmlReport } from "../../policies/src/report/html.ts";
import { junitReport } from "../../policies/src/report/junit.ts";
import { textReport } from "../../policies/src/report/text.ts";
import { overlap } from "../../policies/src/rule/property-path.ts";
import { preview, type PreviewResult } from "../../policies/src/run/preview.ts";
import { htmlProblems, junitProblems } from "../report/validators/problems.ts";
import { assertSnapshot } from "../snapshot.ts";

/** Support for Kubernetes versions ends, but snapshots must not change. */
const NOW = new Date("2026-11-24");

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));

const CHARTS = `
import * as k8s from "@pulumi/kubernetes";
new k8s.helm.v4.Chart("queue", { chart: "oci://registry.example.com/charts/queue", namespace: "shop" });
new k8s.yaml.v2.ConfigGroup("jobs", { yaml: "apiVersion: batch/v1\\nkind: Job\\nmetadata: { name: job }\\n" });
new k8s.yaml.v2.ConfigFile("nightly", { file: "nightly.yaml" });
`;

/** Previews that several tests ask about, each of which runs once. */
const previews = new Map<string, Promise<PreviewResult>>();

function previewOf(program: string): Promise<PreviewResult> {
  const result = previews.get(program) ?? preview({ directory: PROGRAMS + program, now: NOW });
  previews.set(program, result);
  return result;
}

describe("programs as teams write them", () => {
  const programs = readdirSync(PROGRAMS).filter(
    (program) => program !== "throws" && !program.startsWith("tmp-"),
  );
  for (const program of programs) {
    it(`${program} is judged as its snapshot shows`, async () => {
      const result = await previewOf(program);
      assert.deepEqual(saidBoth(result), []);
      assertSnapshot(
        import.meta.url,
        program,
        `${stripVTControlCharacters(textReport(result, { tree: true }))}\n`,
      );
      assert.deepEqual(await junitProblems(junitReport(result)), []);
      assert.deepEqual(await htmlProblems(htmlReport(result)), []);
    });
  }

  it("are blocked if they have the article's mistakes, and every message states what passes", async () => {
    const { findings } = await previewOf("article-mistakes");
    const mandatory = findings.filter(({ level }) => level === "mandatory");
    assert.deepEqual(
      [...new Set(mandatory.map(({ rule }) => rule))],
      ["cni-required-env", "dns-min-replicas", "external-snat", "job-deadline", "subnet-min-size"],
    );
    for (const { message, passes } of findings) assert.match(passes, /^[a-z].* /, message);
  });

  it("are judged by the manifests of their components, and are told which of them are not seen", async () => {
    // In the fixtures folder, so that the program finds its libraries.
    const directory = mkdtempSync(`${PROGRAMS}tmp-`);
    try {
      writeFileSync(
        `${directory}/Pulumi.yaml`,
        "name: charts\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n",
      );
      writeFileSync(`${directory}/index.js`, CHARTS);
      const { blindSpots, findings } = await preview({ directory });
      assert.deepEqual([...blindSpots].sort(), [
        "nightly (kubernetes:yaml/v2:ConfigFile): its objects were not judged: file: nightly.yaml can't be read",
        "queue (kubernetes:helm.sh/v4:Chart): its objects were not judged: it would be downloaded; a copy in a folder, as helm pull --untar makes it, is rendered",
      ]);
      const [finding] = findings.filter(({ rule }) => rule === "job-deadline");
      assert.equal(
        finding?.urn,
        "urn:pulumi:dev::charts::kubernetes:yaml/v2:ConfigGroup$kubernetes:batch/v1:Job::jobs:default/job",
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("are not blocked with ordinary workloads of more than twenty kinds", async () => {
    const { findings, resources } = await previewOf("ordinary-workloads");
    const kinds = new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("kubernetes:")));
    assert.ok(kinds.size > 20);
    assert.deepEqual(
      findings.filter(({ level }) => level === "mandatory"),
      [],
    );
  });
});

/** The places of which one rule says both that it doesn't apply and that it could not judge them or something in them. */
function saidBoth({ notApplicable, undetermined }: PreviewResult): readonly string[] {
  return notApplicable
    .filter(({ rule, urn, path }) =>
      undetermined.some((one) => one.rule === rule && one.urn === urn && overlap(one.path, path)),
    )
    .map(({ rule, urn }) => `${rule} ${urn}`);
}
