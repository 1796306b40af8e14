import assert from "node:assert/strict";

import type { Example } from "../rule/example.ts";
import type { Finding, NotApplicable, UndeterminedProperty } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { Stack, type StackResource } from "../rule/stack-view.ts";
import { evaluateResource, evaluateStack, type OnRead, type OnVisit } from "../run/evaluate.ts";
import { Run } from "../run/run.ts";
import { TEST_DAY, type TestCase } from "./cases.ts";

/** The result of a rule on a case. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly undetermined: readonly UndeterminedProperty[];
  readonly notApplicable: readonly NotApplicable[];
}

/** Returns an example as a case under strict, as documented; baseline disables some rules. */
export function exampleCase({ title, type, props, options = {}, beside }: Example): TestCase {
  const test = { name: title, options, preset: "strict" } as const;
  return beside ? { ...test, stack: [{ type, props }, ...beside] } : { ...test, resource: { type, props } };
}

/** Returns the URN of a resource in a test. */
export function testUrn(type: string, name = "subject", within?: string): string {
  return `urn:pulumi:test::test::${within === undefined ? "" : `${within}$`}${type}::${name}`;
}

/** Runs a rule on a case, as a host does. */
export function runCase(rule: Rule, test: TestCase): Outcome {
  const run = startRun(rule, test);
  const resources = resourcesOf(test);
  const alone = resources.flatMap((resource) => run.judge(resource));
  const together = test.stack ? run.judgeStack(resources, [rule]) : [];
  const { undetermined, notApplicable } = run;
  return { findings: [...alone, ...together], undetermined, notApplicable };
}

/** Returns a run with the preset and options of a case, which rules can't change. */
export function startRun(rule: Rule, test: TestCase): Run {
  const { preset = "baseline", options = {}, today = TEST_DAY } = test;
  const run = new Run({ rules: [rule], preset, config: { [rule.id]: options }, now: new Date(today) });
  deepFreeze(run.settings(rule).options);
  return run;
}

/** Calls `onRead` for each property that a rule reads in a case, and `onVisit` for each place that it looks at. */
export function readCase(rule: Rule, test: TestCase, onRead: OnRead, onVisit?: OnVisit): void {
  const settings = startRun(rule, test).settings(rule);
  const resources = resourcesOf(test);
  const context = { now: new Date(test.today ?? TEST_DAY), onRead, ...(onVisit && { onVisit }) };
  for (const resource of resources) evaluateResource(rule, settings, resource, context);
  if (test.stack) evaluateStack(rule, settings, new Stack(resources), context);
}

/** Returns the resources of a case, which rules can't change. */
export function resourcesOf({ resource, stack }: TestCase): readonly StackResource[] {
  const resources = resource ? [resource] : (stack ?? []);
  const named = resources.map(({ type, name = "subject", within, props }) => ({
    type,
    name,
    urn: testUrn(type, name, within),
    props: deepFreeze(props),
  }));
  const urnOf = (dependency: string): string =>
    named.find(({ name }) => name === dependency)?.urn ??
    assert.fail(`no resource "${dependency}" in the stack`);
  return named.map((one, index) => {
    const {
      from = {},
      dependsOn = [],
      ignoreChanges,
      provider,
      parent,
      hidesChildren,
    } = resources[index] ?? {};
    const dependencies = Object.entries(from).map(([property, names]) => [property, names.map(urnOf)]);
    return {
      ...one,
      propertyDependencies: Object.fromEntries(dependencies) as StackResource["propertyDependencies"],
      dependencies: dependsOn.map(urnOf),
      ...(ignoreChanges === undefined ? {} : { ignoreChanges }),
      ...(provider === undefined ? {} : { provider: urnOf(provider) }),
      ...(parent === undefined ? {} : { parent: urnOf(parent) }),
      ...(hidesChildren === undefined ? {} : { hidesChildren }),
    };
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
