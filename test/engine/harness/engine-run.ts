// One run of the engine in a separate process: a program that is imported a second time in one process registers nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import language from "@pulumi/pulumi/proto/language_grpc_pb.js";

/** What the Automation API serves an inline program with, which its types hide. */
const { LanguageServer } = createRequire(import.meta.url)("@pulumi/pulumi/automation/server.js") as {
  readonly LanguageServer: new (program: () => Promise<object>) => UntypedServiceImplementation;
};

/** The request for a run of the engine. */
export interface EngineJob {
  /** The Pulumi CLI. */
  readonly cli: string;
  /** A command and its flags, such as `["preview", "--stack", "dev"]`. */
  readonly args: readonly string[];
  /** Folder with Pulumi.yaml. */
  readonly directory: string;
  /** The program's file or folder. */
  readonly program: string;
  /** A file that doesn't exist, for the engine's events. */
  readonly eventLog: string;
}

/** The outcome of a run. */
export interface EngineOutcome {
  /** Exit code of the CLI. */
  readonly code: number;
  /** All that the CLI printed. */
  readonly output: string;
  readonly events: readonly EngineEvent[];
}

/**
 * Runs the CLI with a program of this process, as the Automation API does with an inline program. The API itself would start the
 * CLI up to five times more, for the version, for the stack and for its outputs, which takes longer than a preview.
 */
async function run({ cli, args, directory, program, eventLog }: EngineJob): Promise<EngineOutcome> {
  const server = new Server();
  server.addService(language.LanguageRuntimeService, new LanguageServer(() => runProgram(program)));
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
  const host = [`--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"];
  const all = [...args, ...host, "--event-log", eventLog, "--color", "never", "--non-interactive"];
  const pulumi = spawn(cli, all, {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    // Has the flag --event-log.
    env: { ...process.env, PULUMI_DEBUG_COMMANDS: "true" },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(pulumi.stdout),
    text(pulumi.stderr),
    once(pulumi, "exit") as Promise<[number | null]>,
  ]);
  const events = existsSync(eventLog) ? readFileSync(eventLog, "utf8").trimEnd().split("\n") : [];
  rmSync(eventLog, { force: true });
  return {
    code: code ?? -1,
    output: stdout + stderr,
    events: events.filter(Boolean).map((line) => JSON.parse(line) as EngineEvent),
  };
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
