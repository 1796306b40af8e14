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
    "the endpoint is public, and no publicAccessCidrs means 0.0.0.0/0; list the blocks that need it, no more than a /20 together",
};
const tooMany = (found: string, version: 4 | 6 = 4) => ({
  key: "too-many" as const,
  level: "advisory" as const,
  path: PATH,
  message: `${found}; list IPv${version} blocks that are no more than a /${version === 4 ? 20 : 44} together`,
});
const vpcConfig = (props: PropertyObject) => cluster({ vpcConfig: props });

ruleTester(endpointCidrs, {
  valid: [
    { name: "the address of an office", resource: letting("203.0.113.7/32") },
    { name: "as many IPv4 addresses as may be", resource: letting("198.51.96.0/21", "198.51.104.0/21") },
    {
      name: "the same block twice, and a part of it",
      resource: letting("198.51.96.0/20", "198.51.96.0/20", "198.51.100.0/24"),
    },
    { name: "as many IPv6 addresses as may be", resource: letting("2001:db8::/44") },
    { name: "no public endpoint", resource: vpcConfig({ endpointPublicAccess: false }) },
    {
      name: "the internet, in the list of an endpoint that is not public",
      resource: vpcConfig({ endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
    },
    {
      name: "a larger block, where the team allows it",
      resource: letting("198.51.0.0/16"),
      options: { ipv4PrefixLength: 16 },
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
    { name: "an empty list, which AWS takes for none", resource: letting(), findings: [everyone] },
    { name: "everybody", resource: letting("0.0.0.0/0"), findings: [tooMany("lets all IPv4 addresses in")] },
    {
      name: "the internet in two halves",
      resource: letting("0.0.0.0/1", "128.0.0.0/1"),
      findings: [tooMany("lets all IPv4 addresses in")],
    },
    {
      name: "an IPv4 address too many",
      resource: letting("198.51.96.0/20", "203.0.113.7/32"),
      findings: [tooMany("lets 4097 IPv4 addresses in")],
    },
    {
      name: "an IPv6 address too many",
      resource: letting("2001:db8::/44", "2001:db8:1000::1/128"),
      findings: [tooMany("lets more IPv6 addresses in than a /44 has", 6)],
    },
    {
      name: "everybody, by both versions",
      resource: letting("::/0", "0.0.0.0/0"),
      findings: [tooMany("lets all IPv4 addresses in"), tooMany("lets all IPv6 addresses in", 6)],
    },
  ],
  unknown: [
    {
      name: "an endpoint that may be public",
      resource: vpcConfig({ endpointPublicAccess: UNKNOWN }),
      undetermined: ["vpcConfig.endpointPublicAccess: not known before pulumi up"],
    },
    {
      name: "a block that is not known yet, beside too many addresses",
      resource: letting(UNKNOWN, "0.0.0.0/0"),
      undetermined: [`${PATH}[0]: not known before pulumi up`],
      findings: [tooMany("lets all IPv4 addresses in")],
    },
    {
      name: "what is no block",
      resource: letting("office", "203.0.113.7"),
      undetermined: [
        `${PATH}[0]: expected an IPv4 or IPv6 block`,
        `${PATH}[1]: expected an IPv4 or IPv6 block`,
      ],
    },
    {
      name: "a VPC configuration that is not known yet",
      resource: cluster({ vpcConfig: UNKNOWN }),
      undetermined: ["vpcConfig: not known before pulumi up"],
    },
  ],
});
