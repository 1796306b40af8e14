import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "secrets-cmk",
  title: "Secrets are encrypted with your own key",
  severity: "low",
  frameworks: {
    "aws-fsbp": ["EKS.3"],
    checkov: ["CKV_AWS_58"],
    "cis-eks-1.8": ["5.3.1"],
    kubescape: ["C-0066"],
    nsa: ["6.1"],
  },
  why: "Since 1.28, EKS encrypts what its API stores with an AWS owned key. With your own key, you decide who may use it, see each use in CloudTrail, and can revoke it.",
  fix: 'Set encryptionConfig to { provider: { keyArn }, resources: ["secrets"] }. The key can\'t be changed or removed later, and a cluster whose key is deleted is lost: protect the key.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html",
  ],
  findings: {
    "no-key": "encryptionConfig sets no key, so EKS uses an AWS owned key.",
    "not-secrets": "encryptionConfig sets a key, but its resources don't include secrets.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [CLUSTER],
  check(cluster, _options, report) {
    const provider = cluster.object("encryptionConfig.provider");
    // A key in the same stack is not known in a preview, but counts as set.
    if (provider.kind === "undetermined") return;
    if (cluster.isSet("encryptionConfig.provider.keyArn")) {
      const resources = cluster.list("encryptionConfig.resources");
      const words = resources.kind === "known" ? resources.value.map((one) => one.string()) : [];
      const isEnough = words.some(
        (one) => one.kind === "undetermined" || (one.kind === "known" && one.value === "secrets"),
      );
      if (resources.kind === "undetermined" || isEnough) return;
      report("not-secrets", resources, {
        found: text`the key is not used for Secrets`,
        passes: text`set resources to ["secrets"]`,
      });
      return;
    }
    report("no-key", cluster.at("encryptionConfig.provider.keyArn"), {
      found: text`no customer managed key for Secrets`,
      passes: text`set encryptionConfig with the ARN of a KMS key`,
    });
  },
  examples: {
    good: [
      {
        title: "A cluster with its own key",
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
        title: "A cluster with an AWS owned key",
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
