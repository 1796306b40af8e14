import assert from "node:assert/strict";

import { evaluateResource, evaluateStack } from "./evaluate.ts";
import type { Evaluation } from "./finding.ts";
import { configureRules } from "./policy-config.ts";
import type { Preset } from "./preset.ts";
import type { PropertyObject } from "./property-value.ts";
import type { Resource } from "./resource-view.ts";
import type { Rule } from "./rule.ts";
import { Stack, type StackResource } from "./stack-view.ts";

/** A resource in a test; its URN is {@link testUrn} of its type and name. */
export interface TestResource {
  readonly type: string;
  /** @defaultValue `"subject"` */
  readonly name?: string;
  readonly props: PropertyObject;
  /** Names of the resources in the same stack that an input comes from, by input property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** What a rule is run on: one resource, or a whole stack. */
interface TestCase {
  readonly name: string;
  readonly resource?: TestResource;
  readonly stack?: readonly TestResource[];
  /** Options as a policy config gives them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
}

/** A finding that a case expects, whole. */
export interface ExpectedFinding {
  readonly key: string;
  readonly level: "advisory" | "mandatory";
  /** Name of the resource. @defaultValue `"subject"` */
  readonly name?: string;
  readonly path: string;
  readonly message: string;
}

/** The cases a rule must have. */
export interface RuleCases {
  /** No finding, and nothing that could not be judged. */
  readonly valid: readonly TestCase[];
  /** Exactly these findings, and nothing that could not be judged. */
  readonly invalid: readonly (TestCase & { readonly findings: readonly ExpectedFinding[] })[];
  /** Exactly these paths on record as not judged, as `path: reason`, beside these findings. */
  readonly unknown: readonly (TestCase & {
    readonly undetermined: readonly string[];
    readonly findings?: readonly ExpectedFinding[];
  })[];
}

interface MochaLike {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, body: () => void) => void;
}

/** The URN of a resource in a test. */
export function testUrn(type: string, name = "subject"): string {
  return `urn:pulumi:test::test::${type}::${name}`;
}

/**
 * Declares the tests of a rule with mocha's `describe` and `it`.
 *
 * It refuses cases that show less than they could: no valid, invalid or unknown case, two cases with the same name or
 * input, a finding of the rule that no case expects, findings that are not the expected ones to the letter, a rule that changes
 * its input, and examples in the rule's documentation that are not what they claim.
 */
export function testRule(rule: Rule, cases: RuleCases): void {
  const { describe, it } = globalThis as unknown as MochaLike;
  describe(rule.id, () => {
    it("has cases that cover it", () => {
      assertCoverage(rule, cases);
    });
    for (const test of cases.valid) {
      it(`passes: ${test.name}`, () => {
        assertEvaluation(rule, test, [], []);
      });
    }
    for (const test of cases.invalid) {
      it(`reports: ${test.name}`, () => {
        assertEvaluation(rule, test, test.findings, []);
      });
    }
    for (const test of cases.unknown) {
      it(`does not judge: ${test.name}`, () => {
        assertEvaluation(rule, test, test.findings ?? [], test.undetermined);
      });
    }
    for (const [kind, examples] of Object.entries(rule.examples)) {
      for (const { title, options = {}, ...resource } of examples) {
        it(`${kind} example: ${title}`, () => {
          const { findings } = run(rule, { name: title, resource, options });
          assert.equal(findings.length > 0, kind === "bad");
        });
      }
    }
  });
}

function assertCoverage(rule: Rule, { valid, invalid, unknown }: RuleCases): void {
  assert.ok(
    valid.length > 0 && invalid.length > 0 && unknown.length > 0,
    "needs valid, invalid and unknown cases",
  );
  const all = [...valid, ...invalid, ...unknown];
  const names = all.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)], "two cases have the same name");
  const inputs = all.map(({ resource, stack, options, preset }) =>
    JSON.stringify({ resource, stack, options, preset }),
  );
  assert.equal(new Set(inputs).size, inputs.length, "two cases have the same input");
  const expected = new Set(invalid.flatMap(({ findings }) => findings.map(({ key }) => key)));
  assert.deepEqual(
    [...expected].sort(),
    Object.keys(rule.findings).sort(),
    "a case for each finding of the rule",
  );
}

function assertEvaluation(
  rule: Rule,
  test: TestCase,
  findings: readonly ExpectedFinding[],
  undetermined: readonly string[],
): void {
  const actual = run(rule, test);
  assert.deepEqual(
    actual.findings.map(({ key, level, urn, path, message }) => ({
      key,
      level,
      name: urn.split("::").at(-1),
      path,
      message,
    })),
    findings.map(({ name = "subject", ...finding }) => ({ name, ...finding })),
  );
  assert.deepEqual(
    actual.undetermined.map(({ path, reason }) => `${path}: ${reason}`),
    undetermined,
  );
}

function run(rule: Rule, { resource, stack, options = {}, preset = "baseline" }: TestCase): Evaluation {
  const settings = configureRules([rule], preset, { [rule.id]: options }).get(rule);
  assert.ok(settings);
  if (resource) return evaluateResource(rule, settings, frozen(resource));
  const resources = (stack ?? []).map(frozen);
  const alone = resources.map((one) => evaluateResource(rule, settings, one));
  const together = evaluateStack(rule, settings, new Stack(linked(stack ?? [], resources)));
  return {
    edits: [],
    findings: [...alone, together].flatMap(({ findings }) => findings),
    undetermined: [...alone, together].flatMap(({ undetermined }) => undetermined),
  };
}

function frozen({ type, name = "subject", props }: TestResource): Resource {
  return { type, name, urn: testUrn(type, name), props: deepFreeze(props) };
}

function linked(stack: readonly TestResource[], resources: readonly Resource[]): StackResource[] {
  const urnOf = new Map(resources.map(({ name, urn }) => [name, urn]));
  return resources.map((resource, index) => ({
    ...resource,
    propertyDependencies: Object.fromEntries(
      Object.entries(stack[index]?.from ?? {}).map(([property, names]) => [
        property,
        names.map((name) => urnOf.get(name) ?? assert.fail(`no resource "${name}" in the stack`)),
      ]),
    ),
  }));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
