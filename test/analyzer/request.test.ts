import assert from "node:assert/strict";

import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import fc from "fast-check";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { readAnalyzeRequest, readAnalyzeStackRequest } from "../../policies/src/analyzer/request.ts";
import { decodeObject, type WireObject, type WireValue } from "../../policies/src/protocol/wire.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const marked = (signature: string, rest: WireObject): WireObject => ({ [SIGNATURE]: signature, ...rest });
const secret = (value: WireValue) => marked("1b47061264138c4ac30d75fd1eb44270", { value });

/** Any value that a Struct can hold, including marked values. */
const { wire } = fc.letrec<{ wire: WireValue; object: WireObject }>((tie) => ({
  wire: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, UNKNOWN),
    fc.double(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("wire")),
    tie("object"),
    tie("wire").map(secret),
    fc
      .record({ value: tie("wire"), secret: fc.boolean() }, { requiredKeys: [] })
      .map((value) => marked("d0e6a833031e9bbcd3f4e8bde6ca49a4", value)),
    fc.string().map((path) => marked("c44067f5952c0a294b673a41bacd8c17", { path })),
    fc.string().map((urn) => marked("5cf8f73096256a8f31e491e813e4eb8e", { urn })),
  ),
  object: fc.dictionary(name(), tie("wire"), { noNullPrototype: true }),
}));
const properties = fc.dictionary(name(), wire, { noNullPrototype: true });

function name(): fc.Arbitrary<string> {
  // The generated classes lose a property of this name.
  return fc.string({ unit: "grapheme" }).filter((text) => text !== "__proto__");
}

function toStruct(object: WireObject): struct.Struct {
  return struct.Struct.fromJavaScript(object);
}

function analyzeRequest(props: WireObject): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest().setUrn("urn").setProperties(toStruct(props));
}

function read(props: WireObject): PropertyObject {
  return readAnalyzeRequest(analyzeRequest(props).serializeBinary()).props;
}

describe("a request about a resource", () => {
  it("yields the same properties as the generated classes", () => {
    fc.assert(
      fc.property(properties, (props) => {
        const request = analyzer.AnalyzeRequest.deserializeBinary(analyzeRequest(props).serializeBinary());
        assert.deepEqual(read(props), decodeObject(request.getProperties()?.toJavaScript() as WireObject));
      }),
    );
  });

  it("has unknown values where a program counts with an unknown number", () => {
    assert.deepEqual(read({ maxSize: Number.NaN, sizes: [Number.NaN] }), {
      maxSize: UNKNOWN,
      sizes: [UNKNOWN],
    });
  });

  it("yields the identity of the resource, whatever else is in the request", () => {
    const request = analyzeRequest({ a: 1 })
      .setType("aws:ec2/subnet:Subnet")
      .setName("shop")
      .setOptions(
        new analyzer.AnalyzerResourceOptions()
          .setProtect(true)
          .setIgnorechangesList(["spec.replicas", "metadata"])
          .setParent("urn:parent"),
      )
      .setProvider(
        new analyzer.AnalyzerProviderResource()
          .setType("pulumi:providers:aws")
          .setUrn("urn:aws")
          .setProperties(toStruct({ b: 2 })),
      );
    assert.deepEqual(readAnalyzeRequest(request.serializeBinary()), {
      type: "aws:ec2/subnet:Subnet",
      name: "shop",
      urn: "urn",
      props: { a: 1 },
      propertyDependencies: {},
      dependencies: [],
      ignoreChanges: ["spec.replicas", "metadata"],
      provider: "urn:aws",
    });
  });

  it("marks secrets at any depth, and outputs by what they hold", () => {
    const output = marked("d0e6a833031e9bbcd3f4e8bde6ca49a4", {});
    assert.deepEqual(
      read({
        a: [secret({ b: secret("x") })],
        c: output,
        d: marked("d0e6a833031e9bbcd3f4e8bde6ca49a4", { value: 1, secret: true }),
      }),
      {
        a: [new Secret({ b: new Secret("x") })],
        c: UNKNOWN,
        d: new Secret(1),
      },
    );
  });

  it("is rejected if it contains no properties or isn't a request", () => {
    assert.throws(
      () => readAnalyzeRequest(new analyzer.AnalyzeRequest().setUrn("urn:x").serializeBinary()),
      /no properties for urn:x/,
    );
    const bytes = analyzeRequest({ a: "text" }).serializeBinary();
    assert.throws(() => readAnalyzeRequest(bytes.subarray(0, -1)));
    assert.throws(() => readAnalyzeRequest(Uint8Array.from([255, 255, 255])));
  });
});

describe("a request about a stack", () => {
  it("yields each resource with its property dependencies, dependencies and parent", () => {
    const resource = (name: string, props: WireObject) =>
      new analyzer.AnalyzerResource()
        .setType("t")
        .setName(name)
        .setUrn(`urn:${name}`)
        .setParent("urn:parent")
        .setDependenciesList(["urn:a"])
        .setProperties(toStruct(props))
        .setOptions(new analyzer.AnalyzerResourceOptions());
    const second = resource("b", { x: UNKNOWN });
    second
      .getPropertydependenciesMap()
      .set("x", new analyzer.AnalyzerPropertyDependencies().setUrnsList(["urn:a", "urn:c"]));
    second.getPropertydependenciesMap().set("y", new analyzer.AnalyzerPropertyDependencies());
    const request = new analyzer.AnalyzeStackRequest().setResourcesList([resource("a", {}), second]);
    const place = { dependencies: ["urn:a"], parent: "urn:parent" };
    assert.deepEqual(readAnalyzeStackRequest(request.serializeBinary()), [
      { type: "t", name: "a", urn: "urn:a", props: {}, propertyDependencies: {}, ...place },
      {
        type: "t",
        name: "b",
        urn: "urn:b",
        props: { x: UNKNOWN },
        propertyDependencies: { x: ["urn:a", "urn:c"], y: [] },
        ...place,
      },
    ]);
    assert.deepEqual(readAnalyzeStackRequest(new Uint8Array()), []);
  });
});
