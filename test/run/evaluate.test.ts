import assert from "node:assert/strict";

import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { defineRule } from "../../policies/src/rule/rule.ts";
import { Stack } from "../../policies/src/rule/stack-view.ts";
import { text } from "../../policies/src/rule/text.ts";
import { blindSpots, findBlindSpots } from "../../policies/src/run/blind-spots.ts";
import { evaluateResource, evaluateStack, NOTHING } from "../../policies/src/run/evaluate.ts";
import { presetSettings } from "../../policies/src/run/preset.ts";

const rule = defineRule({
  id: "example",
  title: "",
  severity: "high",
  why: "",
  fix: "Mend it.",
  references: ["https://example.com/"],
  findings: { big: "", small: "" },
  presets: { baseline: { level: "mandatory", advisory: ["small"] }, strict: { level: "mandatory" } },
  options: {},
  targets: ["a:b:C"],
  check(resource, _, report) {
    const size = resource.integer("size");
    const name = resource.string("name");
    if (size.kind === "known") {
      report(size.value > 5 ? "big" : "small", size, { found: text`size ${size}`, passes: text`set less` });
    }
    if (name.kind === "known" && name.value === "throw") throw new Error("a secret: hunter2");
  },
  checkStack(stack, _, report) {
    for (const resource of stack.ofType(["a:b:C"])) {
      for (const source of stack.dependencies(resource, "from")) {
        report("big", source, { found: text`used`, passes: text`use less` });
      }
    }
  },
  examples: { good: [], bad: [] },
});

const baseline = presetSettings(rule, "baseline");
const context = { now: new Date("2026-06-15") };
const resource = (props: Record<string, string | number>, type = "a:b:C") => ({
  type,
  name: "n",
  urn: "urn:n",
  props,
});
const found = (props: Record<string, string | number>, type?: string) =>
  evaluateResource(rule, baseline, resource(props, type), context);

describe("evaluateResource", () => {
  it("reports at the level of the rule, or as advisory if the finding is", () => {
    assert.deepEqual(found({ size: 6 }).findings, [
      {
        rule: "example",
        key: "big",
        level: "mandatory",
        severity: "high",
        urn: "urn:n",
        path: "size",
        message: "size 6; set less",
        found: "size 6",
        passes: "set less",
        notes: [],
        fix: "Mend it.",
        link: "https://example.com/",
      },
    ]);
    assert.equal(found({ size: 5 }).findings[0]?.level, "advisory");
  });

  it("doesn't run a rule on resources that it doesn't target", () => {
    assert.deepEqual(found({ size: 6 }, "a:b:D"), NOTHING);
  });

  it("doesn't run a disabled rule", () => {
    const disabled = { ...baseline, level: "disabled" as const };
    const evaluation = evaluateResource(rule, disabled, resource({ size: 6, name: UNKNOWN }), context);
    assert.deepEqual(evaluation, NOTHING);
  });

  it("records what was not judged, and still reports the rest", () => {
    const { findings, undetermined } = found({ size: 6, name: UNKNOWN });
    assert.equal(findings.length, 1);
    assert.deepEqual(undetermined, [
      { rule: "example", urn: "urn:n", path: "name", reason: "not known before pulumi up" },
    ]);
  });

  it("turns a rule's error into a finding that quotes nothing that the rule read", () => {
    const { findings } = found({ size: 6, name: "throw" });
    assert.deepEqual(
      findings.map(({ key, level }) => [key, level]),
      [
        ["big", "mandatory"],
        ["rule-failed", "mandatory"],
      ],
    );
    assert.match(
      findings[1]?.message ?? "",
      /^the rule example itself failed \(Error at .*evaluate\.test\.ts:\d+:\d+\)?/,
    );
    assert.doesNotMatch(JSON.stringify(findings), /hunter2/);
  });
});

describe("the time", () => {
  it("is passed to both parts of a rule", () => {
    const times: Date[] = [];
    const clock = defineRule({
      ...rule,
      targets: [...rule.targets],
      options: {},
      check: (_resource, _options, _report, now) => void times.push(now),
      checkStack: (_stack, _options, _report, now) => void times.push(now),
    });
    evaluateResource(clock, baseline, resource({}), context);
    evaluateStack(clock, baseline, new Stack([]), context);
    assert.deepEqual(times, [context.now, context.now]);
  });
});

describe("evaluateStack", () => {
  it("finds the resources that an input depends on", () => {
    const source = { type: "a:b:D", name: "source", urn: "urn:source", props: {}, propertyDependencies: {} };
    const user = { ...resource({}), propertyDependencies: { from: ["urn:source", "urn:elsewhere"] } };
    const { findings } = evaluateStack(rule, baseline, new Stack([source, user]), context);
    assert.deepEqual(
      findings.map(({ urn, message }) => [urn, message]),
      [["urn:source", "used; use less"]],
    );
  });
});

describe("findBlindSpots", () => {
  const STACK = new Stack([]);
  const settings = presetSettings(blindSpots, "baseline");
  const cause = (path: string) => ({
    reason: "unknown",
    remedy: "",
    resources: ["urn:pulumi:s::p::x:y:Z$a:b:C::n"],
    paths: [path],
    rules: ["example"],
  });

  it("reports nothing if everything was judged", () => {
    assert.deepEqual(findBlindSpots(settings, [], STACK), []);
  });

  it("lists every cause, however many there are", () => {
    const causes = Array.from({ length: 30 }, (_, index) => cause(`p${index}`));
    const [finding] = findBlindSpots(settings, causes, STACK);
    assert.equal(finding?.level, "advisory");
    const lines = causes.map((_, index) => `  p${index} of C n: unknown (example)`);
    assert.equal(finding.message, ["not judged:", ...lines].join("\n"));
  });

  it("can be disabled", () => {
    assert.deepEqual(findBlindSpots({ ...settings, level: "disabled" }, [cause("a")], STACK), []);
  });
});
