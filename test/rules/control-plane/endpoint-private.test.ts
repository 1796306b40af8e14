import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import endpointPrivate from "../../../policies/src/rules/control-plane/endpoint-private.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const vpcConfig = (props: PropertyObject) => cluster({ vpcConfig: props });
const notPrivate = (found = "is false") => ({
  key: "not-private" as const,
  level: "advisory" as const,
  path: "vpcConfig.endpointPrivateAccess",
  message: `endpointPrivateAccess ${found}: nodes reach the API over the internet; set it to true`,
});

ruleTester(endpointPrivate, {
  valid: [{ name: "a private endpoint", resource: vpcConfig({ endpointPrivateAccess: true }) }],
  invalid: [
    {
      name: "the default",
      resource: vpcConfig({}),
      findings: [notPrivate("is not set, which means false")],
    },
    {
      name: "only a public endpoint, under strict",
      resource: vpcConfig({ endpointPrivateAccess: false }),
      preset: "strict",
      findings: [{ ...notPrivate(), level: "mandatory" }],
    },
  ],
  unknown: [
    {
      name: "a private endpoint that is not known yet",
      resource: vpcConfig({ endpointPrivateAccess: UNKNOWN }),
      undetermined: ["vpcConfig.endpointPrivateAccess: not known before pulumi up"],
    },
  ],
});
