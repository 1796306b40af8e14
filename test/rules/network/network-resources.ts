import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";

type Origins = Readonly<Record<string, readonly string[]>>;

/** A resource of the AWS provider: `resource("ec2/vpc:Vpc", "shop", { … })`. */
export function resource(
  type: string,
  name: string,
  props: PropertyObject,
  from: Origins = {},
): TestResource {
  return { type: `aws:${type}`, name, props, from };
}

/** A subnet in a zone of eu-west-1, whose id is not known before `pulumi up`. */
export function subnetIn(zone: string, name = zone, props: PropertyObject = {}): TestResource {
  return resource("ec2/subnet:Subnet", name, { availabilityZone: `eu-west-1${zone}`, ...props });
}

/** A managed node group in these subnets. */
export function groupIn(subnets: readonly string[], props: PropertyObject = {}, name = "apps"): TestResource {
  return resource(
    "eks/nodeGroup:NodeGroup",
    name,
    { clusterName: "prod", subnetIds: subnets.map(() => UNKNOWN), ...props },
    { subnetIds: subnets },
  );
}

/** The route table of a subnet with its default route, if it has one. */
export function routed(subnet: string, target?: PropertyObject, from: Origins = {}): readonly TestResource[] {
  return [
    resource("ec2/routeTable:RouteTable", `${subnet}-table`, {}),
    ...(target
      ? [
          resource(
            "ec2/route:Route",
            `${subnet}-route`,
            { routeTableId: UNKNOWN, destinationCidrBlock: "0.0.0.0/0", ...target },
            { routeTableId: [`${subnet}-table`], ...from },
          ),
        ]
      : []),
    resource(
      "ec2/routeTableAssociation:RouteTableAssociation",
      `${subnet}-association`,
      { subnetId: UNKNOWN, routeTableId: UNKNOWN },
      { subnetId: [subnet], routeTableId: [`${subnet}-table`] },
    ),
  ];
}

/** The route table of a subnet behind a NAT gateway. */
export function behind(gateway: string, subnet: string): readonly TestResource[] {
  return routed(subnet, { natGatewayId: UNKNOWN }, { natGatewayId: [gateway] });
}

/** A NAT gateway in a subnet. */
export function natIn(subnet: string, props: PropertyObject = {}, name = "subject"): TestResource {
  return resource("ec2/natGateway:NatGateway", name, { subnetId: UNKNOWN, ...props }, { subnetId: [subnet] });
}
