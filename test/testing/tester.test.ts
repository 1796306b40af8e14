import assert from "node:assert/strict";

import { integer } from "../../policies/src/rule/option.ts";
import { UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import { defineRule, type RuleDefinition } from "../../policies/src/rule/rule.ts";
import { text, Text } from "../../policies/src/rule/text.ts";
import type { RuleCases } from "../../policies/src/testing/cases.ts";
import { ruleTester } from "../../policies/src/testing/tester.ts";

const options = { max: integer({ description: "Largest size.", default: 5, min: 0, max: 9 }) };
type Cases = RuleCases<typeof options, "missing" | "big">;
type Definition = RuleDefinition<"sizes", typeof options, "missing" | "big">;

const resource = (props: PropertyObject) => ({ type: "a:b:C", props });
const size = (value: number) => resource({ size: value });
const missing = {
  key: "missing",
  level: "mandatory",
  path: "size",
  message: "no size; set 5 or less",
} as const;
const big = { key: "big", level: "mandatory", path: "size", message: "size 6; set 5 or less" } as const;

const definition: Definition = {
  id: "sizes",
  title: "",
  severity: "high",
  why: "",
  fix: "",
  references: [],
  findings: { missing: "No size.", big: "A size is above `max`." },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options,
  targets: ["a:b:C"],
  check(view, { max }, report) {
    const found = view.integer("size");
    const passes = text`set ${max} or less`;
    if (found.kind === "absent") report("missing", found, { found: text`no size`, passes });
    if (found.kind === "known" && found.value > max) {
      report("big", found, { found: text`size ${found}`, passes, set: max });
    }
  },
  examples: { good: [], bad: [] },
};
const missingCase = { name: "no size", resource: resource({}), findings: [missing] };
const good: Cases = {
  valid: [{ name: "the largest", resource: size(5) }],
  invalid: [{ name: "one more", resource: size(6), findings: [big] }, missingCase],
  unknown: [
    {
      name: "later",
      resource: resource({ size: UNKNOWN }),
      undetermined: ["size: not known before pulumi up"],
    },
  ],
};

/** What fails of the tests that are declared for a rule, by title. */
function failures(cases: Cases, more: Partial<Definition> = {}): ReadonlyMap<string, string> {
  const failed = new Map<string, string>();
  const { describe, it } = globalThis;
  Object.assign(globalThis, {
    describe: (_: string, body: () => void) => {
      body();
    },
    it: (title: string, body: () => void) => {
      try {
        body();
      } catch (error) {
        failed.set(title, (error as Error).message);
      }
    },
  });
  try {
    ruleTester(defineRule({ ...definition, ...more }), cases);
  } finally {
    Object.assign(globalThis, { describe, it });
  }
  return failed;
}

/** Asserts that cases are refused, for a reason. */
function assertRefused(cases: Cases, reason: RegExp, more?: Partial<Definition>): void {
  assert.match(failures(cases, more).get("has cases that cover it") ?? "accepted", reason);
}

describe("ruleTester", () => {
  it("accepts complete cases", () => {
    assert.deepEqual([...failures(good)], []);
  });

  describe("rejects a rule", () => {
    it("without valid, invalid or unknown cases", () => {
      assertRefused({ ...good, valid: [] }, /there is no valid case/);
      assertRefused({ ...good, invalid: [] }, /there is no invalid case/);
      assertRefused({ ...good, unknown: [] }, /there is no unknown case/);
    });

    it("whose cases leave out a kind, which is possible without the compiler", () => {
      for (const [kind, what] of [
        ["valid", "`valid`, on which the rule finds nothing"],
        ["invalid", "`invalid`, with every finding in full"],
        ["unknown", "`unknown`, with UNKNOWN in place of a value"],
      ] as const) {
        const rest = Object.fromEntries(Object.entries(good).filter(([name]) => name !== kind));
        assertRefused(
          rest as unknown as Cases,
          new RegExp(`there is no ${kind} case: add \\{ name, .* to ${what}`),
        );
      }
    });

    it("that tells a number which follows from a secret one", () => {
      const check: Definition["check"] = (view, { max }, report) => {
        const size = view.integer("size");
        const passes = text`set ${max} or less`;
        if (size.kind === "absent") report("missing", size, { found: text`no size`, passes });
        if (size.kind === "known" && size.value > max) {
          report("big", view.at("other"), { found: text`${size.value - max} too many`, passes });
        }
      };
      const message = "1 too many; set 5 or less";
      const found = { ...big, path: "other", message };
      const cases = {
        ...good,
        invalid: [{ name: "one more", resource: size(6), findings: [found] }, missingCase],
      };
      assert.match(
        [...failures(cases, { check }).values()].join("\n"),
        /one more: a:b:C with size a larger secret: its number is told/,
      );
    });

    it("without a case in which a property is absent", () => {
      const invalid = good.invalid.slice(0, 1);
      assertRefused({ ...good, invalid }, /no case leaves out a property that another one sets/);
    });

    it("without a case for each of its findings", () => {
      assertRefused(
        { ...good, invalid: good.invalid.slice(0, 1) },
        /no invalid case expects the finding "missing"/,
      );
    });

    it("without a case on either side of a number", () => {
      const reason = /the option "max" needs a case just inside and one just outside/;
      assertRefused({ ...good, valid: [{ name: "small", resource: size(3) }] }, reason);
      const findings = [{ ...big, message: "size 8; set 5 or less" }];
      const far = { name: "far above", resource: size(8), findings };
      assertRefused({ ...good, invalid: [far, ...good.invalid.slice(1)] }, reason);
    });

    it("with two cases of the same name or input", () => {
      const [first] = good.valid;
      assert.ok(first);
      assertRefused(
        { ...good, valid: [first, { ...first, name: "again" }] },
        /two cases have the same input/,
      );
      assertRefused(
        { ...good, valid: [first, { ...first, resource: size(4) }] },
        /two cases are called "the largest"/,
      );
    });

    it("that remediates without a case for it, and a case without a remedy", () => {
      const reason = /remediate cases are for rules that say what they remediate/;
      assertRefused(good, reason, { remediates: "Sets size." });
      assertRefused({ ...good, remediate: [{ name: "x", resource: size(6), props: { size: 5 } }] }, reason);
    });
  });

  describe("fails if", () => {
    it("a finding differs from the expected one", () => {
      for (const wrong of [{ message: "size 6; set 5" }, { path: "" }, { level: "advisory" as const }]) {
        const invalid = [
          { name: "one more", resource: size(6), findings: [{ ...big, ...wrong }] },
          ...good.invalid.slice(1),
        ];
        assert.ok(failures({ ...good, invalid }).has("reports: one more"));
      }
    });

    it("the preset disables the rule, with a hint", () => {
      const presets = { ...definition.presets, baseline: { level: "disabled" } } as const;
      const hint = 'baseline disables sizes, so it finds nothing: set preset: "strict" in the case';
      const failed = failures(good, { presets });
      for (const title of ["reports: one more", "does not judge: later"])
        assert.equal(failed.get(title), hint);
      const [first] = good.invalid;
      assert.ok(first);
      const strict = failures({ ...good, invalid: [{ ...first, preset: "strict" }] }, { presets });
      assert.ok(!strict.has("reports: one more"));
    });

    it("a rule changes its input", () => {
      const check: Definition["check"] = (view, values, report, now) => {
        (values as { max: number }).max = 5;
        definition.check?.(view, values, report, now);
      };
      const changing = failures(
        { ...good, valid: [{ name: "given", resource: size(5), options: { max: 5 } }] },
        { check },
      );
      assert.ok(changing.has("passes: given"), [...changing.keys()].join());
    });

    it("a rule fails on a value of another type, or ignores it", () => {
      const check: Definition["check"] = (view, { max }, report, now) => {
        const found = view.at("size");
        if (!found.isSet()) definition.check?.(view, { max }, report, now);
        else if (!found.isUnknown()) {
          const value = found.value("", { expected: "anything", parse: (each) => Number(each) || 0 });
          if (value.kind === "known" && value.value > max) definition.check?.(view, { max }, report, now);
        }
      };
      assert.match(
        failures(good, { check }).get("survives whatever a property may be, and tells nothing of it") ?? "",
        /silence/,
      );
      const throwing: Definition["check"] = (view, { max }, report, now) => {
        definition.check?.(view, { max }, report, now);
        if (view.isUnknown("size")) throw new Error();
      };
      assert.match(
        failures(good, { check: throwing }).get(
          "survives whatever a property may be, and tells nothing of it",
        ) ?? "",
        /itself failed/,
      );
    });

    it("one of several findings vanishes with an object that is not known", () => {
      const check: Definition["check"] = (view, values, report, now) => {
        definition.check?.(view, values, report, now);
        if (!view.isSet("labels.team")) {
          report("missing", view.at("labels.team"), { found: text`no team`, passes: text`set one` });
        }
      };
      const noTeam = { ...missing, path: "labels.team", message: "no team; set one" };
      const labeled = (labels: PropertyObject) => resource({ size: 6, labels });
      const invalid = [
        { name: "with a team", resource: labeled({ team: "a" }), findings: [big] },
        { name: "without a team", resource: labeled({ env: "b" }), findings: [big, noTeam] },
        { name: "no size", resource: resource({ labels: { team: "a" } }), findings: [missing] },
      ];
      assert.match(
        failures({ ...good, valid: [], invalid }, { check }).get(
          "survives whatever a property may be, and tells nothing of it",
        ) ?? "",
        /without a team: .* with labels unknown: findings vanish in silence/,
      );
    });

    it("a finding appears when a value is not known, and the cases don't allow it", () => {
      const check: Definition["check"] = (view, values, report, now) => {
        definition.check?.(view, values, report, now);
        const isFixed = view.boolean("fixed");
        if (isFixed.kind === "absent" || (isFixed.kind === "known" && isFixed.value)) return;
        report("missing", view.at("max"), { found: text`no maximum`, passes: text`set one` });
      };
      const fixed = { ...good, valid: [{ name: "fixed", resource: resource({ size: 5, fixed: true }) }] };
      const failed = (appears: Cases["appears"]) =>
        failures({ ...fixed, ...(appears && { appears }) }, { check }).get(
          "survives whatever a property may be, and tells nothing of it",
        );
      assert.match(failed(undefined) ?? "", /fixed: a:b:C with fixed unknown: findings appear/);
      assert.match(failed({ missing: ["size"] }) ?? "", /findings appear/);
      assert.equal(failed({ missing: ["fixed"] }), undefined);
    });

    it("a rule prints what a program sets", () => {
      const check: Definition["check"] = (view, { max }, report, now) => {
        definition.check?.(view, { max }, report, now);
        const name = view.string("name");
        if (name.kind === "known") {
          report("big", name, { found: Text.of(name.value), passes: text`leave it out` });
        }
      };
      const named = {
        name: "named",
        resource: resource({ size: 1, name: "shop" }),
        findings: [{ ...big, path: "name", message: "shop; leave it out" }],
      };
      const failed = failures({ ...good, invalid: [...good.invalid, named] }, { check });
      assert.match(
        failed.get("survives whatever a property may be, and tells nothing of it") ?? "",
        /is printed/,
      );
    });

    describe("a remedy", () => {
      const remediate = [{ name: "too big", resource: size(6), props: { size: 5 } }];
      const failed = (more: Partial<Definition>, cases: Partial<Cases> = {}) =>
        failures({ ...good, remediate, ...cases }, { remediates: "Sets size.", ...more }).get(
          "remediates: too big",
        );

      it("is right", () => {
        assert.equal(failed({}), undefined);
      });

      it("makes something else", () => {
        assert.ok(failed({}, { remediate: [{ name: "too big", resource: size(6), props: { size: 4 } }] }));
      });

      it("does not fix the finding", () => {
        const check: Definition["check"] = (view, values, report, now) => {
          definition.check?.(
            view,
            values,
            (key, place, problem) => {
              report(key, place, { ...problem, set: 8 });
            },
            now,
          );
        };
        assert.match(
          failed({ check }, { remediate: [{ name: "too big", resource: size(6), props: { size: 8 } }] }) ??
            "",
          /is not valid afterwards/,
        );
      });
    });
  });
});
