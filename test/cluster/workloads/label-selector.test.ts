import assert from "node:assert/strict";

import { selects } from "../../../policies/src/cluster/workloads/label-selector.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import { View } from "../../../policies/src/rule/view.ts";

/** Returns whether a selector matches labels; nothing may be recorded. */
function selected(selector: PropertyValue, labels: PropertyValue): boolean | undefined {
  const view = new View("urn", { selector, labels }, { undetermined: () => assert.fail("is on record") });
  return selects(view.at("selector"), view.at("labels"));
}

const LABELS = { app: "shop", tier: "web" };
const expression = (key: string, operator: string, ...values: readonly string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

const CASES: readonly (readonly [string, PropertyValue, PropertyValue, boolean | undefined])[] = [
  ["no selector", undefined, LABELS, false],
  ["an empty selector", {}, LABELS, true],
  ["one label of several", { matchLabels: { app: "shop" } }, LABELS, true],
  ["another value", { matchLabels: { app: "shop", tier: "db" } }, LABELS, false],
  ["a missing label", { matchLabels: { team: "shop" } }, LABELS, false],
  ["no labels", { matchLabels: { app: "shop" } }, undefined, false],
  ["In", expression("app", "In", "cart", "shop"), LABELS, true],
  ["In, without the value", expression("app", "In", "cart"), LABELS, false],
  ["NotIn", expression("app", "NotIn", "cart"), LABELS, true],
  ["NotIn, with the value", expression("app", "NotIn", "shop"), LABELS, false],
  ["NotIn, without the label", expression("team", "NotIn", "shop"), LABELS, true],
  ["Exists", expression("tier", "Exists"), LABELS, true],
  ["Exists, without the label", expression("team", "Exists"), LABELS, false],
  ["DoesNotExist", expression("team", "DoesNotExist"), LABELS, true],
  ["an invalid operator", expression("app", "Like", "shop"), LABELS, undefined],
  ["a selector that is not known yet", UNKNOWN, LABELS, undefined],
  ["labels that are not known yet", { matchLabels: { app: "shop" } }, UNKNOWN, undefined],
  ["a value that is not known yet", { matchLabels: { app: UNKNOWN } }, LABELS, undefined],
  ["a value that is not known yet, of a missing label", { matchLabels: { team: UNKNOWN } }, LABELS, false],
  ["a label whose value is not known yet", { matchLabels: { app: "shop" } }, { app: UNKNOWN }, undefined],
  [
    "an unknown value next to one that does not match",
    { matchLabels: { app: UNKNOWN, tier: "db" } },
    LABELS,
    false,
  ],
  ["expressions that are not known yet", { matchExpressions: UNKNOWN }, LABELS, undefined],
];

describe("selects", () => {
  for (const [name, selector, labels, expected] of CASES) {
    it(`${name}: ${expected}`, () => {
      assert.equal(selected(selector, labels), expected);
    });
  }
});
