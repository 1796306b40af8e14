import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";

import { rules } from "../../policies/src/rules/index.ts";
import { sample } from "../sample.ts";
import { assertSnapshot } from "../snapshot.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import type { PolicyReport } from "./harness/engine-events.ts";
import { engineReports, inWords, offlineReports } from "./harness/findings-of-hosts.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const AREAS = path.join(ROOT, "test/fixtures/areas");
const STRICT_PACK = path.join(ROOT, "test/fixtures/packs/strict");

const areas = readdirSync(AREAS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("the areas under strict, in the offline preview", () => {
  for (const area of areas) {
    it(`${area}: the bad program breaks each of its rules, as its snapshot shows`, async () => {
      const reports = await offline(area, "bad");
      const ownRules = rulesOf(area);
      const own = reports.filter(({ rule }) => ownRules.includes(rule));
      assertSnapshot(import.meta.url, area, own.map(printed).sort().join("\n"));
      const broken = new Set(own.map(({ rule }) => rule));
      assert.deepEqual(
        ownRules.filter((rule) => !broken.has(rule)),
        [],
        "rules that nothing in it breaks",
      );
    });
  }
  for (const area of sample(areas, 4)) {
    it(`${area}: the good program has no finding`, async () => {
      assert.deepEqual(await offline(area, "good"), []);
    });
  }
});

describeEngine("the areas under strict, with the real engine", () => {
  for (const area of areas) {
    for (const kind of ["bad", "good"] as const) {
      it(`${area}: the ${kind} program has the same findings as offline`, async () => {
        const [byPreview, byEngine] = await Promise.all([
          offline(area, kind),
          engineReports(program(area, kind), [STRICT_PACK]),
        ]);
        assert.deepEqual(byEngine.flatMap(inWords).sort(), byPreview.flatMap(inWords).sort());
      });
    }
  }
});

const previews = new Map<string, Promise<readonly PolicyReport[]>>();

/** Returns the findings of the offline preview, which runs once for the two tests that compare them. */
function offline(area: string, kind: "bad" | "good"): Promise<readonly PolicyReport[]> {
  const subject = program(area, kind);
  const reports = previews.get(subject.directory) ?? offlineReports(subject, "strict");
  previews.set(subject.directory, reports);
  return reports;
}

function program(area: string, kind: "bad" | "good") {
  return { directory: path.join(AREAS, area, kind), stack: "prod" };
}

/** Returns the IDs of an area's rules; files without a rule are shared by its rules. */
function rulesOf(area: string): readonly string[] {
  const files = readdirSync(path.join(ROOT, "policies/src/rules", area)).map((file) => path.parse(file).name);
  return rules.map(({ id }) => id).filter((id) => files.includes(id));
}

/** Returns the text of a report without the rule's fix and link, which are on the rule's page. */
function printed({ level, rule, urn, message }: PolicyReport): string {
  const [found = "", passes = ""] = message.split("\n");
  const [, , type = "", name = ""] = urn.split("::");
  return `${level} ${rule}: ${type} ${name}\n  ${found}\n  ${passes}\n`;
}
