import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";

import { endGroup, signalGroup } from "../node/process-group.ts";

/** The time that a tool has, in milliseconds; the largest public charts take a second. */
const TIME_LIMIT = 60_000;

/** The longest output that is read, in characters. A release can't be longer than 1 MiB, compressed. */
const LONGEST_OUTPUT = 32 * 1024 * 1024;

/** A command on this computer that renders manifests. */
export interface ToolCommand {
  /** The path of the executable. */
  readonly file: string;
  readonly args: readonly string[];
  /** Files for the tool, by name, in the folder that it runs in. Only this user can read them. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a tool printed, or how it failed. */
export type ToolResult =
  | { readonly output: string }
  /** `errors` may repeat values of the program, secret ones too. */
  | { readonly failure: string; readonly errors: string };

/** Returns the path of an executable on PATH; undefined if there is none. */
export function findTool(name: string): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`] : [name];
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((file) => path.join(folder, file)))
    .find(isExecutable);
}

/**
 * Runs a tool in an empty folder of its own, which is removed afterwards, without access to a network, to clusters and to the user's
 * settings of Helm and kubectl.
 *
 * @param signal ends it, with all processes that it has started. The result is then a failure.
 */
export async function runTool(
  { file, args, files = {}, env = {} }: ToolCommand,
  signal: AbortSignal,
): Promise<ToolResult> {
  if (signal.aborted) return { failure: "was ended", errors: "" };
  const folder = mkdtempSync(path.join(tmpdir(), "productionproof-"));
  let child: Tool | undefined;
  const cleanUp = (): void => {
    if (child?.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", cleanUp);
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), content, { mode: 0o600 });
    }
    child = spawn(file, args, {
      cwd: folder,
      env: { ...environment(folder), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, which can be ended as a whole.
      detached: process.platform !== "win32",
    });
    return await resultOf(child, signal);
  } finally {
    process.off("exit", cleanUp);
    cleanUp();
  }
}

type Tool = ChildProcessByStdio<null, Readable, Readable>;

async function resultOf(child: Tool, signal: AbortSignal): Promise<ToolResult> {
  let failure: string | undefined;
  const end = (how: string): void => {
    failure ??= how;
    if (child.pid !== undefined) void endGroup(child.pid);
  };
  const onAbort = (): void => {
    end("was ended");
  };
  signal.addEventListener("abort", onAbort);
  const timer = setTimeout(end, TIME_LIMIT, `did not end within ${TIME_LIMIT / 1000} seconds`);
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      if (printed[stream].length > LONGEST_OUTPUT) end("printed too much");
      else printed[stream] += text;
    });
  }
  try {
    const [code, by] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (code !== 0) failure ??= `failed with ${code === null ? String(by) : `code ${code}`}`;
  } catch (error) {
    failure = `can't be started (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
  return failure === undefined ? { output: printed.stdout } : { failure, errors: printed.stderr };
}

/** Returns the environment for a tool. What it would read from, or write into, the user's folders is in its own folder instead. */
function environment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:HELM|KUBE|KUSTOMIZE|GIT)_|^KUBECONFIG$|_PROXY$/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HELM_CACHE_HOME: path.join(folder, "helm-cache"),
    HELM_CONFIG_HOME: path.join(folder, "helm-config"),
    HELM_DATA_HOME: path.join(folder, "helm-data"),
    KUBECONFIG: path.join(folder, "kubeconfig"),
    TMPDIR: folder,
    // A kustomization can name files of the web and of Git repositories. Both tools use these variables; nothing listens there.
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    GIT_ALLOW_PROTOCOL: "none",
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
