import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "secrets-cmk",
  title: "Secrets are encrypted with a key of your own",
  severity: "low",
  why: "EKS encrypts what its API stores with a key of AWS's own since 1.28. With a key of yours you decide who may use it, see each use in CloudTrail, and can take it away.",
  fix: 'Set encryptionConfig to { provider: { keyArn }, resources: ["secrets"] }. The key can\'t be changed or taken off again, and a cluster whose key is deleted is lost: protect it.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html",
  ],
  findings: { "no-key": "encryptionConfig names no key, so EKS takes AWS's own." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [CLUSTER],
  check(cluster, _options, report) {
    const config = cluster.object("encryptionConfig");
    // A key of the same stack is not known in a preview, and is one all the same.
    if (config.kind === "undetermined" || cluster.isSet("encryptionConfig.provider.keyArn")) return;
    report("no-key", cluster.at("encryptionConfig.provider.keyArn"), {
      found: text`no key of your own for Secrets`,
      passes: text`set encryptionConfig, with the ARN of a KMS key`,
    });
  },
  examples: {
    good: [
      {
        title: "A cluster with a key of its own",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          encryptionConfig: {
            provider: {
              keyArn: "arn:aws:kms:eu-west-1:123456789012:key/1c2d3e4f-0000-4000-8000-000000000000",
            },
            resources: ["secrets"],
          },
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
    bad: [
      {
        title: "A cluster with AWS's key",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});
