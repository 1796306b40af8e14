import assert from "node:assert/strict";

import { admits, parseQuery, type Expression } from "../../policies/src/facts/promql.ts";

/** The selectors of an expression as text. */
function selectors(expression: string): readonly string[] {
  return parseQuery(expression).selectors.map(
    ({ metric, matchers }) =>
      metric + matchers.map(({ label, operator, value }) => `|${label}${operator}${value}`).join(""),
  );
}

function shape(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case "selector":
      return expression.selector.metric;
    case "number":
      return String(expression.value);
    case "call":
      return `${expression.name}(${expression.inputs.map(shape).join(", ")})`;
    case "binary":
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    default:
      return "?";
  }
}

const SELECTORS = {
  'sum by (pod, reason) (rate(errors_total{code=~"5..", path!~\'/a"b\'}[5m:1m] offset 1h)) > 0': [
    'errors_total|code=~5..|path!~/a"b',
  ],
  '{__name__="up", job="node"} unless on(instance) down # up == 0\n and high': [
    "up|__name__=up|job=node",
    "down",
    "high",
  ],
  '{"with.dots", label="x"} and count without(cpu) (node_cpu{mode="#"})': [
    "with.dots|label=x",
    "node_cpu|mode=#",
  ],
  "a:b:c * on(x) group_left(owner) topk(3, kube_pod_owner) and vector(1)": ["a:b:c", "kube_pod_owner"],
  'label_replace(up, "metric", "node_load1", "", "") == bool 1': ["up"],
  "max_over_time(up[1h]) @ end() / absent(up) ": ["up", "up"],
  "SUM BY (group) (up) > COUNT(down) Without (pod)": ["up", "down"],
  "increase(requests[5m] anchored) + by + start + offset[5m]": ["requests", "by", "start", "offset"],
  'broken{label="a" and more': ["broken|label=a", "more"],
} as const;

const SHAPES = {
  "a + b * c < d and e > 1": "(((a + (b * c)) < d) and (e > 1))",
  "-1 < a offset 5m": "(-1 < a)",
  "sum(a) by (x) / sum by (x) (b)": "(sum(a) / sum(b))",
  "predict_linear(a[6h], 4*3600) < 0": "(predict_linear(range(a), (4 * 3600)) < 0)",
  "(a > bool on(x) group_right() b) == .5": "((a > b) == 0.5)",
  "-(-a)": "-(-(a))",
  "time() - a@1609746000 >= 1e3": "((time() - a) >= 1000)",
  "a offset -(2 * max_of(step(), 5s)) @ -3 > a smoothed": "(a > a)",
  "rate(a[5m] anchored) offset step() * 2": "(rate(range(a)) * 2)",
  "histogram_count(a </ 2) >/ +Inf": "(histogram_count((a </ 2)) >/ Infinity)",
  "a if b": "?",
  "a >": "?",
  "(a": "?",
} as const;

describe("parseQuery", () => {
  for (const [expression, expected] of Object.entries(SELECTORS)) {
    it(`finds what is read in ${expression}`, () => {
      assert.deepEqual(selectors(expression), expected);
    });
  }

  for (const [expression, expected] of Object.entries(SHAPES)) {
    it(`reads ${expression}`, () => {
      assert.equal(shape(parseQuery(expression).expression), expected);
    });
  }

  it("reads long and deep expressions without a stack overflow", () => {
    for (const part of ["(", "-", "a{", "a and ", "sum(", '"', "a[", "1^"]) {
      assert.ok(parseQuery(part.repeat(100_000)).selectors.length >= 0);
    }
  });
});

describe("admits", () => {
  const verdict = (matchers: string, value: string) => {
    const [selector] = parseQuery(`metric{${matchers}}`).selectors;
    return selector && admits(selector, "reason", value);
  };

  it("tests each matcher of a label, anchored", () => {
    assert.equal(verdict("", "Evicted"), true);
    assert.equal(verdict('other="x"', "Evicted"), true);
    assert.equal(verdict('reason="Evicted"', "Evicted"), true);
    assert.equal(verdict('reason!="Evicted"', "Evicted"), false);
    assert.equal(verdict('reason=~"Evict"', "Evicted"), false);
    assert.equal(verdict('reason=~"Evict.*|Lost"', "Evicted"), true);
    assert.equal(verdict('reason!~"(?i)evicted",reason=~".+"', "Evicted"), false);
  });

  it("doesn't know what a pattern matches that it can't read", () => {
    assert.equal(verdict('reason=~"(?P<a>x)"', "Evicted"), undefined);
    assert.equal(verdict('reason=~"(?P<a>x)",reason!="Evicted"', "Evicted"), false);
  });
});
