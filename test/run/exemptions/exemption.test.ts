import assert from "node:assert/strict";

import fc from "fast-check";

import { exemptions, LONGEST_DAYS, type Exemption } from "../../../policies/src/rule/exemption.ts";
import { concerns, stateOf, type Subject } from "../../../policies/src/run/exemptions/exemption-state.ts";

const NOW = new Date("2026-06-15T10:00:00Z");
const exemption = (more: Partial<Exemption> = {}): Exemption => ({
  urn: "urn:a",
  reason: "Replaced in spring.",
  owner: "team-shop",
  expires: "2026-09-01",
  ...more,
});
const state = (more: Partial<Exemption>): string => {
  const found = stateOf(exemption(more), NOW);
  return found.kind === "malformed" ? `malformed: ${found.problem}` : found.kind;
};
const without = (name: keyof Exemption): Exemption =>
  Object.fromEntries(Object.entries(exemption()).filter(([key]) => key !== name)) as unknown as Exemption;

describe("the option exempt", () => {
  const option = exemptions(["missing", "out-of-range"]);

  it("takes a list of entries that say which, why, who and until when", () => {
    assert.ok(option.accepts([]));
    assert.ok(option.accepts([exemption()]));
    assert.ok(
      option.accepts([
        { ...exemption(), type: "a:b:C", name: "x-*", namespace: "n", finding: "missing", ticket: "A-1" },
      ]),
    );
  });

  for (const [name, entry] of [
    ["an entry without a reason", without("reason")],
    ["an entry without an owner", without("owner")],
    ["an entry without an end", without("expires")],
    ["a reason of 14 characters", exemption({ reason: "x".repeat(14) })],
    ["an empty owner", exemption({ owner: "" })],
    ["a finding that the rule does not have", exemption({ finding: "gone" })],
    ["an end in words", exemption({ expires: "never" })],
    ["a name it does not know", { ...exemption(), resource: "x" }],
    ["a name that every object has", { ...exemption(), constructor: "x" }],
    ["a number for the ticket", { ...exemption(), ticket: 12 }],
    ["a word for the entry", "all"],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.equal(option.accepts([entry]), false);
    });
  }

  it("takes a reason of 15 characters", () => {
    assert.ok(option.accepts([exemption({ reason: "x".repeat(15) })]));
  });
});

describe("stateOf", () => {
  for (const [name, expires, expected] of [
    ["a day far ahead", "2026-09-01", "active"],
    ["a day 15 days ahead", "2026-06-30", "active"],
    ["a day whose end is more than 14 days away", "2026-06-29", "active"],
    ["a day 13 days ahead, whose end is less than 14 days away", "2026-06-28", "expiring"],
    ["today, which holds to its end in UTC", "2026-06-15", "expiring"],
    ["yesterday", "2026-06-14", "expired"],
    ["a time an hour away", "2026-06-15T11:00:00Z", "expiring"],
    ["this very moment", "2026-06-15T10:00:00Z", "expired"],
    ["a day 180 days ahead", "2026-12-12", "active"],
    [
      "a day 181 days ahead",
      "2026-12-13",
      "malformed: expires on 2026-12-13; at most 180 days ahead are accepted",
    ],
    ["a day that no calendar has", "2026-06-31", "malformed: expires on 2026-06-31, which is no day"],
    ["a month that no calendar has", "2026-13-01", "malformed: expires on 2026-13-01, which is no day"],
    [
      "an hour that no clock has",
      "2026-07-01T25:00:00Z",
      "malformed: expires on 2026-07-01T25:00:00Z, which is no day",
    ],
  ] as const) {
    it(`${name}: ${expected}`, () => {
      assert.equal(state({ expires }), expected);
    });
  }

  it("does not take an exemption of everything", () => {
    assert.deepEqual(stateOf(without("urn"), NOW), {
      kind: "malformed",
      problem: "names no resource; give urn, type, name, namespace or several of them",
    });
  });

  it("does not take blanks for a reason", () => {
    assert.equal(
      state({ reason: `${" ".repeat(20)}x` }),
      "malformed: has a reason of fewer than 15 characters",
    );
  });

  it("holds on every day up to the last, and on none after it", () => {
    const day = 24 * 60 * 60 * 1000;
    fc.assert(
      fc.property(
        fc.integer({ min: -400, max: LONGEST_DAYS }),
        fc.integer({ min: 0, max: day - 1 }),
        (days, time) => {
          const today = Date.UTC(2027, 1, 28);
          const expires = new Date(today + days * day).toISOString().slice(0, 10);
          const { kind } = stateOf(exemption({ expires }), new Date(today + time));
          assert.equal(kind === "active" || kind === "expiring", days >= 0);
        },
      ),
    );
  });
});

describe("concerns", () => {
  const subject: Subject = {
    urn: "urn:a",
    name: "shop-import.nightly",
    types: ["kubernetes:batch/v1:Job", "kubernetes:batch/v1:JobList"],
    namespace: "shop",
  };
  const matches = (selectors: Partial<Exemption>, about: Partial<Subject> = {}) => {
    return concerns({ ...without("urn"), ...selectors }, { ...subject, ...about });
  };

  for (const [selectors, expected] of [
    [{ urn: "urn:a" }, true],
    [{ urn: "urn:a*" }, false],
    [{ type: "kubernetes:batch/v1:Job" }, true],
    [{ type: "kubernetes:batch/v1:JobList" }, true],
    [{ type: "kubernetes:batch/v1:CronJob" }, false],
    [{ name: "shop-import.nightly" }, true],
    [{ name: "shop-*" }, true],
    [{ name: "shop-import?nightly" }, true],
    [{ name: "shop-impor?.night" }, false],
    [{ name: "import" }, false],
    [{ name: "shop-import.*ly" }, true],
    [{ name: "shop.import.nightly" }, false],
    [{ namespace: "shop" }, true],
    [{ namespace: "sho" }, false],
    [{ name: "shop-*", namespace: "billing" }, false],
    [{ name: "shop-*", type: "kubernetes:batch/v1:Job", namespace: "shop" }, true],
  ] as const) {
    it(`${JSON.stringify(selectors)}: ${expected}`, () => {
      assert.equal(matches(selectors), expected);
    });
  }

  it("does not match the namespace of an object that names none", () => {
    assert.equal(matches({ namespace: "shop" }, { namespace: undefined }), false);
  });

  it("can't tell where the namespace is not known yet, unless something else does not match", () => {
    assert.equal(matches({ namespace: "shop" }, { namespace: null }), undefined);
    assert.equal(matches({ namespace: "shop", name: "x" }, { namespace: null }), false);
  });

  it("takes no character of a name for a pattern, but * and ?", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (name, other) => {
        const literal = name.replaceAll(/[*?]/g, "");
        assert.equal(matches({ name: literal }, { name: literal }), true);
        assert.equal(matches({ name: literal }, { name: other }), literal === other);
      }),
    );
  });
});
