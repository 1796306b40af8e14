// What the rules are tested with, for judges from elsewhere.
import { isPropertyObject, isUnknown, type PropertyValue } from "../../policies/src/rule/property-value.ts";
import type { Resource } from "../../policies/src/rule/resource-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { exampleCase, resourcesOf } from "../../policies/src/testing/test-case.ts";
import { testerCases } from "../analyzer/tester-cases.ts";

let inputs: Promise<readonly (readonly Resource[])[]> | undefined;

/** The resources of all examples and cases of the rules: each alone, or with those that are in one stack. */
export function ruleInputs(): Promise<readonly (readonly Resource[])[]> {
  return (inputs ??= readInputs());
}

async function readInputs(): Promise<readonly (readonly Resource[])[]> {
  const examples = rules.flatMap(({ examples: { good, bad } }) =>
    [...good, ...bad].map((example) => resourcesOf(exampleCase(example))),
  );
  const cases = (await testerCases(Infinity)).map(({ subject }): readonly Resource[] =>
    "props" in subject ? [subject] : subject,
  );
  return [...examples, ...cases];
}

/** Every string below a value, with the name of its property; elements of lists have the name of the list. */
export function* stringsIn(
  value: PropertyValue,
  name = "",
): Generator<readonly [name: string, text: string]> {
  if (isUnknown(value)) return;
  if (typeof value === "string") yield [name, value];
  else if (Array.isArray(value))
    for (const element of value) yield* stringsIn(element as PropertyValue, name);
  else if (isPropertyObject(value))
    for (const [key, each] of Object.entries(value)) yield* stringsIn(each, key);
}
