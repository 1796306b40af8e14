import assert from "node:assert/strict";

import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { identityOf } from "./providers/aws-identities.ts";
import { wrongReferences } from "./providers/aws-references.ts";

function created(type: string, inputs: Readonly<Record<string, string>> = {}, name = "platform") {
  return identityOf({ urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name }, inputs);
}

describe("the stand-in for AWS", () => {
  const role = created("aws:iam/role:Role", { name: "platform-4fd2c1a" });
  const logs = created("aws:cloudwatch/logGroup:LogGroup", { name: "platform-4fd2c1a" });
  const key = created("aws:kms/key:Key");

  it("gives each resource the ID and the ARN of its service", () => {
    assert.deepEqual(role, {
      id: "platform-4fd2c1a",
      arn: "arn:aws:iam::123456789012:role/platform-4fd2c1a",
    });
    assert.deepEqual(logs, {
      id: "platform-4fd2c1a",
      arn: "arn:aws:logs:eu-west-1:123456789012:log-group:platform-4fd2c1a",
    });
    assert.match(key.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(key.arn, `arn:aws:kms:eu-west-1:123456789012:key/${key.id}`);
    const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
    assert.equal(
      created("aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url }).id,
      "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
    );
    const vpc = created("aws:ec2/vpc:Vpc");
    assert.match(vpc.id, /^vpc-[0-9a-f]{17}$/);
    assert.equal(vpc.arn, `arn:aws:ec2:eu-west-1:123456789012:vpc/${vpc.id}`);
    const principalArn = "arn:aws:iam::123456789012:role/teams/shop";
    assert.match(
      created("aws:eks/accessEntry:AccessEntry", { clusterName: "platform", principalArn }).arn ?? "",
      /^arn:aws:eks:eu-west-1:123456789012:access-entry\/platform\/role\/123456789012\/shop\/[0-9a-f-]{36}$/,
    );
    assert.throws(() => created("aws:sqs/queue:Queue"), /doesn't know the ID of aws:sqs\/queue:Queue/);
  });

  it("refuses the ID and the ARN of a resource of another kind, at any depth", () => {
    const { arn = "" } = role;
    assert.deepEqual([...wrongReferences({ nodeRoleArn: arn, role: role.id, subnetIds: [UNKNOWN] })], []);
    assert.deepEqual(
      [
        ...wrongReferences({
          encryptionConfig: { provider: { keyArn: arn } },
          kmsKeyId: key.id,
          nodeRoleArn: logs.arn,
          role: arn,
          subnetIds: ["subnet-0123456789abcdef0", "vpc-0123456789abcdef0"],
        }),
      ],
      [
        ["encryptionConfig.provider.keyArn", `${arn} is not the ARN of a KMS key`],
        ["kmsKeyId", `${key.id} is not the ARN of a KMS key`],
        ["nodeRoleArn", `${logs.arn ?? ""} is not the ARN of an IAM role`],
        ["role", `${arn} is not the name of an IAM role`],
        ["subnetIds[1]", "vpc-0123456789abcdef0 is not an ID like subnet-0123456789abcdef0"],
      ],
    );
  });
});
