import { execFileSync, fork, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";

import { loadProject } from "../../../policies/src/sources/program/project.ts";
import { findPulumiCli } from "../cli/pulumi-cli.ts";
import { AwsAccount } from "../providers/aws-account.ts";
import { readAwsDeclarations } from "../providers/aws-declarations.ts";
import type { EngineJob, EngineOutcome } from "./engine-run.ts";

const PROVIDERS = path.join(import.meta.dirname, "../providers");
const RUN = path.join(import.meta.dirname, "engine-run.ts");

/** The options of a run. */
export interface RunOptions {
  readonly stack?: string;
  /** The policy packs, as for `--policy-pack`. @defaultValue `["policies"]`, as in the README */
  readonly policyPacks?: readonly string[];
  /** A policy config for each pack. */
  readonly policyPackConfigs?: readonly string[];
  /** A file to which the engine writes its gRPC calls, one a line. @defaultValue none */
  readonly callLog?: string;
  /** Node.js that runs directory packs. @defaultValue the one that runs the tests */
  readonly packNode?: string;
}

/**
 * A Pulumi project with its own backend, for the real engine: a folder with links to the project and copies of the files to which
 * the CLI writes. Providers are the stand-ins next to this folder, which the engine finds on PATH.
 */
export class EngineProject {
  /** The folder in which the CLI runs. */
  readonly directory: string;
  readonly #name: string;
  readonly #program: string;
  readonly #running = new Set<ChildProcess>();
  readonly #scratch = mkdtempSync(path.join(tmpdir(), "productionproof-engine-"));

  constructor(source: string) {
    const { name, programDirectory, entryPoint, stackDirectory } = loadProject(source);
    this.#name = name;
    this.#program = path.join(programDirectory, entryPoint);
    this.directory = path.join(this.#scratch, "project");
    for (const folder of ["project", "backend", "home"]) mkdirSync(path.join(this.#scratch, folder));
    for (const entry of readdirSync(source)) {
      const isWrittenTo = entry.startsWith("Pulumi.") || path.join(source, entry) === stackDirectory;
      const [from, to] = [path.join(source, entry), path.join(this.directory, entry)];
      if (isWrittenTo) cpSync(from, to, { recursive: true });
      else symlinkSync(from, to);
    }
    writeFileSync(this.#declarations, JSON.stringify(awsDeclarations()));
  }

  preview(options: RunOptions = {}): Promise<EngineOutcome> {
    return this.#run(["preview"], options);
  }

  up(options: RunOptions = {}): Promise<EngineOutcome> {
    return this.#run(["up", "--yes", "--skip-preview"], options);
  }

  destroy(options: RunOptions = {}): Promise<EngineOutcome> {
    return this.#run(["destroy", "--yes", "--skip-preview"], { ...options, policyPacks: [] });
  }

  /** Judges the stack's state with only the exported file, without a passphrase. */
  analyze({ stack = "dev", policyPacks = [], policyPackConfigs = [] }: RunOptions): EngineOutcome {
    const file = path.join(this.#scratch, `${stack}.json`);
    writeFileSync(file, this.exportState(stack));
    const args = [
      ...["policy", "analyze", "--file", file, "--json"],
      ...policyPacks.flatMap((pack) => ["--policy-pack", pack]),
      ...policyPackConfigs.flatMap((config) => ["--policy-pack-config", config]),
    ];
    const env = { ...this.#environment(), PULUMI_CONFIG_PASSPHRASE: undefined };
    const { status, stdout, stderr } = spawnSync(cliPath(), args, {
      cwd: this.directory,
      env,
      encoding: "utf8",
    });
    const events = stdout.split("\n").filter((line) => line.startsWith("{"));
    return {
      code: status ?? -1,
      output: stdout + stderr,
      events: events.map((line) => JSON.parse(line) as EngineEvent),
    };
  }

  /** The stack's state, as `pulumi stack export` prints it. */
  exportState(stack = "dev"): string {
    return execFileSync(cliPath(), ["stack", "export", "--stack", stack], {
      cwd: this.directory,
      env: this.#environment(),
      encoding: "utf8",
    });
  }

  /** Ends running processes, and deletes everything. */
  remove(): void {
    for (const { pid } of this.#running) if (pid !== undefined) process.kill(-pid);
    rmSync(this.#scratch, { recursive: true });
  }

  /** Creates a stack that doesn't exist yet, as the file that `pulumi stack init` would write. */
  #initStack(stack: string): void {
    const folder = path.join(this.#scratch, "backend/.pulumi/stacks", this.#name);
    const file = path.join(folder, `${stack}.json`);
    if (existsSync(file)) return;
    mkdirSync(folder, { recursive: true });
    const checkpoint = { stack: `organization/${this.#name}/${stack}`, latest: null };
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint }));
  }

  /** The account that the runs share. */
  get account(): AwsAccount {
    return new AwsAccount(this.#account);
  }

  get #account(): string {
    return path.join(this.#scratch, "account");
  }

  get #declarations(): string {
    return path.join(this.#scratch, "aws-declarations.json");
  }

  async #run(command: readonly string[], options: RunOptions): Promise<EngineOutcome> {
    const { stack = "dev", policyPacks = ["policies"], policyPackConfigs = [], callLog, packNode } = options;
    this.#initStack(stack);
    const child = fork(RUN, {
      cwd: this.directory,
      execArgv: ["--conditions=productionproof-source"],
      // A separate process group that includes the CLI and its plugins, so that a run that hangs can be ended completely.
      detached: true,
      // The engine's own output is part of the outcome; the program's output matters only if the run fails.
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: {
        ...this.#environment(),
        ...(callLog === undefined ? {} : { PULUMI_DEBUG_GRPC: callLog }),
        ...(packNode === undefined ? {} : { PACK_NODE: packNode }),
      },
    });
    const job: EngineJob = {
      cli: cliPath(),
      args: [
        ...command,
        ...["--stack", stack],
        ...policyPacks.flatMap((pack) => ["--policy-pack", pack]),
        ...policyPackConfigs.flatMap((config) => ["--policy-pack-config", config]),
      ],
      directory: this.directory,
      program: this.#program,
      eventLog: path.join(this.#scratch, "events.jsonl"),
    };
    this.#running.add(child);
    const errors: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
    child.send(job);
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the run of the engine ended with ${String(code)}:\n${errors.join("")}`);
    });
    const [outcome] = (await Promise.race([once(child, "message"), ended])) as [EngineOutcome];
    this.#running.delete(child);
    return outcome;
  }

  #environment(): NodeJS.ProcessEnv {
    const folders = [PROVIDERS, path.dirname(process.execPath), path.dirname(cliPath())];
    return {
      ...process.env,
      AWS_ACCOUNT: this.#account,
      AWS_DECLARATIONS: this.#declarations,
      PATH: [...folders, process.env["PATH"]].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${path.join(this.#scratch, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
      PULUMI_HOME: path.join(this.#scratch, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }
}

function cliPath(): string {
  const cli = findPulumiCli();
  if ("missing" in cli) throw new Error(cli.missing);
  return cli.path;
}

let declarations: ReturnType<typeof readAwsDeclarations> | undefined;

/** Read once: the SDK's declarations are some megabytes. */
function awsDeclarations(): ReturnType<typeof readAwsDeclarations> {
  return (declarations ??= readAwsDeclarations());
}
