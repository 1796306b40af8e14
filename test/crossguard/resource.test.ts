import assert from "node:assert/strict";
import { createRequire } from "node:module";

import type { PolicyResource, ReportViolation, StackValidationArgs } from "@pulumi/policy";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { toStackResources } from "../../policies/src/crossguard/resource.ts";
import { convertOnce } from "../../policies/src/protocol/converted-once.ts";
import type { PropertyObject } from "../../policies/src/rule/property-value.ts";
import type { StackResource } from "../../policies/src/rule/stack-view.ts";
import { analyzeStackRequest } from "../analyzer/requests.ts";

interface StackPolicy {
  readonly name: string;
  readonly enforcementLevel: "advisory";
  validateStack(args: StackValidationArgs, report: ReportViolation): void;
}

/** What the SDK does with a request about a stack; its types don't have it. */
const { makeAnalyzeStackRpcFun } = createRequire(import.meta.url)("@pulumi/policy/server.js") as {
  makeAnalyzeStackRpcFun: (
    pack: string,
    version: string,
    level: string,
    policies: readonly StackPolicy[],
  ) => (call: { request: analyzer.AnalyzeStackRequest }, callback: (error: unknown) => void) => void;
};

/** Lets a number of policies convert the resources of a request with one resource, and returns what each of them has then. */
async function asPolicies(count: number, props: PropertyObject): Promise<(readonly StackResource[])[]> {
  const results: (readonly StackResource[])[] = [];
  const policies = Array.from({ length: count }, (_, index) => ({
    name: `policy-${index}`,
    enforcementLevel: "advisory" as const,
    validateStack: ({ resources }: StackValidationArgs) => void results.push(toStackResources(resources)),
  }));
  const sent = analyzeStackRequest([
    { type: "a:b:C", name: "n", urn: "urn:n", props, provider: "urn:a::b::c::d" },
  ]);
  const request = analyzer.AnalyzeStackRequest.deserializeBinary(sent.serializeBinary());
  const error = await new Promise((resolve) => {
    makeAnalyzeStackRpcFun("pack", "1.0.0", "advisory", policies)({ request }, resolve);
  });
  assert.equal(error, undefined);
  return results;
}

/** Returns how many values are converted to JavaScript during an operation. */
async function conversions(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = struct.Value;
  const convert = Reflect.get(prototype, "toJavaScript") as () => struct.JavaScriptValue;
  let count = 0;
  prototype.toJavaScript = function () {
    count += 1;
    return convert.call(this);
  };
  await work().finally(() => {
    prototype.toJavaScript = convert;
  });
  return count;
}

describe("the resources of a stack", () => {
  before(convertOnce);

  it("are converted once for all policies of a request", async () => {
    const props = { a: { b: [1, 2, 3] } };
    const [alone, many] = [
      await conversions(() => asPolicies(1, props)),
      await conversions(() => asPolicies(5, props)),
    ];
    assert.ok(alone > 0);
    assert.equal(many, alone);
    const results = await asPolicies(3, props);
    assert.equal(new Set(results).size, 1);
    assert.deepEqual(results[0]?.[0]?.props, props);
  });

  it("are those of the request", async () => {
    const [[first], [second]] = [await asPolicies(1, { size: 1 }), await asPolicies(1, { size: 2 })];
    assert.deepEqual([first?.[0]?.props, second?.[0]?.props], [{ size: 1 }, { size: 2 }]);
  });

  it("are those that a policy's own test passes in, whatever lists they share", () => {
    const shared = { opts: { ignoreChanges: [] }, dependencies: [], propertyDependencies: {} };
    const of = (size: number) =>
      toStackResources([
        { ...shared, type: "a:b:C", name: "n", urn: "urn:n", props: { size } } as unknown as PolicyResource,
      ]);
    assert.deepEqual([of(1)[0]?.props, of(2)[0]?.props], [{ size: 1 }, { size: 2 }]);
  });
});
