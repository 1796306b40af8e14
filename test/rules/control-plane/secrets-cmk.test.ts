import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import secretsCmk from "../../../policies/src/rules/control-plane/secrets-cmk.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1c2d3e4f-0000-4000-8000-000000000000";
const strict = { preset: "strict" as const };
const withKey = (keyArn: PropertyValue) =>
  cluster({ encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } });
const withResources = (resources: PropertyValue) =>
  cluster({ encryptionConfig: { provider: { keyArn: KEY }, resources } });
const notSecrets = {
  key: "not-secrets" as const,
  level: "advisory" as const,
  path: "encryptionConfig.resources",
  message: 'the key is not used for Secrets; set resources to ["secrets"]',
};
const noKey = {
  key: "no-key" as const,
  level: "advisory" as const,
  path: "encryptionConfig.provider.keyArn",
  message: "no customer managed key for Secrets; set encryptionConfig with the ARN of a KMS key",
};

ruleTester(secretsCmk, {
  valid: [
    { name: "a key", resource: withKey(KEY), ...strict },
    { name: "a key that the stack creates", resource: withKey(UNKNOWN), ...strict },
    { name: "no key, under baseline", resource: cluster({}) },
  ],
  invalid: [
    { name: "the default", resource: cluster({}), ...strict, findings: [noKey] },
    { name: "a key for nothing", resource: withResources([]), ...strict, findings: [notSecrets] },
    {
      name: "a key without resources",
      resource: withResources(undefined),
      ...strict,
      findings: [notSecrets],
    },
    {
      name: "a key for something else",
      resource: withResources(["pods"]),
      ...strict,
      findings: [notSecrets],
    },
    { name: "a configuration without a key", resource: withKey(undefined), ...strict, findings: [noKey] },
  ],
  unknown: [
    {
      name: "resources that are not known yet",
      resource: withResources([UNKNOWN]),
      ...strict,
      undetermined: ["encryptionConfig.resources[0]: not known before pulumi up"],
    },
    {
      name: "a configuration that is not known yet",
      resource: cluster({ encryptionConfig: UNKNOWN }),
      ...strict,
      undetermined: ["encryptionConfig: not known before pulumi up"],
    },
  ],
});
