import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { UsageError } from "../../../usage-error.ts";
import { ProgramError } from "../program-error.ts";
import type { Project, Stack } from "../project.ts";
import { ENGINE_ADDRESS } from "./engine-address.ts";
import { endGroup, signalGroup } from "./process-group.ts";
import { SOURCE_POSITIONS } from "./source-positions.ts";

/** The Pulumi SDK's own runner, installed with the program; the engine's language host starts it. */
const RUNNER = "@pulumi/pulumi/cmd/run";

/** The module that the program's process loads first; when compiled, it has the same extension as this file. */
const PRELOAD = new URL(`program-preload${path.extname(import.meta.url)}`, import.meta.url).href;

/**
 * The time in milliseconds in which the rest of the output is read after the program has ended. A process that the program started may
 * keep the output open for as long as it runs.
 */
const DRAIN_PERIOD = 1000;

interface ProgramOptions {
  /** The path that {@link findRunner} returns. */
  readonly runner: string;
  readonly project: Project;
  readonly stack: Stack;
  /** The address of the resource monitor and the engine. */
  readonly engineAddress: string;
  /** Whether the program's SDK is to send the source positions of resources. */
  readonly positions: boolean;
  /** Called with the program's own output. */
  readonly onOutput: (text: string) => void;
}

/** A running program. */
export interface RunningProgram {
  /** Settles when the program ends. Rejects with a ProgramError if it fails. */
  readonly end: Promise<void>;
  /** Ends it and all processes that it has started: at first with SIGTERM, and with SIGKILL if they don't end in time. */
  stop(): Promise<void>;
  /** Ends it immediately if it is still running, with all processes that it has started. */
  kill(): void;
}

/** Starts a program in a dry run, as the engine would. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const { project, onOutput } = options;
  const child = spawn(process.execPath, [...project.nodeArguments, ...runnerArguments(options)], {
    cwd: project.programDirectory,
    env: programEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, which can be ended as a whole. On a terminal, Ctrl-C then reaches only this process.
    detached: process.platform !== "win32",
  });
  child.stdout.setEncoding("utf8").on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", onOutput);
  const { pid } = child;
  const kill = (): void => {
    if (pid !== undefined && child.exitCode === null && child.signalCode === null)
      signalGroup(pid, "SIGKILL");
  };
  const stop = async (): Promise<void> => {
    if (pid !== undefined) await endGroup(pid);
  };
  process.once("exit", kill);
  const end = endOf(child).finally(() => process.off("exit", kill));
  // Whoever awaits the end receives the error; until then, nothing may handle it.
  end.catch(() => undefined);
  return { end, stop, kill };
}

function runnerArguments({ runner, project, stack, positions }: ProgramOptions): string[] {
  return [
    // For programs that are compiled before; the SDK maps the others itself.
    ...(positions ? ["--enable-source-maps"] : []),
    `--import=${PRELOAD}`,
    runner,
    "--organization=organization",
    `--project=${project.name}`,
    `--root-directory=${project.directory}`,
    `--stack=${stack.name}`,
    `--pwd=${project.programDirectory}`,
    "--dry-run",
    "--parallel=16",
    project.entryPoint,
  ];
}

/**
 * Returns the path of the SDK's runner that is installed for a program.
 *
 * @throws UsageError if there isn't one.
 */
export function findRunner({ programDirectory }: Project): string {
  try {
    return createRequire(path.join(programDirectory, "index.js")).resolve(RUNNER);
  } catch {
    throw new UsageError(
      `@pulumi/pulumi is not installed for the program in ${programDirectory}; run npm install there`,
    );
  }
}

/** Returns the environment that the engine's language host sets for a program. Source: pulumi-language-nodejs, 3.259.0. */
function programEnvironment({ project, stack, engineAddress, positions }: ProgramOptions): NodeJS.ProcessEnv {
  return {
    ...compileCaches(),
    ...process.env,
    [ENGINE_ADDRESS]: engineAddress,
    ...(positions ? { [SOURCE_POSITIONS]: "true" } : {}),
    PULUMI_CONFIG: JSON.stringify(stack.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(stack.encryptedKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
    ...(project.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: project.tsconfig }),
  };
}

/** Returns the folders for the compiled code of the program and its libraries, so that later runs start faster. */
function compileCaches(): NodeJS.ProcessEnv {
  const folder = createRequire(import.meta.url)("../../../../cache-folder.cjs") as string | undefined;
  // By default, ts-node, which is part of the SDK, uses a folder that all users can write to.
  if (folder === undefined) return { TS_NODE_CACHE: "false" };
  return { NODE_COMPILE_CACHE: folder, TS_NODE_CACHE_DIRECTORY: path.join(folder, "ts-node") };
}

async function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  const closed = new Promise((resolve) => child.once("close", resolve));
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  await Promise.race([closed, delay(DRAIN_PERIOD, undefined, { ref: false })]);
  child.stdout.destroy();
  child.stderr.destroy();
  if (code === 0) return;
  const how = code === null ? (signal ?? "") : `code ${code}`;
  throw new ProgramError(`the program exited with ${how}`, code ?? undefined);
}
