import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import azSupported from "../../../policies/src/rules/control-plane/az-supported.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const subnet = (props: PropertyObject): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  props: { id: "subnet-1", ...props },
});
const inZone = (availabilityZoneId: PropertyValue) => subnet({ availabilityZoneId });
const named = (availabilityZone: PropertyValue) => subnet({ availabilityZone });
const user = (subnetIds: PropertyValue = ["subnet-1"]): TestResource => ({
  ...cluster({ vpcConfig: { subnetIds } }),
  name: "cluster",
});
const newUser = { ...user([UNKNOWN]), from: { vpcConfig: ["subject"] } };

const unsupported = (id: string) => ({
  key: "unsupported" as const,
  level: "mandatory" as const,
  path: "availabilityZoneId",
  message: `${id} does not support EKS control planes; use another zone of the region`,
});
const elsewhere = (path: string, zone: string) => ({
  key: "not-a-region-zone" as const,
  level: "mandatory" as const,
  path,
  message: `${zone} is not a zone of the region itself; use one of the region's own zones`,
});
const zoneName = (name: string) => ({
  key: "zone-name" as const,
  level: "advisory" as const,
  path: "availabilityZone",
  message: `${name} can be a different zone in each account, and may be the one without EKS; set availabilityZoneId instead`,
});

ruleTester(azSupported, {
  valid: [
    { name: "a zone with EKS", stack: [inZone("use1-az1"), user()] },
    {
      name: "a zone without EKS that no control plane uses",
      stack: [
        inZone("use1-az3"),
        user(["subnet-2"]),
        { ...subnet({ id: "subnet-2", availabilityZoneId: "use1-az2" }), name: "other" },
      ],
    },
    { name: "a zone by name, in a region where all zones support EKS", stack: [named("eu-west-1a"), user()] },
    {
      name: "a zone that the team allows",
      stack: [inZone("use1-az3"), user()],
      options: { denyZoneIds: [] },
    },
    {
      name: "a zone by name, when the team denies none",
      stack: [named("us-east-1a"), user()],
      options: { denyZoneIds: [] },
    },
    { name: "a zone of a region with a similar name", stack: [named("us-west-2a"), user()] },
  ],
  invalid: [
    ...["use1-az3", "usw1-az2", "cac1-az3"].map((id) => ({
      name: `${id}, of a subnet that is new`,
      stack: [inZone(id), newUser],
      findings: [unsupported(id)],
    })),
    {
      name: "a zone of an existing subnet",
      stack: [inZone("use1-az3"), user()],
      findings: [unsupported("use1-az3")],
    },
    {
      name: "a zone that the team denies",
      stack: [inZone("euw1-az2"), user()],
      options: { denyZoneIds: ["euw1-az2"] },
      findings: [unsupported("euw1-az2")],
    },
    ...["us-east-1a", "us-west-1c", "ca-central-1b"].map((name) => ({
      name: `${name}, under strict`,
      stack: [named(name), user()],
      preset: "strict" as const,
      findings: [zoneName(name)],
    })),
    {
      name: "a Local Zone by name",
      stack: [named("us-west-2-lax-1a"), user()],
      findings: [elsewhere("availabilityZone", "us-west-2-lax-1a")],
    },
    {
      name: "a Local Zone by ID",
      stack: [inZone("usw2-lax1-az1"), user()],
      findings: [elsewhere("availabilityZoneId", "usw2-lax1-az1")],
    },
    {
      name: "a Wavelength Zone",
      stack: [inZone("use1-wl1-bos-wlz1"), user()],
      findings: [elsewhere("availabilityZoneId", "use1-wl1-bos-wlz1")],
    },
    {
      name: "an Outpost",
      stack: [subnet({ outpostArn: UNKNOWN, availabilityZoneId: "use1-az1" }), user()],
      findings: [
        {
          key: "not-a-region-zone",
          level: "mandatory",
          path: "outpostArn",
          message: "a control plane subnet is on an Outpost; use a subnet in the region itself",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a cluster that may be a local one",
      stack: [
        inZone("use1-az3"),
        { ...cluster({ vpcConfig: { subnetIds: ["subnet-1"] }, outpostConfig: UNKNOWN }), name: "cluster" },
      ],
      undetermined: ["outpostConfig: not known before pulumi up"],
    },
    {
      name: "a zone that is not known yet",
      stack: [inZone(UNKNOWN), user()],
      undetermined: ["availabilityZoneId: not known before pulumi up"],
    },
    {
      name: "a zone that AWS chooses",
      stack: [subnet({}), user()],
      undetermined: [": no zone is set, so AWS chooses one"],
    },
    {
      name: "a value that is not a zone",
      stack: [named("first"), user()],
      undetermined: ["availabilityZone: expected the name of a zone"],
    },
    {
      name: "subnets of another stack",
      stack: [user(["subnet-9"])],
      undetermined: ["vpcConfig.subnetIds: names something that is not in the stack"],
    },
    {
      name: "subnets that are not known yet",
      stack: [user(UNKNOWN)],
      undetermined: ["vpcConfig.subnetIds: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "a local cluster, whose subnets must be on its Outpost",
      stack: [
        subnet({ outpostArn: "arn:aws:outposts:us-west-2:123456789012:outpost/op-0a1" }),
        {
          ...cluster({
            vpcConfig: { subnetIds: ["subnet-1"] },
            outpostConfig: { outpostArns: ["arn:aws:outposts:us-west-2:123456789012:outpost/op-0a1"] },
          }),
          name: "cluster",
        },
      ],
      because: ["cluster: its control plane is on an Outpost"],
    },
  ],
});
