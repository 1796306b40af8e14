import assert from "node:assert/strict";

import type { TestResource } from "../rule/example.ts";
import type { Finding } from "../rule/finding.ts";
import { isList } from "../rule/kubernetes-list.ts";
import type { Options } from "../rule/option.ts";
import { isAtOrBelow, overlap } from "../rule/property-path.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../rule/property-value.ts";
import type { Place } from "../rule/reading.ts";
import type { Rule } from "../rule/rule.ts";
import { editableCopy, applyEdits } from "../run/edit.ts";
import { RULE_FAILED } from "../run/evaluate.ts";
import {
  type AppearingFindings,
  type ExpectedFinding,
  type RuleCases,
  TEST_DAY,
  type TestCase,
  withAllKinds,
} from "./cases.ts";
import { mutants, PLANTED, type Mutant } from "./mutations.ts";
import { exampleCase, readCase, resourcesOf, runCase, startRun, testUrn } from "./test-case.ts";
import { coverageGaps } from "./test-coverage.ts";

/**
 * Declares the tests of a rule with the `describe` and `it` of the test runner: those of mocha, vitest or jest if they are global,
 * or else those of node:test.
 *
 * It rejects incomplete cases: there must be a valid, an invalid and an unknown case, a case in which a property is absent, cases on
 * both sides of each number among the options, and every finding; no two cases can have the same name or input. It compares whole
 * findings, and a rule that changes its input fails. Then it replaces each leaf of each case and example with a value that is
 * unknown, absent, of another type or secret, and makes objects and lists unknown: the rule must not fail, lose a finding without
 * recording why, report one that it doesn't report when the value is known, or print the value or a number that follows from it.
 */
export function ruleTester<const O extends Options, const Key extends string>(
  rule: Rule<string, O, Key>,
  cases: RuleCases<O, Key>,
): void {
  const { describe, it } = testRunner();
  const all = withAllKinds(cases);
  const { valid, invalid, unknown, notApplicable, exempt, remediate } = all;
  const examples = Object.entries(rule.examples).flatMap(([kind, list]) =>
    list.map((example) => ({ kind, test: exampleCase(example) })),
  );
  describe(rule.id, () => {
    it("has cases that cover it", () => {
      assert.deepEqual(coverageGaps(rule, all), []);
    });
    for (const test of valid) {
      it(`passes: ${test.name}`, () => {
        assertOutcome(rule, test, [], []);
      });
    }
    for (const test of invalid) {
      it(`reports: ${test.name}`, () => {
        assertOutcome(rule, test, test.findings, []);
        assertExemptable(rule, test);
      });
    }
    for (const test of unknown) {
      it(`does not judge: ${test.name}`, () => {
        assertOutcome(rule, test, test.findings ?? [], test.undetermined);
      });
    }
    for (const test of notApplicable) {
      it(`does not apply: ${test.name}`, () => {
        assertOutcome(rule, test, test.findings ?? [], [], test.because);
      });
    }
    for (const test of exempt) {
      it(`exempts: ${test.name}`, () => {
        assertOutcome(rule, test, test.findings, []);
      });
    }
    for (const test of remediate) {
      it(`remediates: ${test.name}`, () => {
        assertRemedy(rule, test);
      });
    }
    for (const { kind, test } of examples) {
      it(`${kind} example: ${test.name}`, () => {
        assert.equal(runCase(rule, test).findings.length > 0, kind === "bad");
      });
    }
    it("survives whatever a property may be, and tells nothing of it", () => {
      for (const test of [
        ...valid,
        ...invalid,
        ...notApplicable,
        ...examples.map((example) => example.test),
      ]) {
        assertSurvivesMutations(rule, test, all.appears);
      }
    });
  });
}

interface TestRunner {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, body: () => void) => void;
}

function testRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  return describe && it ? { describe, it } : process.getBuiltinModule("node:test");
}

function assertOutcome(
  rule: Rule,
  test: TestCase,
  findings: readonly ExpectedFinding[],
  undetermined: readonly string[],
  notApplicable: readonly string[] = [],
): void {
  const actual = runCase(rule, test);
  if (findings.length + undetermined.length + notApplicable.length > 0) assertIsEnabled(rule, test);
  assert.deepEqual(
    actual.findings.map(({ key, level, urn, path, message }) => ({
      key,
      level,
      name: nameOf(urn),
      path,
      message,
    })),
    findings.map(({ name = "subject", ...finding }) => ({ name, ...finding })),
  );
  assert.deepEqual(
    actual.undetermined.map(({ path, reason }) => `${path}: ${reason}`),
    undetermined,
  );
  assert.deepEqual(
    actual.notApplicable.map(({ urn, reason }) => `${nameOf(urn)}: ${reason}`),
    notApplicable,
  );
}

/** Fails if the preset disables the rule, because the missing findings would look like an error in the rule. */
function assertIsEnabled(rule: Rule, test: TestCase): void {
  const { preset = "baseline" } = test;
  const isDisabled = startRun(rule, test).settings(rule).level === "disabled";
  assert.ok(
    !isDisabled || preset === "strict",
    `${preset} disables ${rule.id}, so it finds nothing: set preset: "strict" in the case`,
  );
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** Asserts that an exemption for a resource and a finding waives that finding, and no other. */
function assertExemptable(rule: Rule, test: TestCase): void {
  const urns = resourcesOf(test).map(({ urn }) => urn);
  const { findings } = runCase(rule, test);
  for (const { urn, key } of findings.filter((finding) => urns.includes(finding.urn))) {
    const entry = {
      urn,
      finding: key,
      reason: "Waived by the tester.",
      owner: "tester",
      expires: test.today ?? TEST_DAY,
    };
    const options = { ...test.options, exempt: [entry] };
    const rest = findings.filter((finding) => finding.urn !== urn || finding.key !== key);
    assert.deepEqual(identities(runCase(rule, { ...test, options }).findings), identities(rest));
  }
}

function assertRemedy(
  rule: Rule,
  test: TestCase & { readonly resource: TestResource; readonly props: PropertyObject },
): void {
  const run = startRun(rule, test);
  run.configure({ [rule.id]: { ...test.options, enforcementLevel: "remediate" } });
  const [resource] = resourcesOf(test);
  assert.ok(resource && run.judge(resource).length > 0, "there is nothing to remediate");
  const siblings = { plantedUnknown: UNKNOWN, plantedSecret: new Secret(PLANTED) };
  const props = editableCopy({ ...resource.props, ...siblings });
  applyEdits(props, run.remediate({ ...resource, props }));
  assert.deepEqual(props, { ...test.props, ...siblings });
  assert.deepEqual(run.judge({ ...resource, props }), [], "is not valid afterwards");
  assert.deepEqual(run.remediate({ ...resource, props }), [], "is changed a second time");
}

function assertSurvivesMutations(rule: Rule, test: TestCase, appears: AppearingFindings): void {
  const before = runCase(rule, test);
  const places = new Set(before.undetermined.map(placeOf));
  const [read, visited] = [new Set<string>(), new Set<string>()];
  readCase(
    rule,
    test,
    (place) => read.add(placeOf(place)),
    (place) => visited.add(placeOf(place)),
  );
  const resources = test.resource ? [test.resource] : (test.stack ?? []);
  for (const [index, { type, name, within, props }] of resources.entries()) {
    const urn = testUrn(type, name, within);
    // What a list's members are decides which of them a rule looks at.
    const isVisited = (path: string): boolean => isList(type) || visited.has(placeOf({ urn, path }));
    // What is said of a secret number must not depend on the number.
    const saidOfSecret = new Map<string, string>();
    for (const mutant of mutants(props, isVisited)) {
      const changed = resources.map((one, at) => (at === index ? { ...one, props: mutant.props } : one));
      const [resource] = changed;
      const input = test.resource && resource ? { ...test, resource } : { ...test, stack: changed };
      const place = { urn, path: mutant.path };
      assertSurvives(rule, input, mutant, {
        title: `${test.name}: ${name ?? type} with ${mutant.path} ${mutant.mutation}`,
        findings: before.findings,
        undetermined: places,
        place,
        isRead: read.has(placeOf(place)),
        mayAppear: ({ key }) => (appears[key] ?? []).some((path) => isAtOrBelow(mutant.path, path)),
        saidOfSecret,
      });
    }
  }
}

function assertSurvives(rule: Rule, test: TestCase, { mutation, leaf }: Mutant, before: Before): void {
  const { findings, undetermined, notApplicable } = runCase(rule, test);
  const broken = findings.find(({ key }) => key === RULE_FAILED);
  assert.equal(broken?.message, undefined, before.title);
  const both = notApplicable.find(({ urn, path }) =>
    undetermined.some((one) => one.urn === urn && overlap(one.path, path)),
  );
  assert.equal(both?.reason, undefined, `${before.title}: a place is not judged and not applicable`);
  if (mutation === "unknown") {
    const appeared = missing(findings, before.findings, before.place).filter((one) => !before.mayAppear(one));
    assert.deepEqual(appeared.map(labelOf), [], `${before.title}: findings appear`);
    if (undetermined.every((one) => before.undetermined.has(placeOf(one)))) {
      const vanished = missing(before.findings, findings, before.place);
      assert.deepEqual(vanished.map(labelOf), [], `${before.title}: findings vanish in silence`);
    }
  }
  const isSilent = findings.length === 0 && undetermined.length === 0;
  if (before.isRead && mutation === "of another type") {
    assert.ok(before.findings.length === 0 || !isSilent, `${before.title}: passes in silence`);
  }
  if (mutation === "secret") {
    // The path of a finding may end at a secret document: what its keys are is secret too.
    const atSecret = (all: readonly Finding[]): readonly string[] =>
      identities(all.map((one) => (isInside(one, before.place) ? { ...one, path: before.place.path } : one)));
    assert.deepEqual(atSecret(findings), atSecret(before.findings), before.title);
  }
  if (mutation.endsWith("secret")) {
    for (const [index, identity] of identities(findings).entries()) {
      const key = `${placeOf(before.place)} ${identity}`;
      const message = findings[index]?.message ?? "";
      if (mutation === "secret") before.saidOfSecret.set(key, message);
      assert.equal(message, before.saidOfSecret.get(key) ?? message, `${before.title}: its number is told`);
    }
  }
  const said = JSON.stringify([
    findings.map(({ found, passes, notes }) => [found, passes, notes]),
    undetermined.map(({ reason }) => reason),
    notApplicable.map(({ reason }) => reason),
  ]);
  assert.ok(!said.includes(PLANTED), `${before.title}: is printed: ${said}`);
  const isTold =
    mutation === "secret" &&
    typeof leaf === "string" &&
    leaf.length > 3 &&
    said.includes(leaf) &&
    // A word in the rule's own documentation isn't a leak.
    !JSON.stringify(rule.findings).includes(leaf);
  assert.ok(!isTold, `${before.title}: is printed: ${said}`);
}

/** What a rule said of a case before one of its values was replaced. */
interface Before {
  readonly title: string;
  readonly findings: readonly Finding[];
  /** What was not judged. */
  readonly undetermined: ReadonlySet<string>;
  /** The place of the value. */
  readonly place: Place;
  readonly isRead: boolean;
  /** True for a finding that the cases allow to appear when the value is not known. */
  readonly mayAppear: (finding: Finding) => boolean;
  /** The messages of findings while a value is secret, by the value's place and the finding's identity. */
  readonly saidOfSecret: Map<string, string>;
}

function placeOf({ urn, path }: Place): string {
  return `${urn} ${path}`;
}

/** True for a finding about a place, or about something in it. */
function isInside(finding: Finding, place: Place): boolean {
  return finding.urn === place.urn && isAtOrBelow(finding.path, place.path);
}

/** The findings that others, with the value at this place known or not known, don't have. */
function missing(findings: readonly Finding[], others: readonly Finding[], place: Place): readonly Finding[] {
  const isBelow = (finding: Finding): boolean => isInside(finding, place);
  return findings.filter(
    (finding) =>
      !(isBelow(finding)
        ? // A finding about something in an object that is not known is at the object.
          others.some((one) => one.key === finding.key && isBelow(one))
        : // What is not known can decide between two findings about another place.
          others.some((one) => placeOf(one) === placeOf(finding))),
  );
}

function labelOf(finding: Finding): string {
  return `${finding.key} ${placeOf(finding)}`;
}

function identities(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ key, urn, path }) => `${key} ${urn} ${path}`);
}
