// One run of the engine in a separate process: a program that is imported a second time in one process registers nothing.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { CommandError, LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

/** The request for a run of the engine. */
export interface EngineJob {
  readonly operation: "preview" | "up" | "destroy";
  /** Folder with Pulumi.yaml. */
  readonly directory: string;
  readonly project: string;
  readonly stack: string;
  /** The program's file or folder. */
  readonly program: string;
  /** The policy packs, as for `--policy-pack`. */
  readonly policyPacks: readonly string[];
  /** A policy config for each pack, or none. */
  readonly policyPackConfigs: readonly string[];
}

/** The outcome of a run. */
export interface EngineOutcome {
  /** Exit code of the CLI. */
  readonly code: number;
  /** All that the CLI printed. */
  readonly output: string;
  readonly events: readonly EngineEvent[];
}

/** The result of the failed process in an error of the Automation API, which its types hide. */
interface FailedCommand {
  readonly commandResult: {
    readonly err?: { readonly exitCode: number; readonly stdout: string; readonly stderr: string };
  };
}

async function run(job: EngineJob): Promise<EngineOutcome> {
  const { operation, directory, project, stack: stackName, program } = job;
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project, program: () => runProgram(program) },
    { workDir: directory },
  );
  const events: EngineEvent[] = [];
  const options = {
    color: "never" as const,
    onEvent: (event: EngineEvent) => events.push(event),
    policyPacks: [...job.policyPacks],
    policyPackConfigs: [...job.policyPackConfigs],
  };
  try {
    const { stdout, stderr } = await stack[operation](options);
    return { code: 0, output: stdout + stderr, events };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { err } = (error as unknown as FailedCommand).commandResult;
    if (!err) throw error;
    return { code: err.exitCode, output: err.stdout + err.stderr, events };
  }
}

/** Runs the program as the language host does, and returns its outputs. */
async function runProgram(program: string): Promise<Record<string, unknown>> {
  const file = createRequire(path.join(program, "package.json")).resolve(program);
  const { default: own, ...outputs } = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return typeof own === "object" ? { ...own, ...outputs } : outputs;
}

process.once("message", (job: EngineJob) => {
  run(job).then(
    (outcome) => process.send?.(outcome, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
