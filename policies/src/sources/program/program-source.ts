import path from "node:path";

import { UsageError } from "../../usage-error.ts";
import type { Source, SourceContents } from "../source.ts";
import { ConnectionQueue } from "./engine/connection-queue.ts";
import type { EngineServer } from "./engine/engine-server.ts";
import { findRunner, startProgram } from "./node/program.ts";
import { ProgramError } from "./program-error.ts";
import { ENCRYPTED, loadProject, loadStack, type Stack } from "./project.ts";

/** The program to run, and the stack to run it for. */
export interface ProgramOptions {
  /** The folder of the Pulumi project. */
  readonly directory: string;
  /** The name of the stack. @defaultValue the project's only stack */
  readonly stack?: string;
  /** The stack's state to compare the program with, as printed by `pulumi stack export`. @defaultValue none */
  readonly stateFile?: string;
  /** Whether to read where the program creates each resource, which takes a while. @defaultValue false */
  readonly positions?: boolean;
  /** Called as resources are registered, with their number so far. */
  readonly onProgress?: (resources: number) => void;
  /** Called with the program's own output. */
  readonly onOutput?: (text: string) => void;
  /** Ends the program, with all processes that it has started. Reading then throws the signal's reason. @defaultValue none */
  readonly signal?: AbortSignal;
}

/**
 * Starts a Pulumi program without the engine, a cloud account or a login, as a source of the resources that it would create.
 *
 * @throws UsageError for an invalid folder or stack, and if the program has no Pulumi SDK. Reading throws one too: for an invalid state or `productionproof.json`, and
 * for settings that the program rejects with a `pulumi.RunError`.
 */
export async function startProgramSource(options: ProgramOptions): Promise<Source> {
  const { directory, stateFile, positions = false, onProgress = ignore, onOutput = ignore, signal } = options;
  const project = loadProject(path.resolve(directory));
  const stack = loadStack(project, options.stack);
  const runner = findRunner(project);
  const connections = await ConnectionQueue.open();
  const { address } = connections;
  const program = startProgram({ runner, project, stack, engineAddress: address, positions, onOutput });
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping = program.stop();
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop);
  // The program takes most of a second to load its SDKs, which is enough time to load the engine that answers it.
  const loading = import("./engine/offline-engine.ts");
  const read = async (): Promise<SourceContents> => {
    const { createOfflineEngine } = await loading;
    const { plan, server, changes } = createOfflineEngine(project, stack, onProgress, stateFile);
    connections.serve(server.accept);
    try {
      await program.end;
    } catch (error) {
      if (!stopping) throw reportedError(error, server, stack);
    } finally {
      await stopping;
      server.close();
    }
    signal?.throwIfAborted();
    server.lookups.addUnaskedCharts();
    return {
      resources: plan.resources,
      resourcesWithOutputs: plan.resourcesWithOutputs,
      blindSpots: [...plan.blindSpots, ...server.lookups.unknown.lines()],
      diagnostics: server.diagnostics.filter(({ severity }) => severity !== "debug"),
      ...(changes ? { changes: changes.result } : {}),
    };
  };
  return {
    project: project.name,
    stack: stack.name,
    stackDirectory: project.stackDirectory,
    read,
    close: () => {
      signal?.removeEventListener("abort", stop);
      program.kill();
      connections.close();
    },
  };
}

/** Returns the error that a program reported through Pulumi; its exit code alone says little. */
function reportedError(error: unknown, server: EngineServer, stack: Stack): unknown {
  const { diagnostics, refusals } = server;
  const messages = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  if (!(error instanceof ProgramError) || messages.length === 0) return error;
  // An error of this engine itself needs no SDK stack trace around it.
  const refused = refusals.reasons.filter((refusal) => messages.some((message) => message.includes(refusal)));
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

/** Returns a hint for a program that fails after it used unknown values itself. All lookups are named, so that one edit answers them. */
function lookupHint({ lookups: { unknown } }: EngineServer): readonly string[] {
  return unknown.uses().length > 0
    ? ["Before it failed, the program used values that are not known offline:", ...unknown.lines()]
    : [];
}

// The exit code of the SDK's runner after an error that it has explained, and the text that it adds to all errors except
// RunErrors, the class for invalid program configuration; source: pulumi sdk/nodejs/cmd/run, 3.259.0.
const EXIT_CODE_AFTER_MESSAGE = 32;
const FAILURE = /^Running program '.*' failed with an unhandled exception:|^ {4}at /m;

function ignore(): void {
  // For callers that need neither progress nor output.
}
