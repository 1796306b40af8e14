import assert from "node:assert/strict";

import { Secret, UNKNOWN, type PropertyObject } from "../../../../policies/src/rule/property-value.ts";
import { withAwsName } from "../../../../policies/src/sources/program/names/aws-name.ts";
import type { Naming } from "../../../../policies/src/sources/program/names/naming.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const ROLE = "aws:iam/role:Role";
const TABLE = "aws:glue/catalogTable:CatalogTable";

function named(
  type: string,
  name: string,
  props: PropertyObject = {},
  { naming = { mode: "default" }, prior }: { naming?: Naming; prior?: PropertyObject } = {},
): PropertyObject {
  return withAwsName({ urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name, props }, naming, prior);
}

function pattern(text: string, enforce = false): { naming: Naming } {
  return { naming: { mode: "pattern", pattern: text, enforce } };
}

describe("the name that the AWS provider generates", () => {
  for (const [type, name, props, expected] of [
    [CLUSTER, "Main", {}, { name: /^Main-[0-9a-f]{7}$/ }],
    ["aws:eks/nodeGroup:NodeGroup", "Main", {}, { nodeGroupName: /^Main-[0-9a-f]{7}$/ }],
    ["aws:s3/bucket:Bucket", "Logs", {}, { bucket: /^logs-[0-9a-f]{7}$/ }],
    [TABLE, "Visits", {}, { name: /^visits_[a-z]{8}$/ }],
    ["aws:iot/topicRule:TopicRule", "rule", {}, { name: /^rule$/ }],
    ["aws:kms/alias:Alias", "key", {}, { name: /^alias\/key-[0-9a-f]{7}$/ }],
    ["aws:sqs/queue:Queue", "q", {}, { name: /^q-[0-9a-f]{7}$/ }],
    ["aws:sqs/queue:Queue", "q", { fifoQueue: true }, { name: /^q-[0-9a-f]{7}\.fifo$/ }],
    ["aws:sqs/queue:Queue", "q", { fifoQueue: UNKNOWN }, { name: /^q-[0-9a-f]{7}$/ }],
    ["aws:rds/instance:Instance", "db", { engine: "mysql" }, { identifier: /^db[0-9a-f]{7}$/ }],
    [
      "aws:rds/instance:Instance",
      "db",
      { engine: new Secret("SQLServer-ex") },
      { identifier: /^db[0-9a-f]{3}$/ },
    ],
  ] as const) {
    it(`is in ${Object.keys(expected).join()} of ${type} with ${JSON.stringify(props)}`, () => {
      const all = named(type, name, props);
      const [[property, form]] = Object.entries(expected) as [[string, RegExp]];
      assert.match(all[property] as string, form);
      assert.deepEqual(all, { ...props, [property]: all[property] });
      assert.deepEqual(named(type, name, props), all, "the same in every preview");
    });
  }

  it("differs between resources", () => {
    assert.notEqual(named(CLUSTER, "a")["name"], named(ROLE, "a")["name"]);
  });

  for (const [what, type, props] of [
    ["a name", CLUSTER, { name: "main" }],
    ["an unknown name", CLUSTER, { name: UNKNOWN }],
    ["an empty name", CLUSTER, { name: "" }],
    ["a prefix, from which AWS generates one", ROLE, { namePrefix: "main-" }],
    ["a type without a name", "aws:ec2/subnet:Subnet", {}],
  ] as const) {
    it(`isn't there for ${what}`, () => {
      assert.deepEqual(named(type, "it", props), props);
    });
  }

  it("replaces null", () => {
    assert.match(named(CLUSTER, "it", { name: null, namePrefix: null })["name"] as string, /^it-/);
  });

  it("fits at the limit, and can't be one character longer", () => {
    assert.equal((named(ROLE, "r".repeat(56))["name"] as string).length, 64);
    assert.throws(
      () => named(ROLE, "r".repeat(57)),
      new Error(
        `could not make instance of 'aws:iam/role:Role': name '${"r".repeat(57)}-' plus 7 random chars is longer than maximum length 64; set its name, or give the resource a name of at most 56 characters`,
      ),
    );
  });

  describe("of an existing resource", () => {
    const prior = { name: "it-1234567", __defaults: ["name"] };

    it("stays", () => {
      assert.equal(named(CLUSTER, "it", {}, { prior })["name"], "it-1234567");
      assert.equal(named(CLUSTER, "it", {}, { prior: { name: "it-1234567" } })["name"], "it-1234567");
    });

    it("is new if the program had set one before, or the provider none", () => {
      for (const old of [{ name: "main", __defaults: [] }, {}])
        assert.deepEqual(named(CLUSTER, "it", {}, { prior: old }), named(CLUSTER, "it"));
    });
  });

  describe("in a project with its own naming", () => {
    it("is the resource's name with verbatim, whatever its length", () => {
      const naming: Naming = { mode: "verbatim" };
      assert.equal(named(ROLE, "r".repeat(65), {}, { naming })["name"], "r".repeat(65));
    });

    it("must be set with disabled", () => {
      assert.throws(
        () => named(ROLE, "nodes", {}, { naming: { mode: "disabled" } }),
        new Error("aws:iam/role:Role nodes: automatic naming is disabled but no explicit name was provided"),
      );
      assert.deepEqual(named(ROLE, "nodes", { name: "n" }, { naming: { mode: "disabled" } }), { name: "n" });
    });

    it("follows a pattern, within what the provider allows", () => {
      assert.equal(named(CLUSTER, "it", {}, pattern("shop-${name}"))["name"], "shop-it");
      assert.equal(named("aws:s3/bucket:Bucket", "It", {}, pattern("X-${name}"))["bucket"], "x-it");
      assert.equal(named(TABLE, "Visits", {}, pattern("a${name}"))["name"], "avisits");
      assert.throws(
        () => named(ROLE, "r".repeat(61), {}, pattern("shop${name}")),
        new Error(
          `aws:iam/role:Role ${"r".repeat(61)}: calculated name 'shop${"r".repeat(61)}' exceeds maximum length of 64`,
        ),
      );
      assert.throws(
        () => named(TABLE, "t1", {}, pattern("${name}")),
        new Error(
          "aws:glue/catalogTable:CatalogTable t1: calculated name 't1' contains invalid character '1'",
        ),
      );
    });

    it("follows an enforced pattern to the letter", () => {
      assert.equal(named("aws:s3/bucket:Bucket", "It", {}, pattern("X-${name}", true))["bucket"], "X-It");
    });

    it("is unknown if the pattern depends on the organization", () => {
      assert.equal(
        named("aws:s3/bucket:Bucket", "it", {}, pattern("${organization}-${name}"))["bucket"],
        UNKNOWN,
      );
    });
  });
});
