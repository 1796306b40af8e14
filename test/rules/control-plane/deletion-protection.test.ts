import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import deletionProtection from "../../../policies/src/rules/control-plane/deletion-protection.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

// The tester's stack is called "test".
const strict = { preset: "strict" as const, options: { stacks: ["prod", "te*"] } };
const off = (found: string) => ({
  key: "off" as const,
  level: "advisory" as const,
  path: "deletionProtection",
  message: `deletionProtection ${found}; set it to true`,
});

ruleTester(deletionProtection, {
  valid: [
    { name: "a protected cluster", resource: cluster({ deletionProtection: true }), ...strict },
    { name: "a cluster in a stack that is not for production", resource: cluster({}), preset: "strict" },
    { name: "no protection, under baseline", resource: cluster({}), options: { stacks: ["*"] } },
  ],
  invalid: [
    {
      name: "the default",
      resource: cluster({}),
      ...strict,
      findings: [off("is not set, which means false")],
    },
    {
      name: "no protection",
      resource: cluster({ deletionProtection: false }),
      ...strict,
      findings: [off("is false")],
    },
  ],
  unknown: [
    {
      name: "protection that is not known yet",
      resource: cluster({ deletionProtection: UNKNOWN }),
      ...strict,
      undetermined: ["deletionProtection: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "no protection",
      resource: cluster({ deletionProtection: false }),
      ...strict,
      props: { name: "shop", deletionProtection: true },
    },
  ],
});
