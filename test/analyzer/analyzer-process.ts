// Policy packs as the engine runs them: a process each, asked over gRPC.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";

/** The folder that is the directory pack. */
export const POLICIES = fileURLToPath(new URL("../../policies", import.meta.url));

const RUNNER = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** How a pack is started. */
export interface StartCommand {
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The directory pack at a path, as the engine has the SDK's runner start it. */
export function directoryPack(directory = POLICIES): StartCommand {
  return { args: [RUNNER, "127.0.0.1:1", directory], cwd: directory };
}

/** An executable pack, started as the engine does: in the folder of somebody's program. */
export function executablePack(file = `${POLICIES}/executable.cjs`): StartCommand {
  return { args: [file, "127.0.0.1:1"], cwd: tmpdir() };
}

type Client = InstanceType<typeof rpc.AnalyzerClient>;
/** Takes the answer to a call. */
export type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/** A running pack. */
export class AnalyzerProcess {
  readonly process: ChildProcess;
  /** Everything it printed. */
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

  /** The answer to one call, `start` being the client's method for it. */
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
