import assert from "node:assert/strict";

import fc from "fast-check";

import {
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { sample } from "../sample.ts";
import type { ComparedHosts } from "./compared-hosts.ts";
import { configure, examples, named, startPackHosts } from "./pack-hosts.ts";
import type { RequestResource } from "./requests.ts";

describe("the executable and the directory, on values that are out of the ordinary,", () => {
  let hosts: ComparedHosts;
  before(async () => {
    hosts = await startPackHosts();
  });
  beforeEach(() => configure(hosts, {}));
  after(() => hosts.stop());

  it("judge alike whatever stands at any place of an example", async () => {
    await fc.assert(
      fc.asyncProperty(manyOf(mutatedExample()), async (resources) => {
        await hosts.judgeAll(resources);
      }),
      { numRuns: 10 },
    );
  });

  it("judge alike resources that nobody thought of", async () => {
    await fc.assert(
      fc.asyncProperty(manyOf(anyResource()), async (resources) => {
        await hosts.judgeAll(resources);
      }),
      { numRuns: 7 },
    );
  });

  it("judge and remediate alike a resource that is nested too deep for a stack of calls, and name it", async () => {
    let deep: PropertyValue = "bottom";
    for (let level = 0; level < 1000; level += 1) deep = [deep];
    const job = named("kubernetes:batch/v1:Job", {
      metadata: { annotations: { deep } },
      spec: { template: {} },
    });
    const found = await hosts.judge(job);
    assert.ok(found.some(({ policyname }) => policyname === "job-deadline"));
    const [spots] = await hosts.judgeStack([job]);
    assert.match(spots?.message ?? "", /metadata of Job subject: nested more than 200 levels deep/);
    await configure(hosts, { all: "remediate" });
    await hosts.remediateAll([job]);
  });

  it("remediate alike what stands beside secret, unknown and other special values", async () => {
    await configure(hosts, { all: "remediate" });
    const siblings = {
      secret: new Secret({ list: [new Secret("x"), null] }),
      unknown: [UNKNOWN],
      file: { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", path: "user-data.sh" },
    };
    for (const { example } of sample(examples, 5)) {
      const resource = named(example.type, { ...example.props, ...siblings });
      // As many places as the example has: the others are among its siblings.
      const secret = everyPlace(resource, countValues(example.props), (value) => new Secret(value));
      await hosts.remediateAll([resource, ...secret]);
    }
  });

  it("judge secrets alike, which the executable doesn't show", async () => {
    let hidden = 0;
    for (const { example } of sample(examples, 5)) {
      const resource = named(example.type, example.props);
      const secret = everyPlace(resource, countValues(example.props), (value) => new Secret(value));
      const [plain = assert.fail(), ...found] = await hosts.judgeAll([resource, ...secret]);
      for (const findings of found) {
        assert.equal(findings.length, plain.length);
        hidden += findings.filter(({ message }) => message.includes("a secret value")).length;
      }
    }
    assert.ok(hidden > 0);
  });
});

/** As many as are asked about at once. */
function manyOf(resource: fc.Arbitrary<RequestResource>): fc.Arbitrary<readonly RequestResource[]> {
  return fc.array(resource, { minLength: 30, maxLength: 30 });
}

/** The resource with the value at one place after the other replaced. */
function everyPlace(
  resource: RequestResource,
  places: number,
  change: (value: PropertyValue) => PropertyValue,
): readonly RequestResource[] {
  const each = Array.from({ length: places }, (_, place) => place);
  return sample(each, 4).map((place) => replaced(resource, place, change));
}

/** Values that a rule does not expect everywhere. */
const SURPRISES: readonly PropertyValue[] = [
  UNKNOWN,
  undefined,
  null,
  "",
  "text",
  "[secret]",
  0,
  -1.5,
  true,
  [],
  {},
  [UNKNOWN],
  [[null]],
  { a: UNKNOWN },
];

function mutatedExample(): fc.Arbitrary<RequestResource> {
  return fc
    .record({ example: fc.constantFrom(...examples), place: fc.nat(), value: fc.constantFrom(...SURPRISES) })
    .map(({ example: { example }, place, value }) =>
      replaced(named(example.type, example.props), place, () => value),
    );
}

/** A resource with one value replaced; `place` counts values, and starts over at their end. */
function replaced(
  resource: RequestResource,
  place: number,
  change: (value: PropertyValue) => PropertyValue,
): RequestResource {
  let left = place % countValues(resource.props);
  const visit = (value: PropertyValue): PropertyValue => {
    if (left-- === 0) return change(value);
    if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(visit);
    return isPropertyObject(value) ? visitEach(value) : value;
  };
  const visitEach = (object: PropertyObject): PropertyObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, visit(value)]));
  return { ...resource, props: visitEach(resource.props) };
}

function countValues(value: PropertyValue): number {
  if (typeof value !== "object" || value === null || value instanceof Secret) return 0;
  return Object.values(value).reduce<number>((count, below) => count + 1 + countValues(below), 0);
}

/** Resources of the types that rules judge, and of others, with properties of any shape. */
function anyResource(): fc.Arbitrary<RequestResource> {
  const types = [...new Set(rules.flatMap(({ targets }) => [...targets]))];
  const names = [
    "spec",
    "template",
    "items",
    "metadata",
    "kind",
    "cidrBlock",
    "values",
    "configurationValues",
    "containers",
    "a",
  ];
  const { value } = fc.letrec<{ value: PropertyValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(...SURPRISES, "kube-system", "batch/v1", "Job", "10.0.0.0/24", "{}", "a: [1"),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie("value"), { noNullPrototype: true }),
    ),
  }));
  return fc
    .record({
      type: fc.constantFrom(
        ...types,
        "kubernetes:batch/v1:JobList",
        "kubernetes:core/v1:List",
        "aws:s3/bucket:Bucket",
      ),
      props: fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true }),
    })
    .map(({ type, props }) => named(type, props));
}
