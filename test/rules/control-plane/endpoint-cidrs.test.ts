import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import endpointCidrs from "../../../policies/src/rules/control-plane/endpoint-cidrs.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const letting = (...publicAccessCidrs: readonly string[]) => cluster({ vpcConfig: { publicAccessCidrs } });
const PATH = "vpcConfig.publicAccessCidrs";
const everyone = {
  key: "everyone" as const,
  level: "advisory" as const,
  path: PATH,
  message:
    "the endpoint is public, and publicAccessCidrs is not set or empty, which means 0.0.0.0/0; set endpointPublicAccess to false, or list the blocks that need access, no more than a /20 in total",
};
const tooMany = (found: string, version: 4 | 6 = 4) => ({
  key: "too-many" as const,
  level: "advisory" as const,
  path: PATH,
  message: `${found}; list IPv${version} blocks that are no more than a /${version === 4 ? 20 : 44} in total`,
});
const isPublic = (found = "is not set, which means true") => ({
  key: "public" as const,
  level: "advisory" as const,
  path: "vpcConfig.endpointPublicAccess",
  message: `endpointPublicAccess ${found}; set it to false, or allow it for these blocks with the option allowPublic`,
});
const ALLOWED = { allowPublic: true };
const vpcConfig = (props: PropertyObject) => cluster({ vpcConfig: props });

ruleTester(endpointCidrs, {
  valid: [
    { name: "the address of an office", resource: letting("203.0.113.7/32"), options: ALLOWED },
    {
      name: "exactly as many IPv4 addresses as allowed",
      resource: letting("198.51.96.0/21", "198.51.104.0/21"),
      options: ALLOWED,
    },
    {
      name: "the same block twice, and a part of it",
      resource: letting("198.51.96.0/20", "198.51.96.0/20", "198.51.100.0/24"),
      options: ALLOWED,
    },
    {
      name: "exactly as many IPv6 addresses as allowed",
      resource: letting("2001:db8::/44"),
      options: ALLOWED,
    },
    { name: "no public endpoint", resource: vpcConfig({ endpointPublicAccess: false }) },
    {
      name: "the internet, in the list of an endpoint that is not public",
      resource: vpcConfig({ endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
    },
    {
      name: "a larger block, when the team allows it",
      resource: letting("198.51.0.0/16"),
      options: { allowPublic: true, ipv4PrefixLength: 16 },
    },
  ],
  invalid: [
    { name: "the default", resource: vpcConfig({}), findings: [everyone] },
    {
      name: "a public endpoint without a list, under strict",
      resource: vpcConfig({ endpointPublicAccess: true }),
      preset: "strict",
      findings: [{ ...everyone, level: "mandatory" }],
    },
    { name: "an empty list, which AWS treats as not set", resource: letting(), findings: [everyone] },
    { name: "everyone", resource: letting("0.0.0.0/0"), findings: [tooMany("allows all IPv4 addresses")] },
    {
      name: "the internet in two halves",
      resource: letting("0.0.0.0/1", "128.0.0.0/1"),
      findings: [tooMany("allows all IPv4 addresses")],
    },
    { name: "a public endpoint for an office", resource: letting("203.0.113.7/32"), findings: [isPublic()] },
    {
      name: "a public endpoint for an office, under strict",
      resource: vpcConfig({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] }),
      preset: "strict",
      findings: [{ ...isPublic("is true"), level: "mandatory" }],
    },
    {
      name: "one IPv4 address too many",
      resource: letting("198.51.96.0/20", "203.0.113.7/32"),
      findings: [tooMany("allows 4097 IPv4 addresses")],
    },
    {
      name: "one IPv6 address too many",
      resource: letting("2001:db8::/44", "2001:db8:1000::1/128"),
      findings: [tooMany("allows more IPv6 addresses than a /44 has", 6)],
    },
    {
      name: "everyone, with both IP versions",
      resource: letting("::/0", "0.0.0.0/0"),
      findings: [tooMany("allows all IPv4 addresses"), tooMany("allows all IPv6 addresses", 6)],
    },
  ],
  unknown: [
    {
      name: "an endpoint that may be public",
      resource: vpcConfig({ endpointPublicAccess: UNKNOWN }),
      undetermined: ["vpcConfig.endpointPublicAccess: not known before pulumi up"],
    },
    {
      name: "a block that is not known yet, next to too many addresses",
      resource: letting(UNKNOWN, "0.0.0.0/0"),
      undetermined: [`${PATH}[0]: not known before pulumi up`],
      findings: [tooMany("allows all IPv4 addresses")],
    },
    {
      name: "values that are not blocks",
      resource: letting("office", "203.0.113.7"),
      findings: [isPublic()],
      undetermined: [
        `${PATH}[0]: expected an IPv4 or IPv6 block`,
        `${PATH}[1]: expected an IPv4 or IPv6 block`,
      ],
    },
    {
      name: "blocks that are not known yet",
      resource: vpcConfig({ endpointPublicAccess: true, publicAccessCidrs: UNKNOWN }),
      undetermined: [`${PATH}: not known before pulumi up`],
      findings: [isPublic("is true")],
    },
    {
      name: "a VPC configuration that is not known yet",
      resource: cluster({ vpcConfig: UNKNOWN }),
      undetermined: ["vpcConfig: not known before pulumi up"],
    },
  ],
  // A public endpoint is a finding, whatever the blocks are.
  appears: { public: ["vpcConfig.publicAccessCidrs"] },
});
