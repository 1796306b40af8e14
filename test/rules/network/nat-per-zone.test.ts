import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import natPerZone from "../../../policies/src/rules/network/nat-per-zone.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { behind, groupIn, natIn, resource, routed, subnetIn } from "./network-resources.ts";

const shared = (zones: string, name = "subject") => ({
  key: "shared" as const,
  level: "advisory" as const,
  name,
  path: "",
  message: `the nodes in ${zones} all leave the VPC through this gateway, so none can when its zone is lost; create a NAT gateway in each of these zones, and route each zone's subnets to its own`,
});
const a = [subnetIn("a", "public-a"), subnetIn("a"), ...behind("subject", "a")];
const byId = { availabilityZone: undefined, availabilityZoneId: "euw1-az2" };

ruleTester(natPerZone, {
  valid: [
    {
      name: "a gateway in each zone",
      stack: [
        ...a,
        subnetIn("b", "public-b"),
        subnetIn("b"),
        ...behind("other", "b"),
        natIn("public-a"),
        natIn("public-b", {}, "other"),
        groupIn(["a", "b"]),
      ],
    },
    {
      name: "a regional gateway",
      stack: [
        ...a,
        subnetIn("b"),
        ...behind("subject", "b"),
        resource("ec2/natGateway:NatGateway", "subject", { availabilityMode: "regional", vpcId: "vpc-1" }),
        groupIn(["a", "b"]),
      ],
    },
    {
      name: "two subnets of one zone",
      stack: [...a, subnetIn("a", "a2"), ...behind("subject", "a2"), natIn("public-a"), groupIn(["a", "a2"])],
    },
    {
      name: "a subnet in another zone that has no nodes",
      stack: [...a, subnetIn("b"), ...behind("subject", "b"), natIn("public-a"), groupIn(["a"])],
    },
    {
      name: "nodes behind a transit gateway, and nodes without a way out",
      stack: [
        subnetIn("a"),
        ...routed("a", { transitGatewayId: "tgw-1" }),
        subnetIn("b"),
        ...routed("b"),
        groupIn(["a", "b"]),
      ],
    },
  ],
  invalid: [
    {
      name: "the nodes of two zones behind one gateway",
      stack: [
        ...a,
        subnetIn("b"),
        ...behind("subject", "b"),
        natIn("public-a", { availabilityMode: "zonal" }),
        groupIn(["a", "b"]),
      ],
      findings: [shared("eu-west-1a, eu-west-1b")],
    },
    {
      name: "a group in each zone, two of which use one gateway",
      stack: [
        ...a,
        subnetIn("b", "public-b"),
        subnetIn("b"),
        ...behind("other", "b"),
        subnetIn("c"),
        ...behind("other", "c"),
        natIn("public-a"),
        natIn("public-b", {}, "other"),
        groupIn(["a"]),
        groupIn(["c"], {}, "apps-1"),
        groupIn(["b"], {}, "apps-2"),
      ],
      findings: [shared("eu-west-1b, eu-west-1c", "other")],
    },
    {
      name: "Fargate pods and nodes in different zones",
      stack: [
        ...a,
        subnetIn("b"),
        ...behind("subject", "b"),
        natIn("public-a"),
        groupIn(["a"]),
        resource(
          "eks/fargateProfile:FargateProfile",
          "jobs",
          { clusterName: "prod", subnetIds: [UNKNOWN] },
          { subnetIds: ["b"] },
        ),
      ],
      findings: [shared("eu-west-1a, eu-west-1b")],
    },
    {
      name: "two zones by name, and one by ID",
      stack: [
        ...a,
        subnetIn("b"),
        ...behind("subject", "b"),
        subnetIn("", "third", byId),
        ...behind("subject", "third"),
        natIn("public-a"),
        groupIn(["a", "b", "third"]),
      ],
      findings: [shared("eu-west-1a, eu-west-1b")],
    },
    {
      name: "the gateway of another zone",
      stack: [
        subnetIn("a", "public-a"),
        subnetIn("b"),
        ...behind("subject", "b"),
        natIn("public-a"),
        groupIn(["b"]),
      ],
      findings: [
        {
          key: "other-zone",
          level: "advisory",
          path: "",
          message:
            "the nodes in eu-west-1b leave the VPC through this gateway, which is in eu-west-1a: they lose it with either zone; route the subnets in eu-west-1b to a NAT gateway in eu-west-1b",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a zone that AWS chooses",
      stack: [
        ...a,
        subnetIn("", "b", { availabilityZone: undefined }),
        ...behind("subject", "b"),
        natIn("public-a"),
        groupIn(["a", "b"]),
      ],
      undetermined: [": AWS chooses its zone"],
    },
    {
      name: "a zone by name and a zone by ID, which may be the same",
      stack: [
        ...a,
        subnetIn("", "second", byId),
        ...behind("subject", "second"),
        natIn("public-a"),
        groupIn(["a", "second"]),
      ],
      undetermined: [": some zones are given by name and others by ID"],
    },
    {
      name: "a gateway in another stack",
      stack: [subnetIn("a"), ...routed("a", { natGatewayId: "nat-1" }), groupIn(["a"])],
      undetermined: [": names something that is not in the stack"],
    },
    {
      name: "a gateway whose subnet is in another stack",
      stack: [
        ...a,
        resource("ec2/natGateway:NatGateway", "subject", { subnetId: "subnet-1" }),
        groupIn(["a"]),
      ],
      undetermined: ["subnetId: names something that is not in the stack"],
    },
    {
      name: "a subnet whose route table is not in the stack",
      stack: [subnetIn("a"), groupIn(["a"])],
      undetermined: [": no route table association in the stack"],
    },
    {
      name: "subnets in another stack",
      stack: [groupIn([], { subnetIds: ["subnet-1"] })],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "a gateway that may be regional",
      stack: [...a, natIn("public-a", { availabilityMode: UNKNOWN }), groupIn(["a"])],
      undetermined: ["availabilityMode: not known before pulumi up"],
    },
  ],
});
