// The inputs of the rules' own tests, for other hosts to judge as well.
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Resource } from "../../policies/src/rule/resource-view.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import type { StackResource } from "../../policies/src/rule/stack-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import type { RuleSettings } from "../../policies/src/run/evaluate.ts";
import { Run } from "../../policies/src/run/run.ts";

const RULE_TESTS = fileURLToPath(new URL("../rules/", import.meta.url));

/** An input that a rule was run on, and its settings. */
export interface Judged {
  readonly rule: Rule;
  readonly settings: RuleSettings;
  /** One resource, or all resources of a stack. */
  readonly subject: Resource | readonly StackResource[];
}

/** The maximum number of cases per rule that all hosts are asked about. */
const CASES_PER_RULE = 40;

/**
 * Returns the unique inputs of the cases in the rules' tests; if there are many, a selection from the whole test. Excludes the
 * thousands of modified cases that the tester generates from them.
 *
 * @param casesPerRule the maximum number of cases per rule.
 */
export async function testerCases(casesPerRule = CASES_PER_RULE): Promise<readonly Judged[]> {
  const tests = await (declared ??= declaredTests());
  const judged = new Map<string, Judged>();
  const stopRecording = record((run, subject) => {
    for (const rule of run.rules) {
      const settings = run.settings(rule);
      judged.set(JSON.stringify([rule.id, settings, subject]), { rule, settings, subject });
    }
  });
  try {
    for (const { title, body } of tests) if (!title.startsWith("survives")) body();
  } finally {
    stopRecording();
  }
  return rules.flatMap((rule) => {
    const cases = [...judged.values()].filter((each) => each.rule === rule);
    const step = Math.ceil(cases.length / casesPerRule) || 1;
    return cases.filter((_, index) => index % step === 0);
  });
}

/** Calls back for everything that any run judges, until the returned function is called. */
function record(onJudge: (run: Run, subject: Judged["subject"]) => void): () => void {
  const original = Object.getOwnPropertyDescriptors(Run.prototype);
  for (const method of ["judge", "judgeStack"] as const) {
    const judge = original[method].value as (this: Run, ...args: unknown[]) => unknown;
    Object.assign(Run.prototype, {
      [method](this: Run, subject: Judged["subject"], ...rest: unknown[]) {
        onJudge(this, subject);
        return judge.call(this, subject, ...rest);
      },
    });
  }
  return () => {
    Object.defineProperties(Run.prototype, original);
  };
}

interface DeclaredTest {
  readonly title: string;
  readonly body: () => void;
}

/** A module is evaluated only once, so a second call would find no tests. */
let declared: Promise<readonly DeclaredTest[]> | undefined;

/** Returns the tests in the rules' test files, which are loaded a second time with a test runner that only records them. */
async function declaredTests(): Promise<readonly DeclaredTest[]> {
  const tests: DeclaredTest[] = [];
  const { describe, it } = globalThis;
  Object.assign(globalThis, {
    describe: (_title: string, body: () => void) => {
      body();
    },
    it: (title: string, body: () => void) => tests.push({ title, body }),
  });
  try {
    for (const file of globSync("*/*.test.ts", { cwd: RULE_TESTS }))
      await import(`${RULE_TESTS}${file}?cases`);
  } finally {
    Object.assign(globalThis, { describe, it });
  }
  return tests;
}
