import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import vpcDnsEnabled from "../../../policies/src/rules/network/vpc-dns-enabled.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const vpc = (props: PropertyObject, more: Partial<TestResource> = {}): TestResource => ({
  type: "aws:ec2/vpc:Vpc",
  props,
  ...more,
});
const defaultVpc = (props: PropertyObject): TestResource =>
  vpc(props, { type: "aws:ec2/defaultVpc:DefaultVpc" });
const BOTH = { enableDnsSupport: true, enableDnsHostnames: true };
const subnet = (vpcId: PropertyValue = UNKNOWN, from: readonly string[] = ["subject"]): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  name: "a",
  props: { vpcId, id: "subnet-a" },
  from: { vpcId: from },
});
const cluster = (subnetIds: PropertyValue = ["subnet-a"]): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", vpcConfig: { subnetIds } },
});
const strict = { preset: "strict" } as const;
const noHostnames = (found: string) => ({
  key: "no-hostnames" as const,
  level: "mandatory" as const,
  path: "enableDnsHostnames",
  message: `${found}; set it to true`,
});
const noSupport = {
  key: "no-support" as const,
  level: "mandatory" as const,
  path: "enableDnsSupport",
  message: "enableDnsSupport is false; set it to true",
};

ruleTester(vpcDnsEnabled, {
  valid: [
    { name: "both", ...strict, stack: [vpc(BOTH), subnet(), cluster()] },
    {
      name: "only hostnames, since support is AWS's default",
      ...strict,
      stack: [vpc({ enableDnsHostnames: true }), subnet(), cluster()],
    },
    {
      name: "the account's default VPC, which has both",
      ...strict,
      stack: [defaultVpc({}), subnet(), cluster()],
    },
    { name: "a VPC without a cluster", ...strict, stack: [vpc({}), subnet()] },
    {
      name: "a VPC next to that of the cluster",
      ...strict,
      stack: [vpc({}), vpc(BOTH, { name: "other" }), subnet(UNKNOWN, ["other"]), cluster()],
    },
    {
      name: "a cluster whose VPC is known from one subnet",
      ...strict,
      stack: [vpc(BOTH), subnet(), cluster(["subnet-a", "subnet-elsewhere"])],
    },
  ],
  invalid: [
    {
      name: "AWS's defaults, under baseline",
      stack: [vpc({}), subnet(), cluster()],
      findings: [{ ...noHostnames("enableDnsHostnames is not set, which means false"), level: "advisory" }],
    },
    {
      name: "no resolver, under baseline",
      stack: [vpc({ ...BOTH, enableDnsSupport: false }), subnet(), cluster()],
      findings: [noSupport],
    },
    {
      name: "AWS's defaults",
      ...strict,
      stack: [vpc({}), subnet(), cluster()],
      findings: [noHostnames("enableDnsHostnames is not set, which means false")],
    },
    {
      name: "both off, in an existing VPC",
      ...strict,
      stack: [
        vpc({ id: "vpc-1", enableDnsHostnames: false, enableDnsSupport: false }),
        subnet("vpc-1", []),
        cluster(),
      ],
      findings: [noHostnames("enableDnsHostnames is false"), noSupport],
    },
    {
      name: "a default VPC in which a program turns them off",
      ...strict,
      stack: [defaultVpc({ enableDnsHostnames: false }), subnet(), cluster()],
      findings: [noHostnames("enableDnsHostnames is false")],
    },
    {
      name: "a VPC with two clusters, once",
      ...strict,
      stack: [vpc({}), subnet(), cluster(), { ...cluster(), name: "other" }],
      findings: [noHostnames("enableDnsHostnames is not set, which means false")],
    },
  ],
  unknown: [
    {
      name: "a value that is not known yet",
      ...strict,
      stack: [vpc({ ...BOTH, enableDnsHostnames: UNKNOWN }), subnet(), cluster()],
      undetermined: ["enableDnsHostnames: not known before pulumi up"],
    },
    {
      name: "a VPC in another stack",
      ...strict,
      stack: [subnet("vpc-9", []), cluster()],
      undetermined: ["vpcId: names something that is not in the stack"],
    },
    {
      name: "subnets in another stack",
      ...strict,
      stack: [vpc({}), cluster(["subnet-9"])],
      undetermined: ["vpcConfig.subnetIds: names something that is not in the stack"],
    },
  ],
});
