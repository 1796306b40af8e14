import assert from "node:assert/strict";

import { evaluateResource, evaluateStack, type OnRead } from "./evaluate.ts";
import type { Finding, UndeterminedProperty } from "./finding.ts";
import type { Options, OptionValues } from "./option.ts";
import type { Preset } from "./preset.ts";
import type { PropertyObject } from "./property-value.ts";
import type { Resource } from "./resource-view.ts";
import type { CommonOptions, Rule } from "./rule.ts";
import { Run } from "./run.ts";
import { Stack, type StackResource } from "./stack-view.ts";

/** The day on which tests run. */
export const TEST_DAY = "2026-06-15";

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
export interface TestCase<O extends Options = Options, Key extends string = string> {
  readonly name: string;
  readonly resource?: TestResource;
  readonly stack?: readonly TestResource[];
  /** Options as a policy config gives them. */
  readonly options?: Partial<OptionValues<O & CommonOptions<Key>>>;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
}

/** What a rule made of a case. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly undetermined: readonly UndeterminedProperty[];
}

/** The URN of a resource in a test. */
export function testUrn(type: string, name = "subject"): string {
  return `urn:pulumi:test::test::${type}::${name}`;
}

/** Runs a rule on a case as a host does. */
export function runCase(rule: Rule, test: TestCase): Outcome {
  const run = startRun(rule, test);
  const resources = resourcesOf(test);
  const alone = resources.flatMap((resource) => run.judge(resource));
  const together = test.stack ? run.judgeStack(resources, [rule]) : [];
  return { findings: [...alone, ...together], undetermined: run.undetermined };
}

/** A run with the preset and options of a case, which no rule can change. */
export function startRun(rule: Rule, { preset = "baseline", options = {} }: TestCase): Run {
  const run = new Run({ rules: [rule], preset, config: { [rule.id]: options }, now: new Date(TEST_DAY) });
  deepFreeze(run.settings(rule).options);
  return run;
}

/** Calls back for each property that a rule reads in a case. */
export function readCase(rule: Rule, test: TestCase, onRead: OnRead): void {
  const settings = startRun(rule, test).settings(rule);
  const resources = resourcesOf(test);
  for (const resource of resources) evaluateResource(rule, settings, resource, onRead);
  if (test.stack) evaluateStack(rule, settings, new Stack(resources), onRead);
}

/** The resources of a case, in a form that no rule can change. */
export function resourcesOf({ resource, stack }: TestCase): readonly StackResource[] {
  const resources = resource ? [resource] : (stack ?? []);
  const named = resources.map(({ type, name = "subject", props }) => ({
    type,
    name,
    urn: testUrn(type, name),
    props: deepFreeze(props),
  }));
  return named.map((one, index) => ({
    ...one,
    propertyDependencies: dependencies(resources[index]?.from ?? {}, named),
  }));
}

function dependencies(
  from: Readonly<Record<string, readonly string[]>>,
  resources: readonly Resource[],
): Readonly<Record<string, readonly string[]>> {
  const urnOf = (name: string): string =>
    resources.find((resource) => resource.name === name)?.urn ??
    assert.fail(`no resource "${name}" in the stack`);
  return Object.fromEntries(Object.entries(from).map(([property, names]) => [property, names.map(urnOf)]));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
