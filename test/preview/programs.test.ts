import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import { preview } from "../../policies/src/preview/preview.ts";
import { textReport } from "../../policies/src/report/text.ts";
import { assertSnapshot } from "../snapshot.ts";

/** Versions of Kubernetes end, and snapshots stay. */
const NOW = new Date("2026-11-24");

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));

describe("programs as teams write them", () => {
  const programs = readdirSync(PROGRAMS).filter(
    (program) => program !== "throws" && !program.startsWith("tmp-"),
  );
  for (const program of programs) {
    it(`${program} is judged as its snapshot shows`, async () => {
      const result = await preview({ directory: PROGRAMS + program, now: NOW });
      assertSnapshot(import.meta.url, program, `${stripVTControlCharacters(textReport(result))}\n`);
    });
  }

  it("with the article's mistakes are stopped, and every message says what passes", async () => {
    const { findings } = await preview({ directory: `${PROGRAMS}article-mistakes` });
    const mandatory = findings.filter(({ level }) => level === "mandatory");
    assert.deepEqual(
      [...new Set(mandatory.map(({ rule }) => rule))],
      ["cni-required-env", "dns-min-replicas", "external-snat", "job-deadline", "subnet-min-size"],
    );
    for (const { message, passes } of findings) assert.match(passes, /^[a-z].* /, message);
  });

  it("with ordinary workloads, of more than twenty kinds, are stopped by nothing", async () => {
    const { findings, resources } = await preview({ directory: `${PROGRAMS}ordinary-workloads` });
    const kinds = new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("kubernetes:")));
    assert.ok(kinds.size > 20);
    assert.deepEqual(
      findings.filter(({ level }) => level === "mandatory"),
      [],
    );
  });
});
