import type { Options } from "../rule/option.ts";
import type { Rule } from "../rule/rule.ts";
import type { RuleCases, TestCase } from "./cases.ts";
import { readCase, runCase } from "./test-case.ts";

/** Returns a line for each gap in the cases of a rule. */
export function coverageGaps(rule: Rule, cases: Required<RuleCases<Options, string>>): readonly string[] {
  const { valid, invalid, unknown, notApplicable, exempt, remediate } = cases;
  const judged = [...valid, ...invalid];
  const groups: readonly (readonly TestCase[])[] = [
    [...judged, ...unknown, ...notApplicable, ...exempt],
    remediate,
  ];
  return [
    ...REQUIRED.flatMap(([kind, what]) =>
      cases[kind].length === 0 ? [`there is no ${kind} case: add ${what}`] : [],
    ),
    ...groups.flatMap((group) => [
      ...duplicates(group.map(({ name }) => name)).map((name) => `two cases are called "${name}"`),
      ...duplicates(group.map(inputOf)).map((input) => `two cases have the same input: ${input}`),
    ]),
    ...unexpectedKeys(rule, invalid),
    ...(rule.check && !hasAbsentCase(rule, judged)
      ? ["no case leaves out a property that another one sets: what does the platform do then?"]
      : []),
    ...missingBoundaries(rule, judged),
    ...((rule.remediates === undefined) === (remediate.length === 0)
      ? []
      : ["remediate cases are for rules that say what they remediate, and those need one"]),
  ];
}

/** The required kinds of cases, with the form of a case. */
const REQUIRED = [
  ["valid", "{ name, resource } to `valid`, on which the rule finds nothing"],
  ["invalid", "{ name, resource, findings } to `invalid`, with every finding in full"],
  [
    "unknown",
    "{ name, resource, undetermined } to `unknown`, with UNKNOWN in place of a value that the rule reads",
  ],
] as const;

function inputOf({ resource, stack, options, preset, today }: TestCase): string {
  return JSON.stringify({ resource, stack, options, preset, today });
}

function duplicates(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}

function unexpectedKeys(
  rule: Rule,
  invalid: readonly { readonly findings: readonly { readonly key: string }[] }[],
): readonly string[] {
  const expected = new Set(invalid.flatMap(({ findings }) => findings.map(({ key }) => key)));
  return Object.keys(rule.findings)
    .filter((key) => !expected.has(key))
    .map((key) => `no invalid case expects the finding "${key}"`);
}

/** True if one case sets a property that the rule reads in another case that doesn't set it. */
function hasAbsentCase(rule: Rule, cases: readonly TestCase[]): boolean {
  const paths = { known: new Set<string>(), absent: new Set<string>(), undetermined: new Set<string>() };
  for (const test of cases) {
    readCase(rule, test, ({ path }, kind) => paths[kind].add(path.replaceAll(/\[\d+\]/g, "[]")));
  }
  return [...paths.absent].some((path) => paths.known.has(path));
}

/**
 * Returns a line for each number without a case on both sides: changing the number by one must make a finding appear in one case
 * and disappear in another.
 */
function missingBoundaries(rule: Rule, cases: readonly TestCase[]): readonly string[] {
  const isUsed = (name: string): boolean =>
    rule.options[name]?.default !== undefined || cases.some(({ options = {} }) => name in options);
  const numbers = Object.entries(rule.options).filter(
    ([name, { schema }]) => schema.type === "integer" && isUsed(name),
  );
  return numbers.flatMap(([name, option]) => {
    const appears = new Set<string>();
    const disappears = new Set<string>();
    for (const test of cases) {
      const value = Number({ [name]: option.default, ...test.options }[name]);
      const before = keysOf(rule, test);
      for (const moved of [value - 1, value + 1].filter((each) => option.accepts(each))) {
        const after = keysOf(rule, { ...test, options: { ...test.options, [name]: moved } });
        for (const key of after) if (!before.has(key)) appears.add(key);
        for (const key of before) if (!after.has(key)) disappears.add(key);
      }
    }
    const hasBoth = [...appears].some((key) => disappears.has(key));
    return hasBoth
      ? []
      : [`the option "${name}" needs a case just inside and one just outside of it, for the same finding`];
  });
}

function keysOf(rule: Rule, test: TestCase): ReadonlySet<string> {
  return new Set(runCase(rule, test).findings.map(({ key }) => key));
}
