import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import fc from "fast-check";

import {
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { configureRules } from "../../policies/src/run/policy-config.ts";
import { preview } from "../../policies/src/run/preview.ts";
import { Run } from "../../policies/src/run/run.ts";
import { exampleCase, resourcesOf, testUrn } from "../../policies/src/testing/test-case.ts";
import { directoryPack, executablePack, POLICIES } from "./analyzer-process.ts";
import { ComparedHosts } from "./compared-hosts.ts";
import { configureRequest, type RequestResource } from "./requests.ts";
import { testerCases } from "./tester-cases.ts";

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));
const { policies } = new Run({ rules, now: new Date() });
const examples = rules.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good].map((example) => ({ rule, example })),
);

let hosts: ComparedHosts;

/** Configures all hosts as the engine does: each policy with its level and all of its options. */
async function configure(config: object): Promise<void> {
  const settings = [...configureRules(policies, "baseline", config)].map(
    ([{ id }, { level, options }]) => [id, { level, options: options as PropertyObject }] as const,
  );
  const request = configureRequest(Object.fromEntries(settings));
  await hosts.configure(request);
}

function named(type: string, props: PropertyObject, name = "subject"): RequestResource {
  return { type, name, urn: testUrn(type, name), props };
}

describe("the executable and the directory", function () {
  before(async () => {
    hosts = await ComparedHosts.start(
      executablePack(),
      directoryPack(),
      // A team's own pack: the same policies in the SDK as installed.
      { args: ["--conditions=productionproof-source", `${POLICIES}/src/pack.ts`], cwd: POLICIES },
    );
  });
  afterEach(() => configure({}));
  after(() => hosts.stop());

  it("describe themselves and every policy alike", async () => {
    const { policiesList } = await hosts.info();
    assert.deepEqual(
      policiesList.map(({ name }) => name),
      policies.map(({ id }) => id),
    );
  });

  for (const parent of [
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:yaml/v2:ConfigFile",
  ]) {
    it(`judge what a plugin creates for a ${parent} like any other resource`, async () => {
      const type = "kubernetes:batch/v1:Job";
      const urn = `urn:pulumi:dev::shop::${parent}$${type}::jobs:shop/report`;
      const found = await hosts.judge({ type, name: "jobs:shop/report", urn, props: { spec: {} } });
      assert.ok(found.some(({ policyname }) => policyname === "job-deadline"));
    });
  }

  for (const { rule, example } of examples) {
    it(`judge alike: ${rule.id}, ${example.title}`, async () => {
      // Whatever its level in the preset.
      await configure({ [rule.id]: { enforcementLevel: "mandatory", ...example.options } });
      const resources = resourcesOf(exampleCase(example));
      const [subject = assert.fail()] = resources;
      const found = [
        ...(await hosts.judge(subject)),
        ...(example.beside ? await hosts.judgeStack(resources) : []),
      ];
      const isBad = rule.examples.bad.includes(example);
      assert.equal(
        found.some(({ policyname }) => policyname === rule.id),
        isBad,
      );
    });
  }

  it("judge a stack of examples alike, and summarize alike what they could not judge", async () => {
    const stack = [
      named("pulumi:pulumi:Stack", {}, "shop-dev"),
      ...examples.map(({ example }, index) => named(example.type, example.props, `example-${index}`)),
    ];
    await hosts.judge(named("aws:eks/accessEntry:AccessEntry", { principalArn: UNKNOWN }, "later"));
    const found = await hosts.judgeStack(stack);
    const summaries = found.filter(({ policyname }) => policyname === "blind-spots");
    assert.match(
      summaries.map(({ message }) => message).join("\n"),
      /not judged:\n(.*\n)* {2}access-entry-least-privilege: aws:eks\/accessEntry:AccessEntry later principalArn/,
    );
  });

  it("judge alike everything that the rules' own tests judge", async () => {
    const cases = await testerCases();
    const tested = new Set(cases.map(({ rule }) => rule));
    assert.deepEqual([...tested], rules);
    let configured = {};
    for (const { rule, settings, subject } of cases) {
      const config = { [rule.id]: { enforcementLevel: settings.level, ...settings.options } };
      if (!isDeepStrictEqual(config, configured)) await configure(config);
      configured = config;
      await ("props" in subject ? hosts.judge(subject) : hosts.judgeStack(subject));
    }
  });

  it("judge alike any value at any place of an example", async () => {
    await fc.assert(
      fc.asyncProperty(mutatedExample(), async (resource) => {
        await hosts.judge(resource);
      }),
      { numRuns: 300 },
    );
  });

  it("judge random resources alike", async () => {
    await fc.assert(
      fc.asyncProperty(anyResource(), async (resource) => {
        await hosts.judge(resource);
      }),
      { numRuns: 200 },
    );
  });

  for (const level of ["advisory", "mandatory", "remediate", "disabled"] as const) {
    it(`judge and remediate alike at level ${level}`, async () => {
      await configure({ all: level });
      let changes = 0;
      for (const { example } of examples) {
        const resource = named(example.type, example.props);
        await hosts.judge(resource);
        changes += (await hosts.remediate(resource)).length;
      }
      assert.equal(changes > 0, level === "remediate");
    });
  }

  it("remediate alike next to secret, unknown and other special values", async () => {
    await configure({ all: "remediate" });
    const siblings = {
      secret: new Secret({ list: [new Secret("x"), null] }),
      unknown: [UNKNOWN],
      file: { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", path: "user-data.sh" },
    };
    for (const { example } of examples) {
      const resource = named(example.type, { ...example.props, ...siblings });
      await hosts.remediate(resource);
      for (let place = 0; place < countValues(example.props); place++) {
        await hosts.remediate(replaced(resource, place, (value) => new Secret(value)));
      }
    }
  });

  it("judge alike with other options", async () => {
    await configure({
      "job-deadline": { enforcementLevel: "mandatory", min: 10, max: 30, advisory: [] },
      "subnet-min-size": { maxPrefixLength: 19 },
    });
    const found = await hosts.judge(
      named("kubernetes:batch/v1:Job", { spec: { activeDeadlineSeconds: 31, backoffLimit: 1 } }),
    );
    const finding = found.find(({ policyname }) => policyname === "job-deadline");
    assert.match(finding?.message ?? "", /31 seconds\nSet 10 to 30/);
  });

  it("judge alike a resource of a megabyte", async () => {
    const job = {
      spec: {
        template: {
          spec: {
            containers: [
              { command: Array.from({ length: 20_000 }, (_, index) => `${index}: ${"x".repeat(40)}`) },
            ],
          },
        },
      },
    };
    assert.ok((await hosts.judge(named("kubernetes:batch/v1:Job", job))).length > 0);
  });

  for (const program of readdirSync(PROGRAMS).filter(
    (name) => name !== "throws" && !name.startsWith("tmp-"),
  )) {
    it(`judge the program ${program} alike, first each resource and then the stack`, async () => {
      const { resources } = await preview({ directory: PROGRAMS + program });
      for (const resource of resources) await hosts.judge(resource);
      await hosts.judgeStack(
        resources.map((resource) => ({ ...resource, props: resource.custom ? resource.props : {} })),
      );
    });
  }

  it("judge secrets alike, which the executable doesn't show", async () => {
    let hidden = 0;
    for (const { example } of examples) {
      for (let place = 0; place < countValues(example.props); place++) {
        const resource = named(example.type, example.props);
        const found = await hosts.judge(replaced(resource, place, (value) => new Secret(value)));
        assert.equal(found.length, (await hosts.judge(resource)).length);
        hidden += found.filter(({ message }) => message.includes("a secret value")).length;
      }
    }
    assert.ok(hidden > 0);
  });

  it("reject a request without properties, and continue", async () => {
    const request = new analyzer.AnalyzeRequest()
      .setUrn("urn:x")
      .setOptions(new analyzer.AnalyzerResourceOptions());
    for (const host of hosts.processes) {
      await assert.rejects(host.ask((client, callback) => client.analyze(request, callback)));
    }
    assert.deepEqual(await hosts.judge(named("aws:s3/bucket:Bucket", {})), []);
  });
});

/** Values that a rule doesn't expect everywhere. */
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

/** Returns a resource with one value replaced; `place` is the index of the value and wraps around. */
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

/** Resources of types that rules judge and of other types, with properties of any shape. */
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
