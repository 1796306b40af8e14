import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import { findingLines } from "../../../policies/src/rule/finding.ts";
import type { Preset } from "../../../policies/src/run/preset.ts";
import { preview } from "../../../policies/src/run/preview.ts";
import { reportsOf, type PolicyReport } from "./engine-events.ts";
import { EngineProject } from "./engine-project.ts";

/** A stack of a Pulumi project. */
export interface Subject {
  readonly directory: string;
  readonly stack: string;
}

/** Returns the offline preview's reports about a stack. */
export async function offlineReports(
  subject: Subject,
  preset: Preset = "baseline",
): Promise<readonly PolicyReport[]> {
  const { findings } = await preview({ ...subject, preset });
  return findings.map((finding) => ({ ...finding, message: findingLines(finding).join("\n") }));
}

/** Returns the reports of `pulumi preview` about a stack, with these packs. */
export async function engineReports(
  { directory, stack }: Subject,
  policyPacks: readonly string[],
): Promise<readonly PolicyReport[]> {
  const project = new EngineProject(directory);
  const config = path.join(directory, "stacks", `policy.${stack}.json`);
  try {
    const outcome = await project.preview({
      stack,
      policyPacks,
      policyPackConfigs: existsSync(config) ? policyPacks.map(() => config) : [],
    });
    const reports = reportsOf(outcome);
    const isStopped = reports.some(({ level }) => level === "mandatory");
    assert.equal(outcome.code, isStopped ? 1 : 0, outcome.output);
    return reports;
  } finally {
    project.remove();
  }
}

/** Returns the complete text of a report; the summary of what couldn't be judged becomes one report per line. */
export function inWords({ rule, level, urn, message }: PolicyReport): readonly string[] {
  const parts = rule === "blind-spots" ? message.split("\n") : [message];
  return parts.map((part) => `${level} ${rule} ${urn.split("::").slice(2).join("::")} ${part}`);
}
