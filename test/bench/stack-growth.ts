// Measures how the time to judge a stack grows when the stack is twice as large: 2 is in proportion.
import { fileURLToPath } from "node:url";

import type { StackResource } from "../../policies/src/rule/stack-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { Run } from "../../policies/src/run/run.ts";
import { stackOfClusters, stackOfGroups } from "../fixtures/large-stacks.ts";
import { previewOf } from "./program-preview.ts";

const PROGRAM = fileURLToPath(new URL("large-program", import.meta.url));

/** The operations to measure, each with one of half its size; each returns when the work is done. */
export function largeStacks(scratch: string): Readonly<Record<string, () => void>> {
  return {
    ...sizes([250, 500], "node groups", (count) => {
      judge(stackOfGroups(count));
    }),
    ...sizes([25, 50], "clusters", (count) => {
      judge(stackOfClusters(count));
    }),
    ...sizes([2500, 5000], "resources in a program", (count) => {
      previewOf(PROGRAM, scratch, { RESOURCES: String(count) });
    }),
  };
}

function sizes(counts: readonly number[], unit: string, work: (count: number) => void) {
  return Object.fromEntries(
    counts.map((count) => [
      `${count} ${unit}`,
      () => {
        work(count);
      },
    ]),
  );
}

function judge(resources: readonly StackResource[]): void {
  const run = new Run({ rules, preset: "strict", now: new Date() });
  for (const resource of resources) run.judge(resource);
  run.judgeStack(resources);
}
