// Hosts of the same policies, which must return the same responses.
import assert from "node:assert/strict";

import type analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

import { AnalyzerProcess, type Callback, type StartCommand } from "./analyzer-process.ts";
import { analyzeRequest, analyzeStackRequest, type RequestResource } from "./requests.ts";

type Ask<Response> = Parameters<typeof AnalyzerProcess.prototype.ask<Response>>[0];

/** The executable and other hosts; each request goes to all of them, and the executable's response is compared with theirs. */
export class ComparedHosts {
  readonly processes: readonly AnalyzerProcess[];

  private constructor(processes: readonly AnalyzerProcess[]) {
    this.processes = processes;
  }

  /** Starts the hosts, the executable first. */
  static async start(...commands: readonly StartCommand[]): Promise<ComparedHosts> {
    return new ComparedHosts(await Promise.all(commands.map((command) => AnalyzerProcess.start(command))));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((host) => host.stop()));
  }

  /** Returns the hosts' descriptions of themselves. */
  info(): Promise<analyzer.AnalyzerInfo.AsObject> {
    return this.#compare<analyzer.AnalyzerInfo, analyzer.AnalyzerInfo.AsObject>(
      (client, callback) => client.getAnalyzerInfo(new empty.Empty(), callback),
      (info) => info.toObject(),
    );
  }

  /** Configures all hosts. */
  async configure(request: analyzer.ConfigureAnalyzerRequest): Promise<void> {
    sentAlike(request);
    await this.#compare<empty.Empty, empty.Empty.AsObject>(
      (client, callback) => client.configure(request, callback),
      (response) => response.toObject(),
    );
  }

  /** Returns the findings about a resource. */
  judge(resource: RequestResource): Promise<Findings> {
    const request = sentAlike(analyzeRequest(resource));
    return this.#findings((client, callback) => client.analyze(request, callback));
  }

  /** The findings about each of many resources, all of which are asked for before the first answer, as the engine does. */
  judgeAll(resources: readonly RequestResource[]): Promise<readonly Findings[]> {
    return Promise.all(resources.map((resource) => this.judge(resource)));
  }

  /** Returns the findings about a stack. */
  judgeStack(resources: readonly RequestResource[]): Promise<Findings> {
    const request = sentAlike(analyzeStackRequest(resources));
    return this.#findings((client, callback) => client.analyzeStack(request, callback));
  }

  /** Returns what policies change in a resource. */
  async remediate(resource: RequestResource): Promise<readonly object[]> {
    const request = sentAlike(analyzeRequest(resource));
    const { remediations } = await this.#compare(
      (client, callback: Callback<analyzer.RemediateResponse>) => client.remediate(request, callback),
      (response) => ({
        remediations: response.getRemediationsList().map((remediation) => ({
          ...remediation.toObject(),
          properties: remediation.getProperties()?.toJavaScript(),
        })),
        notApplicable: response.getNotApplicableList().map((policy) => policy.toObject()),
      }),
    );
    return remediations;
  }

  /** What policies change in each of many resources. */
  remediateAll(resources: readonly RequestResource[]): Promise<readonly (readonly object[])[]> {
    return Promise.all(resources.map((resource) => this.remediate(resource)));
  }

  async #findings(ask: Ask<analyzer.AnalyzeResponse>): Promise<Findings> {
    const { findings } = await this.#compare(
      ask,
      (response): { readonly findings: Findings; readonly notApplicable: readonly object[] } => ({
        findings: response.getDiagnosticsList().map((finding) => finding.toObject()),
        notApplicable: response.getNotApplicableList().map((policy) => policy.toObject()),
      }),
      (other, executable) => ({ ...other, findings: withoutSecrets(other.findings, executable.findings) }),
    );
    return findings;
  }

  async #compare<Response, Answer>(
    ask: Ask<Response>,
    read: (response: Response) => Answer,
    asExecutable: (other: Answer, executable: Answer) => Answer = (other) => other,
  ): Promise<Answer> {
    const responses = await Promise.all(this.processes.map((host) => host.ask(ask)));
    const [executable, ...others] = responses.map(read);
    assert.ok(executable);
    for (const other of others) assert.deepEqual(executable, asExecutable(other, executable));
    return executable;
  }
}

/** Returns a request that gives every host the same bytes: serializing it takes as long as judging it. */
function sentAlike<Request extends { serializeBinary(): Uint8Array }>(request: Request): Request {
  const bytes = request.serializeBinary();
  request.serializeBinary = () => bytes;
  return request;
}

/** The findings in a response. */
export type Findings = readonly analyzer.AnalyzeDiagnostic.AsObject[];

/** Removes the only documented difference: the SDK doesn't tell rules which values are secret, so other hosts show them. */
function withoutSecrets(other: Findings, executable: Findings): Findings {
  return other.map((finding, index) => {
    const message = executable[index]?.message ?? "";
    return /a secret value|\[secret\]/.test(message) ? { ...finding, message } : finding;
  });
}
