import { tmpdir } from "node:os";
import path from "node:path";

import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { CLUSTER } from "../cluster/aws-types.ts";
import type { PlannedResource } from "../sources/plan.ts";
import { ConnectionQueue } from "../sources/program/engine/connection-queue.ts";
import type { Diagnostic, EngineServer } from "../sources/program/engine/engine-server.ts";
import { startProgram } from "../sources/program/node/program.ts";
import { ProgramError } from "../sources/program/program-error.ts";
import { ENCRYPTED, loadProject, loadStack, type Stack } from "../sources/program/project.ts";
import type { Changes } from "../sources/state/changes.ts";
import { UsageError } from "../usage-error.ts";
import type { Judgement } from "./judge.ts";
import type { Preset } from "./preset.ts";
import type { Run } from "./run.ts";

/** What to preview, and by which rules. */
export interface PreviewOptions {
  /** Folder of the Pulumi project. */
  readonly directory: string;
  /** Name of the stack. @defaultValue the only one there is */
  readonly stack?: string;
  /** Policy config file. @defaultValue `policy.<stack>.json` beside the stack files, if there is one */
  readonly policyConfigFile?: string;
  /** The stack's state, as `pulumi stack export` prints it, to compare the program with. @defaultValue none */
  readonly stateFile?: string;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** The time by which exemptions expire and support ends. @defaultValue now */
  readonly now?: Date;
  /** Called as resources arrive, with their number so far. */
  readonly onProgress?: (resources: number) => void;
  /** Called with what the program prints itself. */
  readonly onOutput?: (text: string) => void;
}

/** What a preview found. */
export interface PreviewResult extends Judgement {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly PlannedResource[];
  /** What would change of the state that it was compared with. */
  readonly changes?: Changes;
  /** What the addresses of each cluster come to. */
  readonly capacity: readonly StackCapacity[];
  /** What a real preview would see and this one did not. */
  readonly blindSpots: readonly string[];
  /** Warnings and notes that the program logged. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs a Pulumi program without the engine, a cloud or a login, and judges what it would make.
 *
 * @throws UsageError for a wrong folder, stack, state, policy config or `productionproof.json`, and for settings that the program
 * refuses with a `pulumi.RunError`.
 * @throws ProgramError where the program itself fails.
 */
export async function preview(options: PreviewOptions): Promise<PreviewResult> {
  const {
    directory,
    preset = "baseline",
    policyConfigFile,
    now = new Date(),
    onProgress = ignore,
    onOutput = ignore,
  } = options;
  const project = loadProject(path.resolve(directory));
  const stack = loadStack(project, options.stack);
  const connections = await ConnectionQueue.open();
  const program = startProgram({
    project,
    stack,
    engineAddress: connections.address,
    compileCache: path.join(tmpdir(), "productionproof-compile-cache"),
    onOutput,
  });
  try {
    // The program loads its SDKs for most of a second: time enough to load what judges it.
    const [{ createOfflineEngine }, { createRun }, { judge }] = await Promise.all([
      import("../sources/program/engine/offline-engine.ts"),
      import("./policy-settings.ts"),
      import("./judge.ts"),
    ]);
    const run = createRun({ project, stack: stack.name, preset, configFile: policyConfigFile, now });
    const { plan, server, changes } = createOfflineEngine(project, stack, onProgress, options.stateFile);
    connections.serve(server.accept);
    const { diagnostics } = server;
    try {
      await program.end;
    } catch (error) {
      throw inOwnWords(error, server, stack);
    } finally {
      server.close();
    }
    return {
      project: project.name,
      stack: stack.name,
      resources: plan.resources,
      ...(changes ? { changes: changes.result } : {}),
      capacity: await capacityOf(plan.resources, run),
      ...judge(plan, run),
      blindSpots: [...plan.blindSpots],
      diagnostics: diagnostics.filter(({ severity }) => severity !== "debug"),
    };
  } finally {
    program.kill();
    connections.close();
  }
}

async function capacityOf(
  resources: readonly PlannedResource[],
  run: Run,
): Promise<readonly StackCapacity[]> {
  // Most programs that are previewed make no cluster, and need nothing of this.
  if (!resources.some(({ type }) => type === CLUSTER)) return [];
  const { stackCapacities } = await import("../capacity/stack-capacity.ts");
  return stackCapacities(resources, run);
}

/** What a program says through Pulumi went wrong; its exit code alone says little. */
function inOwnWords(error: unknown, server: EngineServer, stack: Stack): unknown {
  const { diagnostics, refusals } = server;
  const messages = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  if (!(error instanceof ProgramError) || messages.length === 0) return error;
  // What this engine itself refused needs no stack trace of the SDK around it.
  const refused = refusals.filter((refusal) => messages.some((message) => message.includes(refusal)));
  if (refused.length > 0) return new ProgramError([...new Set(refused)].join("\n"));
  const isSettingsError =
    error.programExitCode === EXIT_CODE_AFTER_MESSAGE && messages.every((message) => !FAILURE.test(message));
  return isSettingsError
    ? new UsageError([...messages, ...encryptedHint(stack)].join("\n"))
    : new ProgramError([...messages, ...encryptedHint(stack), ...lookupHint(server)].join("\n"));
}

function encryptedHint({ encryptedKeys }: Stack): readonly string[] {
  return encryptedKeys.length > 0 ? [`The program got "${ENCRYPTED}" for ${encryptedKeys.join(", ")}.`] : [];
}

/** A program that awaits an answer and reads on in it fails where the answer is not known. */
function lookupHint({ unknownLookups }: EngineServer): readonly string[] {
  return unknownLookups.size > 0
    ? [
        `The program got unknown values from ${[...unknownLookups].join(", ")}; where it needs them, add an answer to "lookups" in the project's productionproof.json.`,
      ]
    : [];
}

// How the SDK's runner ends after an error that it has explained, and what it adds to all but RunErrors, the class for
// what is wrong with a program's configuration; source: pulumi sdk/nodejs/cmd/run, 3.259.0.
const EXIT_CODE_AFTER_MESSAGE = 32;
const FAILURE = /^Running program '.*' failed with an unhandled exception:|^ {4}at /m;

function ignore(): void {
  // For callers that follow neither progress nor output.
}
