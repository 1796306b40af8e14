// Policy packs as the engine runs them: each in a process of its own, called over gRPC.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

/** The folder of the directory pack. */
export const POLICIES = fileURLToPath(new URL("../../policies", import.meta.url));

const RUNNER = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** The command that starts a pack. */
export interface StartCommand {
  /** The arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Environment variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Returns the start of the directory pack at a path, as the engine starts it with the SDK's runner. */
export function directoryPack(directory = POLICIES): StartCommand {
  return { args: [RUNNER, "127.0.0.1:1", directory], cwd: directory };
}

/** Returns the start of an executable pack, as the engine starts it: in the folder of a user's program. */
export function executablePack(file = `${POLICIES}/executable.cjs`): StartCommand {
  return { args: [file, "127.0.0.1:1"], cwd: tmpdir() };
}

type Client = InstanceType<typeof rpc.AnalyzerClient>;
/** Receives the response to a call. */
export type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/** A running pack. */
export class AnalyzerProcess {
  readonly process: ChildProcess;
  /** Everything that it printed. */
  readonly output = { stdout: "", stderr: "" };
  readonly #client: Client;

  private constructor(pack: ChildProcess, port: string) {
    this.process = pack;
    this.#client = new rpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
    });
  }

  /** Starts a pack and waits for its port. */
  static async start({ args, cwd, env }: StartCommand): Promise<AnalyzerProcess> {
    const pack = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [line] = (await Promise.race([once(pack.stdout, "data"), once(pack, "close")])) as [
      Buffer | number,
    ];
    assert.ok(line instanceof Buffer, `the pack ended with ${String(line)}: ${String(pack.stderr.read())}`);
    const analyzer = new AnalyzerProcess(pack, line.toString().trim());
    analyzer.output.stdout += line.toString();
    for (const stream of ["stdout", "stderr"] as const) {
      pack[stream].on("data", (text: Buffer) => {
        analyzer.output[stream] += text.toString();
      });
    }
    return analyzer;
  }

  /** Returns the response to one call; `start` calls the client's method for it. */
  ask<Response>(start: (client: Client, callback: Callback<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      start(this.#client, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  }

  /** Ends the pack as the engine does. @returns its exit code, or the signal that ended it. */
  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | string> {
    this.#client.close();
    this.process.kill(signal);
    const [code, by] = (await once(this.process, "close")) as [number | null, NodeJS.Signals | null];
    return code ?? by ?? "";
  }
}
