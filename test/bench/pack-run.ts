// Measures the costs of one run of a policy pack.
import { readFileSync } from "node:fs";

import { AnalyzerProcess } from "../analyzer/analyzer-process.ts";
import { analyzeRequest, analyzeStackRequest, type RequestResource } from "../analyzer/requests.ts";
import type { Pack } from "./packs.ts";
import { milliseconds } from "./statistics.ts";

/** The costs of one run. */
export interface PackRun {
  /** From the start of the process to its port, in milliseconds. */
  readonly start: number;
  /** The first calls, with a resource of 2 kB each, in milliseconds: as many as a small stack has. */
  readonly calls: number;
  /** The call with a stack of 1,000 such resources, in milliseconds. */
  readonly stack: number;
  /** The peak memory of the process, in MB; NaN if the system doesn't report it. */
  readonly memory: number;
}

const CALLS = 60;
const STACK_SIZE = 1000;

const TYPES = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:batch/v1:Job",
  "kubernetes:core/v1:Service",
  "aws:ec2/subnet:Subnet",
  "aws:iam/role:Role",
  "aws:eks/nodeGroup:NodeGroup",
];

// Serialized once, so that only the pack is measured.
const resources = Array.from({ length: STACK_SIZE }, (_, index) => resource(index));
const analyzeRequests = resources.slice(0, CALLS).map((each) => analyzeRequest(each).serializeBinary());
const stackRequest = analyzeStackRequest(resources).serializeBinary();

/** Starts a pack, sends it the engine's requests, and ends it. */
export async function runPack({ command }: Pack): Promise<PackRun> {
  const started = performance.now();
  const host = await AnalyzerProcess.start(command);
  const start = performance.now() - started;
  const call = (method: string, request: Uint8Array) =>
    host.ask<Buffer>((client, callback) =>
      client.makeUnaryRequest(
        `/pulumirpc.Analyzer/${method}`,
        asBuffer,
        asBuffer,
        request,
        (error, response) => {
          callback(error, response ?? Buffer.alloc(0));
        },
      ),
    );
  try {
    const calls = await milliseconds(async () => {
      for (const request of analyzeRequests) await call("Analyze", request);
    });
    const stack = await milliseconds(() => call("AnalyzeStack", stackRequest));
    return { start, calls, stack, memory: peakMemory(host.process.pid) };
  } finally {
    await host.stop();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function peakMemory(pid: number | undefined): number {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? ""}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return NaN;
  }
}

/** Returns a resource of about 2 kB, of a type that is common in a cluster's stack. */
function resource(index: number): RequestResource {
  const type = TYPES[index % TYPES.length] ?? "";
  const name = `resource-${index}`;
  const container = {
    name: "app",
    image: `registry.example.com/shop/app:${index}`,
    env: Array.from({ length: 20 }, (_, variable) => ({
      name: `VARIABLE_${variable}`,
      value: `value ${variable} of ${index}`,
    })),
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  };
  return {
    type,
    name,
    urn: `urn:pulumi:dev::bench::${type}::${name}`,
    props: {
      metadata: { name, namespace: "shop", labels: { app: "shop", tier: "web" } },
      cidrBlock: `10.${index % 256}.0.0/24`,
      spec: {
        replicas: 3,
        backoffLimit: 2,
        activeDeadlineSeconds: 600,
        template: { spec: { containers: [container] } },
      },
    },
  };
}
