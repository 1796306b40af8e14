import assert from "node:assert/strict";

import fc from "fast-check";
import { parse } from "yaml";

import { parseQuery, type Matcher, type Selector } from "../../policies/src/facts/promql.ts";
import type { PropertyValue } from "../../policies/src/rule/property-value.ts";
import { answersOf, PROMQL, skipWithout } from "./oracle.ts";
import { ruleInputs, stringsIn } from "./rule-inputs.ts";

type Answer = { readonly selectors: readonly Selector[] } | { readonly refused: string };

describe("Prometheus' parser", () => {
  skipWithout(PROMQL);

  it("refuses what is no expression", () => {
    const answers = prometheus(["rate(up[5m]", "sum(up) by", "up = 1"]);
    assert.ok(answers.every((answer) => "refused" in answer));
  });

  it("reads the same in every expression of the rules' examples and cases", async () => {
    const expressions = new Set(
      (await ruleInputs()).flat().flatMap(({ props }) => [...expressionsIn(props)]),
    );
    assert.ok(expressions.size > 30);
    assert.deepEqual(differences([...expressions]), []);
  });

  it("reads the same in expressions of all forms", () => {
    const expressions = fc.sample(expression, { seed: 20261128, numRuns: 3000 });
    const answers = prometheus(expressions);
    assert.ok(answers.filter((answer) => "selectors" in answer).length > 1000);
    assert.deepEqual(differences(expressions), []);
  });
});

function prometheus(expressions: readonly string[]): readonly Answer[] {
  return answersOf(PROMQL, expressions) as readonly Answer[];
}

/** The expressions that Prometheus accepts and we don't, or in which we read other time series. */
function differences(expressions: readonly string[]): readonly string[] {
  const answers = prometheus(expressions);
  return expressions.filter((text, index) => {
    const answer = answers[index] ?? assert.fail();
    // MetricsQL is read too, and functions that Prometheus doesn't have.
    if ("refused" in answer) return false;
    const query = parseQuery(text);
    return !query.expression || shown(query.selectors) !== shown(answer.selectors);
  });
}

function shown(selectors: readonly Selector[]): string {
  const ofMetric = ({ label, operator }: Matcher): boolean => label === "__name__" && operator === "=";
  return selectors
    .map(({ metric, matchers }) =>
      [
        metric,
        ...matchers
          .filter((matcher) => !ofMetric(matcher))
          .map(({ label, operator, value }) => label + operator + value)
          .sort(),
      ].join("|"),
    )
    .sort()
    .join("\n");
}

/** The expressions of rules, in objects and in the YAML that a workspace of Amazon Managed Service for Prometheus takes. */
function* expressionsIn(value: PropertyValue): Generator<string> {
  for (const [name, text] of stringsIn(value)) {
    if (name === "expr") yield text;
    if (name === "data" && text.includes("groups:")) {
      for (const [key, each] of stringsIn(documentOf(text))) if (key === "expr") yield each;
    }
  }
}

function documentOf(text: string): PropertyValue {
  try {
    return parse(text) as PropertyValue;
  } catch {
    return null;
  }
}

const metric = fc.constantFrom(
  "up",
  "kube_pod_info",
  "job:errors:rate5m",
  "start",
  "offset",
  "by",
  "anchored",
);
const label = fc.constantFrom("pod", "reason", "on", "le");
const value = fc.constantFrom('"x"', "'a\"b'", '"5.."', "`a\\d`", '"a\\\\.b"', '""', '"{#}"');
const duration = fc.constantFrom("5m", "1h30m", "300", "step()", "2*1m", "min_of(5m, 1h)");
const matchers = fc
  .array(
    fc.tuple(label, fc.constantFrom("=", "!=", "=~", "!~"), value).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => `{${parts.join(", ")}}`);
const selector = fc.oneof(
  metric,
  matchers,
  fc.tuple(metric, matchers).map((parts) => parts.join("")),
  fc.constantFrom('{"with.dots"}', '{"with.dots", pod="x"}', '{__name__="up", pod!=""}', "{}", "up{}"),
);
const suffix = fc.oneof(
  { weight: 5, arbitrary: fc.constant("") },
  duration.map((text) => ` offset ${text}`),
  duration.map((text) => ` OFFSET -(${text})`),
  fc.constantFrom(" @ 1609746000", " @ -1e3", " @ end()", " @start() offset 5m", " smoothed", " anchored"),
);
const grouping = fc.constantFrom("", "by (pod)", "BY(pod, reason)", "without ()", "Without (le,)");
const matching = fc.constantFrom("", "bool", "on (pod)", "ignoring(le) group_left", "ON() GROUP_RIGHT(pod)");
const operator = fc.constantFrom(
  ...[
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "atan2",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "</",
    ">/",
    "and",
    "OR",
    "unless",
  ],
);

/** Expressions, most of which Prometheus accepts. */
const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie("operand"),
    fc
      .tuple(tie("operand"), operator, matching, tie("expression"))
      .map(([left, sign, how, right]) => `${left} ${sign} ${how} ${right}`),
  ),
  operand: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(selector, suffix).map((parts) => parts.join("")),
    fc.constantFrom("1", "-.5", "1e3", "0x1F", "+Inf", "NaN", "5m", "time()", "vector(1) # up"),
    fc
      .tuple(fc.constantFrom("rate", "increase", "max_over_time"), selector, duration, suffix)
      .map(([name, series, range, how]) => `${name}(${series}[${range}]${how})`),
    fc
      .tuple(fc.constantFrom("sum", "COUNT", "max", "quantile"), grouping, tie("expression"))
      .map(([name, group, inner]) => `${name} ${group} (${name === "quantile" ? "0.9, " : ""}${inner})`),
    fc.tuple(tie("expression"), grouping).map(([inner, group]) => `sum(${inner}) ${group}`),
    fc.tuple(tie("expression"), duration).map(([inner, range]) => `min_over_time((${inner})[${range}:1m])`),
    tie("expression").map((inner) => `-(${inner}\n)`),
    tie("expression").map((inner) => `label_replace(${inner}, "a", "$1", 'pod', "(.*)")`),
  ),
}));
