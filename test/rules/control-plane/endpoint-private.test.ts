import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import endpointPrivate from "../../../policies/src/rules/control-plane/endpoint-private.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const vpcConfig = (props: PropertyObject) => cluster({ vpcConfig: props });
const notPrivate = (found = "is false") => ({
  key: "not-private" as const,
  level: "advisory" as const,
  path: "vpcConfig.endpointPrivateAccess",
  message: `endpointPrivateAccess ${found}; set it to true`,
});
const isPublic = (found = "is true") => ({
  key: "public" as const,
  level: "advisory" as const,
  path: "vpcConfig.endpointPublicAccess",
  message: `endpointPublicAccess ${found}; set it to false`,
});

ruleTester(endpointPrivate, {
  valid: [
    {
      name: "a private endpoint",
      resource: vpcConfig({ endpointPrivateAccess: true, endpointPublicAccess: false }),
    },
    {
      name: "both endpoints, when the team allows it",
      resource: vpcConfig({ endpointPrivateAccess: true, endpointPublicAccess: true }),
      options: { allowPublic: true },
    },
  ],
  invalid: [
    {
      name: "the default",
      resource: vpcConfig({}),
      findings: [notPrivate("is not set, which means false"), isPublic("is not set, which means true")],
    },
    {
      name: "a public endpoint, under strict",
      resource: vpcConfig({ endpointPrivateAccess: false, endpointPublicAccess: true }),
      preset: "strict",
      findings: [
        { ...notPrivate(), level: "mandatory" },
        { ...isPublic(), level: "mandatory" },
      ],
    },
    {
      name: "only a public endpoint, when the team allows it in addition to the private one",
      resource: vpcConfig({ endpointPublicAccess: true }),
      options: { allowPublic: true },
      findings: [notPrivate("is not set, which means false")],
    },
  ],
  unknown: [
    {
      name: "a private endpoint that is not known yet",
      resource: vpcConfig({ endpointPrivateAccess: UNKNOWN, endpointPublicAccess: true }),
      undetermined: ["vpcConfig.endpointPrivateAccess: not known before pulumi up"],
      findings: [isPublic()],
    },
    {
      name: "a public endpoint that is not known yet",
      resource: vpcConfig({ endpointPrivateAccess: true, endpointPublicAccess: UNKNOWN }),
      undetermined: ["vpcConfig.endpointPublicAccess: not known before pulumi up"],
    },
  ],
});
