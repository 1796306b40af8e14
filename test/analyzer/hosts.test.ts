import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { preview } from "../../policies/src/run/preview.ts";
import { exampleCase, resourcesOf } from "../../policies/src/testing/test-case.ts";
import { sample } from "../sample.ts";
import type { ComparedHosts } from "./compared-hosts.ts";
import { configure, examples, named, policies, startPackHosts } from "./pack-hosts.ts";

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));
describe("the executable and the directory", () => {
  let hosts: ComparedHosts;
  before(async () => {
    hosts = await startPackHosts();
  });
  after(() => hosts.stop());

  // First, since a summary is of everything that a host was ever asked.
  it("judge a stack alike as if its cluster had a later version", async () => {
    await configure(hosts, { upgrade: { targetVersion: "1.37" } });
    const found = await hosts.judgeStack([
      named("aws:eks/cluster:Cluster", { name: "shop", version: "1.36" }, "shop"),
      named("kubernetes:storage.k8s.io/v1beta1:VolumeAttributesClass", {}, "fast"),
    ]);
    const of = (policy: string) => found.filter(({ policyname }) => policyname === policy);
    assert.match(of("deprecated-apis")[0]?.message ?? "", /was removed in Kubernetes 1\.37/);
    assert.match(of("upgrade")[0]?.message ?? "", /^before 1\.37:\n/);
  });

  it("judge a stack of examples alike, and sum up alike what they could not judge", async () => {
    const stack = [
      named("pulumi:pulumi:Stack", {}, "shop-dev"),
      ...examples.map(({ example }, index) => named(example.type, example.props, `example-${index}`)),
    ];
    await configure(hosts, {});
    await hosts.judge(named("aws:eks/accessEntry:AccessEntry", { principalArn: UNKNOWN }, "later"));
    const found = await hosts.judgeStack(stack);
    const summaries = found.filter(({ policyname }) => policyname === "blind-spots");
    assert.match(
      summaries.map(({ message }) => message).join("\n"),
      /not judged:\n(.*\n)* {2}principalArn of AccessEntry later: .*\(access-entry-least-privilege\)/,
    );
  });

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
      await configure(hosts, {});
      const type = "kubernetes:batch/v1:Job";
      const urn = `urn:pulumi:dev::shop::${parent}$${type}::jobs:shop/report`;
      const found = await hosts.judge({ type, name: "jobs:shop/report", urn, props: { spec: {} } });
      assert.ok(found.some(({ policyname }) => policyname === "job-deadline"));
    });
  }

  for (const { rule, example } of sample(examples, 12)) {
    it(`judge alike: ${rule.id}, ${example.title}`, async () => {
      // Whatever the preset makes of it.
      await configure(hosts, { [rule.id]: { enforcementLevel: "mandatory", ...example.options } });
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

  for (const level of ["advisory", "mandatory", "remediate", "disabled"] as const) {
    it(`judge and remediate alike at level ${level}`, async () => {
      await configure(hosts, { all: level });
      // All whose values a rule sets, and others in turns.
      const subjects = [
        ...examples.filter(({ rule }) => rule.remediates !== undefined),
        ...sample(examples, 4),
      ];
      const resources = subjects.map(({ example }) => named(example.type, example.props));
      await hosts.judgeAll(resources);
      const changes = (await hosts.remediateAll(resources)).flat().length;
      assert.equal(changes > 0, level === "remediate");
    });
  }

  it("judge alike with other options", async () => {
    await configure(hosts, {
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
    await configure(hosts, {});
    assert.ok((await hosts.judge(named("kubernetes:batch/v1:Job", job))).length > 0);
  });

  const programs = readdirSync(PROGRAMS).filter((name) => name !== "throws" && !name.startsWith("tmp-"));
  for (const program of sample(programs, 8)) {
    it(`judge the program ${program} alike, resource by resource and then the stack`, async () => {
      await configure(hosts, {});
      const { resources } = await preview({ directory: PROGRAMS + program });
      await hosts.judgeAll(resources);
      await hosts.judgeStack(
        resources.map((resource) => ({ ...resource, props: resource.custom ? resource.props : {} })),
      );
    });
  }

  it("refuse a request without properties, and go on", async () => {
    await configure(hosts, {});
    const request = new analyzer.AnalyzeRequest()
      .setUrn("urn:x")
      .setOptions(new analyzer.AnalyzerResourceOptions());
    for (const host of hosts.processes) {
      await assert.rejects(host.ask((client, callback) => client.analyze(request, callback)));
    }
    assert.deepEqual(await hosts.judge(named("aws:s3/bucket:Bucket", {})), []);
  });
});
