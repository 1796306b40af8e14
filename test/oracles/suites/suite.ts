import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { Rule } from "../../../policies/src/rule/rule.ts";
import { runCase } from "../../../policies/src/testing/test-case.ts";

/** A test suite of another tool: what it says about objects that rules judge too. */
export interface Suite {
  readonly name: string;
  readonly source: string;
  /** The date of the commit that was read. */
  readonly date: string;
  readonly checks: readonly Check[];
}

/** A check of the tool, and what corresponds to it. */
export interface Check {
  readonly check: string;
  readonly rules: readonly Rule[];
  /** Keys of the corresponding findings. @defaultValue all of these rules */
  readonly findings?: readonly string[];
  readonly cases: readonly Case[];
}

/** One of the suite's cases; its objects are our own, as small as the case permits. */
export interface Case {
  readonly name: string;
  readonly stack: readonly TestResource[];
  readonly theirs: Verdict;
  /** Why our verdict is the other one; only where it is. */
  readonly because?: string;
}

type Verdict = "passes" | "fails";

/** A case that passes the tool's check. */
export function passes(name: string, stack: readonly TestResource[], because?: string): Case {
  return { name, stack, theirs: "passes", ...(because !== undefined && { because }) };
}

/** A case that fails the tool's check. */
export function fails(name: string, stack: readonly TestResource[], because?: string): Case {
  return { name, stack, theirs: "fails", ...(because !== undefined && { because }) };
}

/** Returns the cases with another verdict and no reason, and those with a reason and the same verdict. */
export function unexplained({ checks }: Suite): readonly string[] {
  return checks.flatMap((check) =>
    check.cases.flatMap(({ name, stack, theirs, because }) => {
      const ours = verdictOf(check, stack);
      if ((ours === theirs) === (because === undefined)) return [];
      return [
        `${check.check}: ${name}: ${theirs} there and ${ours} here, ${because === undefined ? "without a reason" : "but there is a reason"}`,
      ];
    }),
  );
}

function verdictOf({ rules, findings: keys }: Check, stack: readonly TestResource[]): Verdict {
  const findings = rules.flatMap(
    (rule) => runCase(rule, { name: "foreign", preset: "strict", stack }).findings,
  );
  return findings.some(({ key }) => keys === undefined || keys.includes(key)) ? "fails" : "passes";
}
