import assert from "node:assert/strict";

import type { Exemption } from "../../../policies/src/rule/exemption.ts";
import { rules } from "../../../policies/src/rules/index.ts";
import { NOTHING } from "../../../policies/src/run/evaluate.ts";
import { ExemptionLedger } from "../../../policies/src/run/exemptions/exemption-ledger.ts";

const NOW = new Date("2026-06-15T10:00:00Z");
const EXEMPTION: Exemption = {
  urn: "urn:a",
  reason: "Replaced in spring.",
  owner: "team-shop",
  expires: "2026-09-01",
};

describe("The ledger of exemptions", () => {
  const [first, second] = rules;
  const nowhere = (): undefined => undefined;

  it("has one entry for each rule and exemption, also if a host passes it as a new object", () => {
    const ledger = new ExemptionLedger(NOW);
    for (const rule of [first, first, second]) ledger.apply(rule, [{ ...EXEMPTION }], NOTHING, nowhere);
    assert.deepEqual(
      ledger.uses.map(({ rule }) => rule.id),
      [first.id, second.id],
    );
  });

  it("reads the contents of an exemption once, however many resources a rule judges", () => {
    let reads = 0;
    const counted = { ...EXEMPTION, toJSON: () => (reads += 1) };
    const ledger = new ExemptionLedger(NOW);
    for (let resource = 0; resource < 10; resource += 1) ledger.apply(first, [counted], NOTHING, nowhere);
    assert.equal(reads, 1);
  });
});
