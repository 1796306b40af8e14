import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { credentials } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { rules } from "../../policies/src/rules/index.ts";
import jobDeadline from "../../policies/src/rules/jobs/job-deadline.ts";

const PACK = fileURLToPath(new URL("../../policies", import.meta.url));
const RUNNER = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
// How the wire marks a secret; source: pulumi sdk/go/common/resource/sig/sig.go.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const JOB = "kubernetes:batch/v1:Job";
const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

let pack: ChildProcess;
let client: InstanceType<typeof analyzerService.AnalyzerClient>;

/** The response to a call. */
function answer<Response>(
  start: (callback: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

const analyze = (request: analyzer.AnalyzeRequest) =>
  answer<analyzer.AnalyzeResponse>((callback) => client.analyze(request, callback));
const analyzeStack = (request: analyzer.AnalyzeStackRequest) =>
  answer<analyzer.AnalyzeResponse>((callback) => client.analyzeStack(request, callback));
const configure = (request: analyzer.ConfigureAnalyzerRequest) =>
  answer((callback) => client.configure(request, callback));

function properties(props: Record<string, unknown>): struct.Struct {
  return struct.Struct.fromJavaScript(props as Record<string, never>);
}

function job(name: string, spec: Record<string, unknown>): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(JOB);
  request.setName(name);
  request.setUrn(urn(JOB, name));
  request.setProperties(properties({ spec }));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  return request;
}

/** The properties of a resource after a policy's remediation; undefined if the policy doesn't change them. */
async function remedied(policy: string, request: analyzer.AnalyzeRequest): Promise<object | undefined> {
  const response = await answer<analyzer.RemediateResponse>((callback) =>
    client.remediate(request, callback),
  );
  const [remediation] = response.getRemediationsList().filter((one) => one.getPolicyname() === policy);
  assert.equal(remediation?.getDiagnostic() ?? "", "");
  return remediation?.getProperties()?.toJavaScript();
}

function emptyStack(): analyzer.AnalyzeStackRequest {
  const resource = new analyzer.AnalyzerResource();
  resource.setType("pulumi:pulumi:Stack");
  resource.setUrn(urn("pulumi:pulumi:Stack", "shop-dev"));
  resource.setProperties(properties({}));
  resource.setOptions(new analyzer.AnalyzerResourceOptions());
  const stack = new analyzer.AnalyzeStackRequest();
  stack.setResourcesList([resource]);
  return stack;
}

/** Configures the pack as the engine does: once per run, with defaults filled in. */
async function configurePolicy(
  policy: string,
  options: Record<string, unknown>,
  level: analyzer.EnforcementLevel = analyzer.EnforcementLevel.MANDATORY,
): Promise<void> {
  const config = new analyzer.PolicyConfig();
  config.setEnforcementlevel(level);
  config.setProperties(properties(options));
  const request = new analyzer.ConfigureAnalyzerRequest();
  request.getPolicyconfigMap().set(policy, config);
  await configure(request);
}

/** The level and the message of each of a policy's diagnostics in a response. */
function said(policy: string, response: analyzer.AnalyzeResponse): readonly string[] {
  return response
    .getDiagnosticsList()
    .filter((diagnostic) => diagnostic.getPolicyname() === policy)
    .map(
      (diagnostic) =>
        `${diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory"}: ${diagnostic.getMessage()}`,
    );
}

describe("the directory policies/ as a policy pack", () => {
  before(async () => {
    pack = spawn(process.execPath, [RUNNER, "127.0.0.1:1", PACK], {
      cwd: PACK,
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(pack.stdout);
    const [port] = (await once(pack.stdout, "data")) as [Buffer];
    client = new analyzerService.AnalyzerClient(
      `127.0.0.1:${port.toString().trim()}`,
      credentials.createInsecure(),
    );
  });
  after(() => {
    client.close();
    pack.kill();
  });
  afterEach(() => configure(new analyzer.ConfigureAnalyzerRequest()));

  it("has a policy for each rule, between those that summarize a run", async () => {
    const info = await answer<analyzer.AnalyzerInfo>((callback) =>
      client.getAnalyzerInfo(new empty.Empty(), callback),
    );
    assert.equal(info.getName(), "productionproof-eks");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => policy.getName()),
      ["upgrade", ...rules.map(({ id }) => id), "blind-spots", "exemptions"],
    );
    for (const policy of info.getPoliciesList()) {
      assert.ok(policy.getDescription() && policy.getRemediationSteps() && policy.getUrl(), policy.getName());
      assert.ok(policy.getConfigschema()?.getProperties()?.toJavaScript()["advisory"], policy.getName());
    }
  });

  it("says what is wrong and where, what passes, what to change, and where to read more", async () => {
    const response = await analyze(job("hangs", {}));
    assert.deepEqual(said("job-deadline", response), [
      [
        "mandatory: spec.activeDeadlineSeconds: no deadline, so a run that hangs keeps its pods and their IPs",
        "Set 120 to 3600 seconds.",
        jobDeadline.fix,
        jobDeadline.references[0],
      ].join("\n"),
    ]);
  });

  it("reports an advisory finding as advisory although the policy is mandatory", async () => {
    const response = await analyze(job("short", { activeDeadlineSeconds: 119 }));
    assert.match(said("job-deadline", response).join(), /^advisory: .*: 119 seconds\nSet 120 to 3600\.\n/);
  });

  it("uses the level and the options of the engine's configuration", async () => {
    await configurePolicy("job-deadline", { max: 30, min: 10, advisory: [] });
    const response = await analyze(job("long", { activeDeadlineSeconds: 31 }));
    assert.match(
      said("job-deadline", response).join(),
      /^mandatory: .*: 31 seconds\nSet 10 to 30, or the option max to the time that the work needs\.\n/,
    );
  });

  it("doesn't judge with options that contradict each other, and reports that once", async () => {
    await configurePolicy("job-deadline", { min: 600, max: 300 });
    assert.deepEqual(said("job-deadline", await analyze(job("hangs", {}))), []);
    assert.deepEqual(said("job-deadline", await analyzeStack(emptyStack())), [
      "mandatory: Jobs must have a deadline\ninvalid policy config: job-deadline: min is 600 and max is 300; expected min to be max or less",
    ]);
  });

  it("waives what an exemption selects and nothing else", async () => {
    const day = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    await configurePolicy("job-deadline", {
      exempt: [{ name: "legacy-*", reason: "Replaced in the spring.", owner: "team-shop", expires: day }],
    });
    assert.deepEqual(said("job-deadline", await analyze(job("legacy-import", {}))), []);
    assert.equal(said("job-deadline", await analyze(job("import", {}))).length, 1);
    assert.match(
      said("exemptions", await analyzeStack(emptyStack())).join(),
      /^advisory: 1 finding waived:\n {2}job-deadline: name legacy-\*; team-shop, until .*: 1\n/,
    );
  });

  it("sets what passes at the level remediate, and keeps unknown and secret values", async () => {
    await configurePolicy("job-deadline", { deadline: 600 }, analyzer.EnforcementLevel.REMEDIATE);
    const secret = { [SIGNATURE]: SECRET, value: "hunter2" };
    const spec = { backoffLimit: UNKNOWN, template: { env: secret } };
    assert.deepEqual(await remedied("job-deadline", job("hangs", spec)), {
      spec: { ...spec, activeDeadlineSeconds: 600 },
    });
    assert.equal(await remedied("job-deadline", job("ends", { activeDeadlineSeconds: 900 })), undefined);
  });

  it("remediates a secret value and keeps it secret", async () => {
    await configurePolicy("job-backoff", { max: 3 }, analyzer.EnforcementLevel.REMEDIATE);
    const retries = (value: number) => ({ backoffLimit: { [SIGNATURE]: SECRET, value } });
    assert.deepEqual(await remedied("job-backoff", job("retries", retries(9))), { spec: retries(3) });
  });

  it("forgets the options of an earlier configuration", async () => {
    await configurePolicy("job-deadline", { min: 10, max: 30 });
    await configurePolicy("job-deadline", {});
    const response = await analyze(job("long", { activeDeadlineSeconds: 600 }));
    assert.deepEqual(said("job-deadline", response), []);
  });

  it("doesn't report an unknown value immediately but lists it at the end of the run", async () => {
    const response = await analyze(job("later", { activeDeadlineSeconds: UNKNOWN }));
    assert.deepEqual(said("job-deadline", response), []);
    const summary = said("blind-spots", await analyzeStack(emptyStack()));
    assert.equal(summary.length, 1);
    assert.match(
      summary[0] ?? "",
      /^advisory: not judged:\n(?: {2}.*\n)* {2}spec\.activeDeadlineSeconds of Job later: not known before pulumi up.* \(job-deadline\)/,
    );
  });
});
