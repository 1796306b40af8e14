import assert from "node:assert/strict";

import type { Exemption } from "../../policies/src/rule/exemption.ts";
import { findingLines, type Finding } from "../../policies/src/rule/finding.ts";
import { integer } from "../../policies/src/rule/option.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import { defineRule, type Rule } from "../../policies/src/rule/rule.ts";
import { text, Text } from "../../policies/src/rule/text.ts";
import { Run } from "../../policies/src/run/run.ts";

const common = {
  title: "Sizes are small",
  severity: "high",
  why: "Big ones do not fit.",
  fix: "Make it smaller.",
  references: ["https://example.com/sizes"],
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  examples: { good: [], bad: [] },
} as const;

/** Judges each size of a resource, and the number of resources in the stack. */
const sizes = defineRule({
  ...common,
  id: "sizes",
  aliases: ["old-sizes"],
  findings: { big: "A size is above `max`.", crowd: "There are many resources." },
  options: { max: integer({ description: "Largest size.", default: 5, min: 0, max: 100 }) },
  remediates: "Sets sizes to `max`.",
  targets: ["a:b:C", "kubernetes:batch/v1:Job"],
  check(resource, { max }, report) {
    const list = resource.list("sizes");
    for (const element of list.kind === "known" ? list.value : []) {
      const size = element.integer();
      if (size.kind === "known" && size.value > max) {
        report("big", size, { found: text`size ${size}`, passes: text`set ${max} or less`, set: max });
      }
    }
  },
  checkStack(stack, _, report) {
    const [first, ...rest] = stack.ofType(["a:b:C"]).filter((one) => one.list("sizes").kind === "known");
    if (first && rest.length > 1) report("crowd", first, { found: text`many`, passes: text`have two` });
  },
});

const broken = defineRule({
  ...common,
  id: "broken",
  findings: {},
  options: {},
  targets: ["a:b:C"],
  check() {
    throw new TypeError("a secret: hunter2");
  },
});

const resource = (props: PropertyObject, name = "subject", type = "a:b:C") => ({
  type,
  name,
  urn: `urn:pulumi:dev::shop::${type}::${name}`,
  props,
  propertyDependencies: {},
});
const stackResource = resource({}, "shop-dev", "pulumi:pulumi:Stack");
const start = (config: unknown = {}, rules: readonly Rule[] = [sizes]): Run => {
  const run = new Run({ rules, now: new Date("2026-06-15T10:00:00Z") });
  run.configure(config);
  return run;
};
const brief = (findings: readonly Finding[]) =>
  findings.map(
    ({ rule, key, level, urn, path }) => `${level} ${rule}/${key} ${urn.split("::").at(-1) ?? ""} ${path}`,
  );
const waiver = (more: Partial<Exemption> = {}): Exemption => ({
  name: "subject",
  reason: "Replaced in spring.",
  owner: "team-shop",
  expires: "2026-09-01",
  ...more,
});
/** The findings for one resource under exemptions, and the summary of the exemptions. */
function exempted(exempt: readonly Exemption[], props: PropertyObject, rules?: readonly Rule[]) {
  const run = start({ sizes: { exempt } }, rules);
  const findings = run.judge(resource(props));
  const summary = run.judgeStack([stackResource], run.summaries).filter(({ rule }) => rule === "exemptions");
  return { findings, summary: summary.map(({ key, found }) => `${key}: ${found}`) };
}

describe("Run", () => {
  it("continues if a rule throws, and reports a finding about the rule", () => {
    const run = start({}, [broken, sizes]);
    const findings = run.judge(resource({ sizes: [6] }));
    assert.deepEqual(brief(findings), [
      "mandatory broken/rule-failed subject ",
      "mandatory sizes/big subject sizes[0]",
    ]);
    assert.match(findings[0]?.found ?? "", /^the rule broken itself failed \(TypeError at .*run\.test\.ts/);
    assert.doesNotMatch(JSON.stringify(findings), /hunter2/);
  });

  it("says what is wrong and where, what passes, what to change, and where to read more", () => {
    const [finding] = start().judge(resource({ sizes: [6] }));
    assert.ok(finding);
    assert.deepEqual(findingLines(finding), [
      "sizes[0]: size 6",
      "Set 5 or less.",
      "Make it smaller.",
      "https://example.com/sizes",
    ]);
  });

  it("reports five findings of a rule about a resource, and counts the others", () => {
    const five = start().judge(resource({ sizes: [9, 9, 9, 9, 9] }));
    assert.deepEqual(five.at(-1)?.notes, []);
    const seven = start().judge(resource({ sizes: [9, 9, 9, 9, 9, 9, 9] }));
    assert.equal(seven.length, 5);
    assert.deepEqual(seven.at(-1)?.notes, ["And 2 more findings of this rule about this resource."]);
  });

  it("merges the inputs into a stack's outputs and drops unknown outputs", () => {
    const run = start();
    for (const name of ["a", "b", "c"]) run.judge(resource({ sizes: [1] }, name));
    const outputs = ["a", "b", "c"].map((name) => resource({ sizes: UNKNOWN, id: UNKNOWN }, name));
    assert.deepEqual(brief(run.judgeStack(outputs, [sizes])), ["mandatory sizes/crowd a "]);
    assert.deepEqual(run.undetermined, []);
  });

  it("keeps what is unknown of a resource that is read, which has no inputs", () => {
    const run = start();
    run.judge(resource({ sizes: [1] }, "a"));
    const outputs = [resource({ sizes: [1] }, "a"), resource({ sizes: UNKNOWN }, "read")];
    assert.deepEqual(brief(run.judgeStack(outputs, [sizes])), []);
    assert.deepEqual(
      run.undetermined.map(({ urn, path }) => `${urn.split("::").at(-1)} ${path}`),
      ["read sizes"],
    );
  });

  it("summarizes once what no rule could judge", () => {
    const run = start();
    run.judge(resource({ sizes: UNKNOWN }));
    run.judge(resource({ sizes: UNKNOWN }));
    const [summary, ...rest] = run.judgeStack([stackResource]);
    assert.deepEqual(rest, []);
    assert.equal(summary?.message, "not judged:\n  sizes of C subject: not known before pulumi up (sizes)");
    assert.equal(summary.level, "advisory");
  });

  it("judges and remediates what it can of a resource that is nested too deep, and records the rest", () => {
    let deep: PropertyObject = {};
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    const run = start({ sizes: "remediate" });
    const subject = resource({ sizes: [6], deep });
    assert.deepEqual(
      run.remediate(subject).map(({ path }) => path),
      ["sizes[0]"],
    );
    assert.equal(run.judge(subject).length, 1);
    assert.deepEqual(run.undetermined, [
      { rule: "blind-spots", urn: subject.urn, path: "deep", reason: "nested more than 200 levels deep" },
    ]);
  });

  it("keeps what rules don't apply to until it is judged again and they do apply", () => {
    const picky = defineRule({
      ...common,
      id: "picky",
      findings: {},
      options: {},
      targets: ["a:b:C"],
      check(view) {
        if (view.isSet("old")) view.at("old").notApplicable("it is old");
      },
    });
    const run = start({}, [picky]);
    run.judge(resource({ old: true }));
    const { urn } = resource({});
    assert.deepEqual(run.notApplicable, [{ rule: "picky", urn, path: "old", reason: "it is old" }]);
    run.judge(resource({}));
    assert.deepEqual(run.notApplicable, []);
  });

  it("never says of one place both that a rule doesn't apply and that it could not judge it", () => {
    const doubtful = defineRule({
      ...common,
      id: "doubtful",
      findings: {},
      options: {},
      targets: ["a:b:C"],
      check(view) {
        for (const path of ["a", "b", "c[1]"]) view.at(path).notApplicable("it is old");
      },
      checkStack(stack) {
        for (const view of stack.ofType(["a:b:C"])) {
          view.string("a.deep");
          view.string("b2");
          view.string("c[10]");
          view.at("c[0]").undetermined("may be new");
        }
      },
    });
    const run = start({}, [doubtful]);
    const subject = resource({ a: { deep: UNKNOWN }, b2: UNKNOWN, c: Array(11).fill(UNKNOWN) });
    run.judge(subject);
    run.judgeStack([subject], [doubtful]);
    assert.deepEqual(
      run.notApplicable.map(({ path }) => path),
      ["b", "c[1]"],
    );
    assert.deepEqual(
      run.undetermined.map(({ path }) => path),
      ["a.deep", "b2", "c[10]", "c[0]"],
    );
  });

  it("doesn't skip a list whose members may be of any kind", () => {
    const run = start({}, [sizes, broken]);
    assert.deepEqual(run.judge(resource({ items: UNKNOWN }, "objects", "kubernetes:core/v1:List")), []);
    assert.deepEqual(
      run.undetermined.map(({ rule, path, reason }) => `${rule} ${path}: ${reason}`),
      ["sizes items: its kind is not known before pulumi up"],
    );
  });

  it("blocks a run on what was not judged if a team configures that", () => {
    const run = start({ "blind-spots": "mandatory" });
    run.judge(resource({ sizes: UNKNOWN }));
    assert.deepEqual(brief(run.judgeStack([stackResource])), [
      "mandatory blind-spots/undetermined shop-dev ",
    ]);
  });

  it("lists Helm releases, whose objects no policy sees, and never blocks a run because of them", () => {
    const run = start({ "blind-spots": "mandatory" });
    const release = resource({}, "queue", "kubernetes:helm.sh/v3:Release");
    const [summary, ...rest] = run.judgeStack([stackResource, release]);
    assert.deepEqual(rest, []);
    assert.equal(
      summary?.message,
      "no policy sees the objects of these charts:\n  kubernetes:helm.sh/v3:Release queue",
    );
    assert.equal(summary.level, "advisory");
  });

  it("accepts a rule's old id, with a note", () => {
    const run = start({ "old-sizes": { max: 9, exempt: [waiver({ finding: "crowd" })] } });
    assert.deepEqual(run.judge(resource({ sizes: [9] })), []);
    const [note] = run.judgeStack([stackResource], [sizes]);
    assert.equal(note?.level, "advisory");
    assert.equal(note.message, 'the policy config uses the old id "old-sizes"; use "sizes"');
  });

  it("doesn't run a disabled rule or evaluate its exemptions", () => {
    const run = start({ sizes: { enforcementLevel: "disabled", exempt: [waiver()] } });
    assert.deepEqual(run.judge(resource({ sizes: [6, UNKNOWN] })), []);
    assert.deepEqual(run.judgeStack([stackResource]), []);
  });

  it("rejects two rules with the same id, including old ids", () => {
    const namesake: Rule = { ...broken, aliases: ["sizes"] };
    assert.throws(() => start({}, [sizes, namesake]), /duplicate policy ids: sizes/);
    assert.throws(() => start({}, [{ ...broken, id: "all" }]), /duplicate policy ids: all/);
  });

  it("rejects a policy that is not its own", () => {
    assert.throws(() => start().settings(broken), /broken is not a policy of this run/);
  });

  describe("remediates", () => {
    const edits = (config: object, props: PropertyObject) =>
      start({ sizes: { enforcementLevel: "remediate", ...config } })
        .remediate(resource(props))
        .map(({ path, value }) => [path, value]);

    it("findings, only at the level remediate", () => {
      assert.deepEqual(edits({}, { sizes: [6, 1, 7] }), [
        ["sizes[0]", 5],
        ["sizes[2]", 5],
      ]);
      assert.deepEqual(edits({ enforcementLevel: "mandatory" }, { sizes: [6] }), []);
    });

    it("no advisory findings and none that an exemption waives", () => {
      assert.deepEqual(edits({ advisory: ["big"] }, { sizes: [6] }), []);
      assert.deepEqual(edits({ exempt: [waiver()] }, { sizes: [6] }), []);
      assert.deepEqual(edits({ exempt: [waiver({ expires: "2026-06-01" })] }, { sizes: [6] }), [
        ["sizes[0]", 5],
      ]);
    });
  });

  describe("exempts", () => {
    it("what an exemption selects, counts it, and reports the rest", () => {
      const { findings, summary } = exempted([waiver()], { sizes: [6, 7] });
      assert.deepEqual(findings, []);
      assert.deepEqual(summary, [
        "used: 2 findings waived:\n  sizes: name subject; team-shop, until 2026-09-01: 2",
      ]);
    });

    it("nothing of another resource or another finding", () => {
      for (const selector of [{ name: "other" }, { finding: "crowd" }]) {
        assert.equal(exempted([waiver(selector)], { sizes: [6] }).findings.length, 1);
      }
    });

    it("nothing after it has expired: the finding is back at its level and names the exemption", () => {
      const { findings, summary } = exempted([waiver({ expires: "2026-06-14", ticket: "SHOP-7" })], {
        sizes: [6],
      });
      assert.deepEqual(brief(findings), ["mandatory sizes/big subject sizes[0]"]);
      assert.deepEqual(findings[0]?.notes, [
        "The exemption of team-shop expired on 2026-06-14, SHOP-7: Replaced in spring.",
      ]);
      assert.deepEqual(summary, [
        "expired: expired:\n  sizes: name subject; team-shop, until 2026-06-14, SHOP-7",
      ]);
    });

    it("by any number of them, all of which are in the summary", () => {
      const names = Array.from({ length: 25 }, (_, index) => `gone-${index}`);
      const { summary } = exempted(
        names.map((name) => waiver({ name })),
        { sizes: [] },
      );
      for (const name of names) assert.match(summary.join(), new RegExp(`name ${name};`));
    });

    it("by another exemption if one has expired", () => {
      const entries = [waiver({ expires: "2026-06-14" }), waiver({ finding: "big" })];
      assert.deepEqual(exempted(entries, { sizes: [6] }).findings, []);
    });

    it("nothing if it is malformed, and states why", () => {
      const { findings, summary } = exempted([waiver({ expires: "2027-06-15" })], { sizes: [6] });
      assert.equal(findings.length, 1);
      assert.deepEqual(summary, [
        "malformed: invalid:\n  sizes: name subject; team-shop, until 2027-06-15 expires on 2027-06-15; expected a date at most 180 days ahead",
      ]);
    });

    it("and reports what expires soon and what waives nothing", () => {
      const { summary } = exempted([waiver({ expires: "2026-06-20" }), waiver({ name: "gone-*" })], {
        sizes: [6],
      });
      assert.deepEqual(summary, [
        "expiring: expire within 14 days:\n  sizes: name subject; team-shop, until 2026-06-20",
        "unused: waived nothing:\n  sizes: name gone-*; team-shop, until 2026-09-01",
        "used: 1 finding waived:\n  sizes: name subject; team-shop, until 2026-06-20: 1",
      ]);
    });

    it("but doesn't report an exemption as unused if the rule could not judge", () => {
      assert.deepEqual(exempted([waiver()], { sizes: [UNKNOWN] }).summary, []);
    });

    it("members of a list by their own namespace, unless it is unknown", () => {
      const run = start({ sizes: { exempt: [{ ...waiver(), name: "*", namespace: "shop" }] } });
      const member = (namespace: string) => ({ metadata: { namespace }, sizes: [6] });
      const list = resource(
        { items: [member("shop"), member("billing"), member(UNKNOWN)] },
        "jobs",
        "kubernetes:batch/v1:JobList",
      );
      assert.deepEqual(brief(run.judge(list)), [
        "mandatory sizes/big jobs items[1].sizes[0]",
        "mandatory sizes/big jobs items[2].sizes[0]",
      ]);
    });

    it("but doesn't report an exemption as unused if it may apply to a namespace that isn't known yet", () => {
      const entry = { ...waiver(), name: "*", namespace: "shop" };
      const { findings, summary } = exempted([entry], { sizes: [6], metadata: { namespace: UNKNOWN } });
      assert.equal(findings.length, 1);
      assert.deepEqual(summary, []);
    });

    it("the second member of a list, and not the eleventh", () => {
      const run = start({ sizes: { exempt: [{ ...waiver(), name: "*", namespace: "shop" }] } });
      const member = (namespace: string, size: number) => ({ metadata: { namespace }, sizes: [size] });
      const items = Array.from({ length: 11 }, (_, index) =>
        member(index === 1 ? "shop" : "billing", [1, 10].includes(index) ? 9 : 0),
      );
      const list = resource({ items }, "jobs", "kubernetes:batch/v1:JobList");
      assert.deepEqual(brief(run.judge(list)), ["mandatory sizes/big jobs items[10].sizes[0]"]);
    });

    it("no broken rule, which must be disabled instead", () => {
      const run = start({ broken: { exempt: [waiver()] } }, [broken]);
      assert.deepEqual(brief(run.judge(resource({}))), ["mandatory broken/rule-failed subject "]);
    });

    describe("by an annotation or a tag", () => {
      const text = "expires=2026-09-01 owner=team-shop reason=Replaced in spring.";
      const tagged = { sizes: [6], tags: { "productionproof:exempt:sizes": text } };
      const allowing: Rule = { ...sizes, selfExempt: true };

      it("nothing by default", () => {
        assert.equal(exempted([], tagged).findings.length, 1);
        assert.equal(exempted([waiver({ name: "other" })], tagged).findings.length, 1);
      });

      it("its resource, if the rule allows it", () => {
        const annotated = {
          sizes: [6],
          metadata: { annotations: { "productionproof.io/exempt.sizes": text } },
        };
        for (const props of [tagged, annotated]) {
          const { findings, summary } = exempted([], props, [allowing]);
          assert.deepEqual(findings, []);
          assert.deepEqual(summary, [
            "used: 1 finding waived:\n  sizes: a:b:C subject; team-shop, until 2026-09-01: 1",
          ]);
        }
      });

      it("nothing if the string is incomplete or the end is too far ahead", () => {
        for (const less of [
          "true",
          "expires=2026-09-01 owner=x reason=short",
          text.replace("2026", "2029"),
        ]) {
          const props = { sizes: [6], tags: { "productionproof:exempt:sizes": less } };
          assert.equal(exempted([], props, [allowing]).findings.length, 1, less);
        }
      });
    });
  });

  describe("keeps secrets out of its messages", () => {
    it("even if a rule prints them regardless", () => {
      const talkative = defineRule({
        ...common,
        id: "talkative",
        findings: { said: "" },
        options: {},
        targets: ["a:b:C"],
        check(view, _, report) {
          const name = view.string("name");
          const found = Text.of(name.kind === "known" ? name.value : "");
          report("said", view, { found, passes: found });
        },
      });
      const [finding] = start({}, [talkative]).judge(resource({ name: new Secret("hunter2") }));
      assert.equal(finding?.message, "[secret]; [secret]");
    });

    it("if the judged value is one", () => {
      const [finding] = start().judge(resource({ sizes: new Secret([66]) }));
      assert.equal(finding?.message, "a secret value: A size is above `max`; set 5 or less");
    });
  });
});
