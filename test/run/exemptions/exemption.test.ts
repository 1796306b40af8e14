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

  it("accepts a list of entries with selectors, a reason, an owner and an expiry date", () => {
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
    ["an entry without an expiry date", without("expires")],
    ["a reason of 14 characters", exemption({ reason: "x".repeat(14) })],
    ["an empty owner", exemption({ owner: "" })],
    ["a finding that the rule doesn't have", exemption({ finding: "gone" })],
    ["an expiry date in words", exemption({ expires: "never" })],
    ["an unknown field", { ...exemption(), resource: "x" }],
    ["a field that every object inherits", { ...exemption(), constructor: "x" }],
    ["a number for the ticket", { ...exemption(), ticket: 12 }],
    ["a string for the entry", "all"],
  ] as const) {
    it(`rejects ${name}`, () => {
      assert.equal(option.accepts([entry]), false);
    });
  }

  it("states what is wrong with which entry", () => {
    assert.deepEqual(
      option.problems?.([
        exemption(),
        { ...exemption({ reason: "later" }), ownr: "team-shop" },
        { ...exemption({ finding: "mising" }), expires: "31.1.2027", ticket: 12 },
        "all",
        { urn: "urn", owner: "", expires: "2027-01-31" },
      ]),
      [
        '[1].reason is "later"; expected 15 characters or more',
        '[1].ownr is not a field (did you mean "owner"?); accepted: urn, type, name, namespace, finding, reason, owner, expires, ticket',
        '[2].expires is "31.1.2027"; expected a date as YYYY-MM-DD, or a time as YYYY-MM-DDTHH:MM:SSZ',
        '[2].finding is "mising"; expected one of missing, out-of-range (did you mean "missing"?)',
        "[2].ticket is 12; expected a string",
        '[3] is "all"; expected an object with reason, owner, expires',
        "[4].reason is missing",
        '[4].owner is ""; expected a text',
      ],
    );
  });

  it("states what is wrong with another value as a whole", () => {
    assert.deepEqual(option.problems?.("all"), []);
  });

  it("accepts a reason of 15 characters", () => {
    assert.ok(option.accepts([exemption({ reason: "x".repeat(15) })]));
  });
});

describe("stateOf", () => {
  for (const [name, expires, expected] of [
    ["a date far ahead", "2026-09-01", "active"],
    ["a date 15 days ahead", "2026-06-30", "active"],
    ["a date whose end is more than 14 days away", "2026-06-29", "active"],
    ["a date 13 days ahead, whose end is less than 14 days away", "2026-06-28", "expiring"],
    ["today, which counts until its end in UTC", "2026-06-15", "expiring"],
    ["yesterday", "2026-06-14", "expired"],
    ["a time an hour away", "2026-06-15T11:00:00Z", "expiring"],
    ["the current time", "2026-06-15T10:00:00Z", "expired"],
    ["a date 180 days ahead", "2026-12-12", "active"],
    [
      "a date 181 days ahead",
      "2026-12-13",
      "malformed: expires on 2026-12-13; expected a date at most 180 days ahead",
    ],
    ["a day that doesn't exist", "2026-06-31", "malformed: expires on 2026-06-31, which is not a valid date"],
    [
      "a month that doesn't exist",
      "2026-13-01",
      "malformed: expires on 2026-13-01, which is not a valid date",
    ],
    [
      "an hour that doesn't exist",
      "2026-07-01T25:00:00Z",
      "malformed: expires on 2026-07-01T25:00:00Z, which is not a valid date",
    ],
  ] as const) {
    it(`${name}: ${expected}`, () => {
      assert.equal(state({ expires }), expected);
    });
  }

  it("rejects an exemption for everything", () => {
    assert.deepEqual(stateOf(without("urn"), NOW), {
      kind: "malformed",
      problem: "selects no resource; set one or more of urn, type, name, namespace",
    });
  });

  it("rejects a reason of blanks", () => {
    assert.equal(
      state({ reason: `${" ".repeat(20)}x` }),
      "malformed: has a reason shorter than 15 characters",
    );
  });

  it("is active on every day up to the last and on none after it", () => {
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

  it("doesn't match by namespace an object that sets none", () => {
    assert.equal(matches({ namespace: "shop" }, { namespace: undefined }), false);
  });

  it("is undefined if the namespace isn't known yet, unless something else doesn't match", () => {
    assert.equal(matches({ namespace: "shop" }, { namespace: null }), undefined);
    assert.equal(matches({ namespace: "shop", name: "x" }, { namespace: null }), false);
  });

  it("treats no characters of a name as wildcards except * and ?", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (name, other) => {
        const literal = name.replaceAll(/[*?]/g, "");
        assert.equal(matches({ name: literal }, { name: literal }), true);
        assert.equal(matches({ name: literal }, { name: other }), literal === other);
      }),
    );
  });
});
