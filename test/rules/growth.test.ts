import assert from "node:assert/strict";

import type { Rule } from "../../policies/src/rule/rule.ts";
import { Stack, type StackResource } from "../../policies/src/rule/stack-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { evaluateStack } from "../../policies/src/run/evaluate.ts";
import { presetSettings } from "../../policies/src/run/preset.ts";
import {
  stackOfClusters,
  stackOfDaemonSets,
  stackOfGroups,
  stackOfNewClusters,
  stackOfRoutedGroups,
  stackOfSecurityGroups,
  stackOfTemplates,
  stackOfWaitingGroups,
  stackOfWorkloads,
} from "../fixtures/large-stacks.ts";

/** Returns how often a rule reads a property of a resource, or what it depends on, when it judges a stack. */
function reads(rule: Rule, resources: readonly StackResource[]): number {
  let count = 0;
  const counting = <T extends object>(of: T, isCounted: (name: string | symbol) => boolean): T =>
    new Proxy(of, {
      get: (object, name) => {
        if (isCounted(name)) count += 1;
        return Reflect.get(object, name) as unknown;
      },
    });
  const counted = resources.map((resource) =>
    counting(
      { ...resource, props: counting(resource.props, () => true) },
      (name) => name === "dependencies" || name === "propertyDependencies",
    ),
  );
  const { options } = presetSettings(rule, "strict");
  evaluateStack(rule, { level: "mandatory", options }, new Stack(counted), { now: new Date("2026-11-28") });
  return count;
}

describe("What a rule reads grows in proportion to the stack", () => {
  const stacks = {
    stackOfGroups,
    stackOfTemplates,
    stackOfClusters,
    stackOfDaemonSets,
    stackOfNewClusters,
    stackOfRoutedGroups,
    stackOfSecurityGroups,
    stackOfWaitingGroups,
    stackOfWorkloads,
  };
  for (const [name, stackOf] of Object.entries(stacks)) {
    it(`in a ${name}`, () => {
      const [four, eight, twelve] = [stackOf(4), stackOf(8), stackOf(12)];
      for (const rule of rules) {
        const [few, more, most] = [reads(rule, four), reads(rule, eight), reads(rule, twelve)];
        assert.ok(most - more <= more - few, `${rule.id} reads ${few}, ${more}, ${most} properties`);
      }
    });
  }
});
