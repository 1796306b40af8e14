import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { status } from "@grpc/grpc-js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

import packageJson from "../../policies/package.json" with { type: "json" };
import type { TestResource } from "../../policies/src/rule/example.ts";
import { Secret, type PropertyObject, type PropertyValue } from "../../policies/src/rule/property-value.ts";
import { rules } from "../../policies/src/rules/index.ts";
import jobDeadline from "../../policies/src/rules/jobs/job-deadline.ts";
import { resourcesOf } from "../../policies/src/testing/test-case.ts";
import { sample } from "../sample.ts";
import { AnalyzerProcess, executablePack, POLICIES } from "./analyzer-process.ts";
import { analyzeRequest, analyzeStackRequest, configureRequest, type RequestResource } from "./requests.ts";

const JOB = "kubernetes:batch/v1:Job";

let executable: AnalyzerProcess;

function messages(resource: Omit<RequestResource, "urn">, host = executable): Promise<readonly string[]> {
  const request = analyzeRequest({
    ...resource,
    urn: `urn:pulumi:dev::shop::${resource.type}::${resource.name}`,
  });
  return host
    .ask<analyzer.AnalyzeResponse>((client, callback) => client.analyze(request, callback))
    .then((response) => response.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage()));
}

async function stackMessages(stack: readonly TestResource[]): Promise<readonly string[]> {
  const request = analyzeStackRequest(
    resourcesOf({ name: "a stack", stack }).map((resource, at) => ({
      ...resource,
      name: stack[at]?.name ?? "subject",
    })),
  );
  const response = await executable.ask<analyzer.AnalyzeResponse>((client, callback) =>
    client.analyzeStack(request, callback),
  );
  return [
    ...response.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage()),
    ...response.getNotApplicableList().map((one) => one.getReason()),
  ];
}

function configure(request: analyzer.ConfigureAnalyzerRequest): Promise<empty.Empty> {
  return executable.ask((client, callback) => client.configure(request, callback));
}

describe("the executable policy pack", () => {
  beforeEach(async () => {
    executable = await AnalyzerProcess.start(executablePack());
  });
  afterEach(async () => {
    if (executable.process.exitCode === null) await executable.stop();
  });

  it("is executable", () => {
    assert.equal(statSync(`${POLICIES}/executable.cjs`).mode & 0o111, 0o111);
  });

  it("prints its port and nothing else", async () => {
    assert.notDeepEqual(await messages({ type: JOB, name: "hangs", props: {} }), []);
    assert.equal(await executable.stop(), 0);
    assert.match(executable.output.stdout, /^\d+\n$/);
    assert.equal(executable.output.stderr, "");
  });

  it("answers the calls that the SDK doesn't implement", async () => {
    await executable.ask((client, callback) =>
      client.handshake(new analyzer.AnalyzerHandshakeRequest(), callback),
    );
    await executable.ask((client, callback) =>
      client.configureStack(new analyzer.AnalyzerStackConfigureRequest(), callback),
    );
    const info = await executable.ask<plugin.PluginInfo>((client, callback) =>
      client.getPluginInfo(new empty.Empty(), callback),
    );
    assert.equal(info.getVersion(), packageJson.version);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`exits cleanly on ${signal}`, async () => {
      assert.equal(await executable.stop(signal), 0);
    });
  }

  it("continues after a notification that the run is canceled, until the engine ends it", async () => {
    await executable.ask((client, callback) => client.cancel(new empty.Empty(), callback));
    assert.notDeepEqual(await messages({ type: JOB, name: "under-way", props: {} }), []);
    assert.equal(await executable.stop(), 0);
  });

  it("rejects policies and options that it doesn't have, all at once, and continues", async () => {
    const request = configureRequest({
      "job-dedline": { level: "mandatory" },
      "job-deadline": { level: "advisory", options: { mx: 30, min: -1 } },
    });
    await assert.rejects(configure(request), {
      code: status.INVALID_ARGUMENT,
      details: [
        '"job-dedline" is not a policy of this pack (did you mean "job-deadline"?)',
        "job-deadline.min is -1; expected a whole number from 1 to 86400",
        `job-deadline.mx is not an option (did you mean "max"?); accepted: ${["enforcementLevel", ...Object.keys(jobDeadline.options)].join(", ")}`,
      ].join("\n"),
    });
    assert.notDeepEqual(await messages({ type: JOB, name: "hangs", props: {} }), []);
  });

  it("accepts what the engine sends for a policy config with a level for all", async () => {
    await configure(
      configureRequest({
        all: { level: "disabled" },
        ...Object.fromEntries(rules.map(({ id }) => [id, { level: "disabled" as const }])),
      }),
    );
    assert.deepEqual(await messages({ type: JOB, name: "hangs", props: {} }), []);
  });

  it("tells the engine what policies don't apply to, and why", async () => {
    const resource = (type: string, name: string, props: PropertyObject): RequestResource => ({
      type,
      name,
      urn: `urn:pulumi:dev::shop::${type}::${name}`,
      props,
    });
    const request = analyzeStackRequest([
      resource("aws:eks/cluster:Cluster", "shop", {
        name: "shop",
        kubernetesNetworkConfig: { ipFamily: "ipv6" },
      }),
    ]);
    const response = await executable.ask<analyzer.AnalyzeResponse>((client, callback) =>
      client.analyzeStack(request, callback),
    );
    assert.deepEqual(response.toObject().notApplicableList, [
      {
        policyName: "cluster-pod-capacity",
        reason: "aws:eks/cluster:Cluster shop: its pods have IPv6 addresses",
      },
    ]);
  });

  it("is a single program: it still reads YAML without the folder that it was installed in", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "executable-"));
    mkdirSync(`${folder}/dist`);
    for (const file of ["executable.cjs", "cache-folder.cjs", "dist/executable.cjs"])
      cpSync(`${POLICIES}/${file}`, `${folder}/${file}`);
    const alone = await AnalyzerProcess.start(executablePack(`${folder}/executable.cjs`));
    try {
      const addon = { addonName: "coredns", configurationValues: "replicaCont: 1\n" };
      const [message] = await messages({ type: "aws:eks/addon:Addon", name: "dns", props: addon }, alone);
      assert.match(message ?? "", /configurationValues\.replicaCont/);
    } finally {
      await alone.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it("never shows a value that is marked as secret, wherever it is", async () => {
    const shown: string[] = [];
    for (const { example } of rules.flatMap((rule) =>
      [...rule.examples.bad, ...rule.examples.good].map((each) => ({ rule, example: each })),
    )) {
      for (const planted of [
        98_765_432,
        0.987_654_32,
        "98765432",
        "10.98.76.0/28",
        '{"98765432": {"98765432": 98765432}}',
      ]) {
        const asked = sample(everyPlace(example.props, new Secret(planted)), 4).map((props) =>
          messages({ type: example.type, name: "subject", props }),
        );
        shown.push(...(await Promise.all(asked)).flat());
      }
    }
    // What is calculated from several resources: a sample of the values of all resources in the examples.
    const enabled = rules.map(({ id }) => [id, { level: "advisory" }] as const);
    await configure(configureRequest(Object.fromEntries(enabled)));
    const stacks = rules.flatMap(({ examples }) =>
      examples.bad.flatMap(({ type, props, beside = [] }) =>
        beside.length > 0 ? [[{ type, props }, ...beside]] : [],
      ),
    );
    const requests = stacks.flatMap((stack) =>
      stack.flatMap(({ props }, at) =>
        everyPlace(props, new Secret(98_765_432)).map((planted) =>
          stack.map((one, index) => (index === at ? { ...one, props: planted } : one)),
        ),
      ),
    );
    for (const stack of sample(requests, 40)) shown.push(...(await stackMessages(stack)));
    await executable.stop();
    const everything = [...shown, executable.output.stdout, executable.output.stderr].join("\n");
    assert.match(everything, /a secret value/);
    assert.doesNotMatch(everything, /98\D?76\D?54\D?32|10\.98\.76/);
  });
});

/** Returns copies of the properties, each with the value at another place replaced, including objects and lists. */
function everyPlace(object: PropertyObject, replacement: PropertyValue): PropertyObject[] {
  return Object.entries(object).flatMap(([name, value]) => [
    { ...object, [name]: replacement },
    ...(typeof value === "object" && value !== null
      ? everyPlace(value as PropertyObject, replacement).map((below) => ({
          ...object,
          [name]: Array.isArray(value) ? Object.values(below) : below,
        }))
      : []),
  ]);
}
