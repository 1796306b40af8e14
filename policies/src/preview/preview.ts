import { tmpdir } from "node:os";
import path from "node:path";

import type { Preset } from "../rule/preset.ts";
import { ConnectionQueue } from "./connection-queue.ts";
import type { Diagnostic } from "./engine-server.ts";
import type { Judgement } from "./judge.ts";
import type { PlannedResource } from "./plan.ts";
import { ProgramError } from "./program-error.ts";
import { startProgram } from "./program.ts";
import { loadProject, loadStack } from "./project.ts";

/** What to preview, and by which rules. */
export interface PreviewOptions {
  /** Folder of the Pulumi project. */
  readonly directory: string;
  /** Name of the stack. @defaultValue the only one there is */
  readonly stack?: string;
  /** Policy config file. @defaultValue `policy.<stack>.json` beside the stack files, if there is one */
  readonly policyConfigFile?: string;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
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
  /** What a real preview would see and this one did not. */
  readonly blindSpots: readonly string[];
  /** Warnings and notes that the program logged. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs a Pulumi program without the engine, a cloud or a login, and judges what it would make.
 *
 * @throws UsageError for a wrong folder, stack, policy config or `productionproof.json`.
 * @throws ProgramError where the program itself fails.
 */
export async function preview(options: PreviewOptions): Promise<PreviewResult> {
  const {
    directory,
    preset = "baseline",
    policyConfigFile,
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
      import("./offline-engine.ts"),
      import("./policy-settings.ts"),
      import("./judge.ts"),
    ]);
    const run = createRun(project, stack.name, preset, policyConfigFile);
    const { plan, server } = createOfflineEngine(project, stack, onProgress);
    connections.serve(server.accept);
    const { diagnostics } = server;
    try {
      await program.end;
    } catch (error) {
      throw inOwnWords(error, diagnostics);
    } finally {
      server.close();
    }
    return {
      project: project.name,
      stack: stack.name,
      resources: plan.resources,
      ...judge(plan, run),
      blindSpots: [...plan.blindSpots],
      diagnostics: diagnostics.filter(({ severity }) => severity !== "debug"),
    };
  } finally {
    program.kill();
    connections.close();
  }
}

/** A program says through Pulumi what went wrong; its exit code alone says little. */
function inOwnWords(error: unknown, diagnostics: readonly Diagnostic[]): unknown {
  const messages = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return error instanceof ProgramError && messages.length > 0 ? new ProgramError(messages.join("\n")) : error;
}

function ignore(): void {
  // For callers that follow neither progress nor output.
}
