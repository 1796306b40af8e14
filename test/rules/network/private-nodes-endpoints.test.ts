import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import privateNodesEndpoints from "../../../policies/src/rules/network/private-nodes-endpoints.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { groupIn, resource, routed } from "./network-resources.ts";

const VPC = resource("ec2/vpc:Vpc", "shop", { id: "vpc-1" });
const subnet = (name = "subject", props: PropertyObject = {}): TestResource =>
  resource("ec2/subnet:Subnet", name, { vpcId: "vpc-1", ...props });
const isolated = [VPC, subnet(), ...routed("subject"), groupIn(["subject"])];
const PUBLIC = { gatewayId: "igw-1" };
const open = (props: PropertyObject = {}) => [VPC, subnet("subject", props), ...routed("subject", PUBLIC)];

const endpoint = (service: string, props: PropertyObject = {}): TestResource =>
  resource("ec2/vpcEndpoint:VpcEndpoint", service, {
    vpcId: "vpc-1",
    vpcEndpointType: "Interface",
    serviceName: `com.amazonaws.eu-west-1.${service}`,
    privateDnsEnabled: true,
    ...props,
  });
const gateway = (props: PropertyObject = {}): TestResource =>
  resource(
    "ec2/vpcEndpoint:VpcEndpoint",
    "s3",
    {
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-west-1.s3",
      routeTableIds: [UNKNOWN],
      ...props,
    },
    { routeTableIds: ["subject-table"] },
  );
const endpoints = [endpoint("ec2"), endpoint("ecr.api"), endpoint("ecr.dkr")];
const cni = (props: PropertyObject): TestResource =>
  resource("eks/addon:Addon", "cni", { clusterName: "prod", addonName: "vpc-cni", ...props });

const missing = (services: string, nodes = '"apps"') => ({
  key: "missing" as const,
  level: "mandatory" as const,
  path: "",
  message: `the nodes of ${nodes} have no way out of the VPC here, and no endpoint for ${services}: they can't join; create VPC endpoints for ${services}, or route the subnet to a NAT gateway`,
});
const NOBODY = "ec2, ecr.api, ecr.dkr, s3";
const noAddress = {
  key: "no-public-address" as const,
  level: "mandatory" as const,
  path: "mapPublicIpOnLaunch",
  message: `the nodes of "apps" get no public address here, and the VPC has no endpoint for ${NOBODY}: they can't join; set mapPublicIpOnLaunch to true, or use subnets behind a NAT gateway`,
};

ruleTester(privateNodesEndpoints, {
  valid: [
    { name: "all endpoints", stack: [...isolated, ...endpoints, gateway()] },
    {
      name: "an endpoint for S3 with its route table in an association",
      stack: [
        ...isolated,
        ...endpoints,
        gateway({ routeTableIds: undefined }),
        resource(
          "ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
          "s3-nodes",
          { vpcEndpointId: UNKNOWN, routeTableId: UNKNOWN },
          { vpcEndpointId: ["s3"], routeTableId: ["subject-table"] },
        ),
      ],
    },
    {
      name: "an interface endpoint for S3, and one for the CNI's role",
      stack: [
        ...isolated,
        ...endpoints,
        endpoint("s3"),
        endpoint("eks-auth"),
        cni({ podIdentityAssociations: [{ serviceAccount: "aws-node" }] }),
      ],
    },
    {
      name: "nodes behind a NAT gateway",
      stack: [VPC, subnet(), ...routed("subject", { natGatewayId: "nat-1" }), groupIn(["subject"])],
    },
    {
      name: "a public subnet that gives addresses",
      stack: [...open({ mapPublicIpOnLaunch: true }), groupIn(["subject"])],
    },
    {
      name: "a launch template that gives addresses",
      stack: [
        ...open(),
        resource("ec2/launchTemplate:LaunchTemplate", "nodes", {
          id: "lt-1",
          networkInterfaces: [{ associatePublicIpAddress: "true" }],
        }),
        groupIn(["subject"], { launchTemplate: { id: "lt-1" } }),
      ],
    },
    {
      name: "a public subnet without addresses, and all endpoints",
      stack: [...open(), groupIn(["subject"]), ...endpoints, gateway()],
    },
    { name: "a subnet without nodes", stack: [VPC, subnet(), ...routed("subject")] },
  ],
  invalid: [
    { name: "no way out", stack: isolated, findings: [missing(NOBODY)] },
    {
      name: "two groups, and an endpoint for EC2 only",
      stack: [...isolated, groupIn(["subject"], {}, "jobs"), endpoint("ec2")],
      findings: [missing("ecr.api, ecr.dkr, s3", '"apps", "jobs"')],
    },
    {
      name: "endpoints in another VPC",
      stack: [
        ...isolated,
        resource("ec2/vpc:Vpc", "other", { id: "vpc-2" }),
        endpoint("ec2", { vpcId: "vpc-2" }),
        endpoint("ecr.api"),
        endpoint("ecr.dkr"),
        gateway(),
      ],
      findings: [missing("ec2")],
    },
    {
      name: "an endpoint for S3 in another route table",
      stack: [
        ...isolated,
        ...endpoints,
        subnet("public"),
        ...routed("public", PUBLIC),
        { ...gateway(), from: { routeTableIds: ["public-table"] } },
      ],
      findings: [missing("s3")],
    },
    {
      name: "no endpoint for the CNI's roles",
      stack: [
        ...isolated,
        ...endpoints,
        gateway(),
        cni({ podIdentityAssociations: [{ serviceAccount: "aws-node" }], serviceAccountRoleArn: "arn" }),
      ],
      findings: [missing("eks-auth, sts")],
    },
    {
      name: "an endpoint without private DNS",
      stack: [
        ...isolated,
        endpoint("ec2", { privateDnsEnabled: undefined }),
        endpoint("ecr.api"),
        endpoint("ecr.dkr"),
        gateway(),
      ],
      findings: [
        {
          key: "no-private-dns",
          level: "advisory",
          name: "ec2",
          path: "privateDnsEnabled",
          message:
            "nodes look for ec2 under its usual name, which doesn't lead to this endpoint; set privateDnsEnabled to true",
        },
      ],
    },
    {
      name: "a public subnet that gives no addresses",
      stack: [...open({ mapPublicIpOnLaunch: false }), groupIn(["subject"])],
      findings: [noAddress],
    },
    {
      name: "a launch template that gives none either",
      stack: [
        ...open(),
        resource("ec2/launchTemplate:LaunchTemplate", "nodes", {
          id: "lt-1",
          networkInterfaces: [{ associatePublicIpAddress: "false" }],
        }),
        groupIn(["subject"], { launchTemplate: { id: "lt-1" } }),
      ],
      findings: [noAddress],
    },
  ],
  unknown: [
    {
      name: "an endpoint of a service that is not known",
      stack: [...isolated, endpoint("ec2", { serviceName: UNKNOWN })],
      undetermined: ["serviceName: not known before pulumi up"],
    },
    {
      name: "an endpoint in a VPC that is not known",
      stack: [...isolated, endpoint("ec2", { vpcId: UNKNOWN })],
      undetermined: ["vpcId: not known before pulumi up"],
    },
    {
      name: "a VPC in another stack",
      stack: [subnet(), ...routed("subject"), groupIn(["subject"])],
      undetermined: ["vpcId: its VPC, which may have endpoints, is not in the stack"],
    },
    {
      name: "a component that may create endpoints",
      stack: [
        ...isolated,
        { type: "acme:index:Endpoints", name: "endpoints", props: {}, hidesChildren: true },
      ],
      undetermined: [': the endpoints of its VPC may be among those that "endpoints" creates'],
    },
    {
      name: "a route to another network",
      stack: [
        ...isolated,
        resource(
          "ec2/route:Route",
          "shared",
          { routeTableId: UNKNOWN, destinationCidrBlock: "10.0.0.0/8", transitGatewayId: "tgw-1" },
          { routeTableId: ["subject-table"] },
        ),
      ],
      undetermined: [": its routes may lead to a network with endpoints"],
    },
    {
      name: "a launch template in another stack",
      stack: [...open(), groupIn(["subject"], { launchTemplate: { id: "lt-9" } })],
      undetermined: ["launchTemplate: may give nodes public addresses"],
    },
    {
      name: "addresses that are not known yet",
      stack: [...open({ mapPublicIpOnLaunch: UNKNOWN }), groupIn(["subject"])],
      undetermined: ["mapPublicIpOnLaunch: not known before pulumi up"],
    },
    {
      name: "network interfaces that are not known yet",
      stack: [
        ...open(),
        resource("ec2/launchTemplate:LaunchTemplate", "nodes", { id: "lt-1", networkInterfaces: UNKNOWN }),
        groupIn(["subject"], { launchTemplate: { id: "lt-1" } }),
      ],
      undetermined: ["networkInterfaces: not known before pulumi up"],
    },
    {
      name: "a subnet whose route table is not in the stack",
      stack: [VPC, subnet(), groupIn(["subject"])],
      undetermined: [": no route table association in the stack"],
    },
    {
      name: "subnets in another stack",
      stack: [groupIn([], { subnetIds: ["subnet-1"] })],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
  ],
});
