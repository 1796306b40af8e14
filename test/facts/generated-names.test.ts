import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { AWS_GENERATED_NAMES, awsGeneratedName } from "../../policies/src/facts/generated-names.ts";

const SDK = path.dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));

describe("names that the AWS provider generates", () => {
  for (const [type, name] of AWS_GENERATED_NAMES) {
    it(`are optional inputs of types in the SDK: ${type}`, () => {
      const [, module = "", file = "", resource = ""] = /^aws:(\w+)\/(\w+):(\w+)$/.exec(type) ?? [];
      const declaration = readFileSync(path.join(SDK, module, `${file}.d.ts`), "utf8");
      const inputs = declaration.slice(declaration.indexOf(`interface ${resource}Args`));
      for (const property of [name.property, name.fifo, name.exception?.input]) {
        if (property !== undefined) assert.match(inputs, new RegExp(`\\n {4}${property}\\?: `));
      }
    });
  }

  it("are in the property name for most types, and at most 255 characters long", () => {
    for (const type of [
      "aws:autoscaling/group:Group",
      "aws:ec2/launchTemplate:LaunchTemplate",
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:eks/cluster:Cluster",
      "aws:iam/instanceProfile:InstanceProfile",
    ]) {
      assert.deepEqual(awsGeneratedName(type), { property: "name", maxLength: 255 });
    }
  });

  it("don't exist for types without a name, and for those whose name says something", () => {
    for (const type of [
      "aws:ec2/subnet:Subnet",
      "aws:eks/addon:Addon",
      "aws:route53/record:Record",
      "aws:identitystore/user:User",
      "pulumi:providers:aws",
    ]) {
      assert.equal(awsGeneratedName(type), undefined);
    }
  });
});
