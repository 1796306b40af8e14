import { UNKNOWN, type PropertyValue } from "../../../../rule/property-value.ts";
import type { ComponentOutputs, RemoteComponent } from "../component-model.ts";
import { optionsOf } from "../eks/options.ts";
import { Output, unknownFrom } from "../output.ts";
import { declare, type Resource } from "../resource.ts";
import { createEndpoints } from "./endpoints.ts";
import { NatGateways } from "./nat-gateways.ts";
import { planSubnets } from "./subnet-layout.ts";
import type { SubnetSpec } from "./subnet-spec.ts";
import { subnetInputs } from "./subnet.ts";
import { tagsIn, type CreatedSubnet, type DeclareChild } from "./vpc-children.ts";
import { endpointDnsOf, textOr, vpcCidrBlock, zoneNames } from "./vpc-options.ts";

// The version of the SDK in the plugin, which determines the default provider. Source: awsx/package.json, v3.8.0.
const AWS_VERSION = "7.38.0";

// The inputs that the VPC itself gets. Source: awsx/schema-types.ts and the inputs of aws.ec2.Vpc, v3.8.0.
const VPC_INPUTS: readonly string[] = [
  "assignGeneratedIpv6CidrBlock",
  "enableNetworkAddressUsageMetrics",
  "instanceTenancy",
  "ipv4IpamPoolId",
  "ipv4NetmaskLength",
  "ipv6CidrBlock",
  "ipv6CidrBlockNetworkBorderGroup",
  "ipv6IpamPoolId",
  "ipv6NetmaskLength",
];

/**
 * Creates a VPC with its subnets, routes, NAT gateways and endpoints.
 *
 * @param isStructureKnown false if an input that decides which children there are isn't known; then it is only the VPC.
 * @throws Error for arguments that the component rejects.
 */
export async function createVpc(
  component: RemoteComponent,
  isStructureKnown: boolean,
): Promise<ComponentOutputs> {
  const options = optionsOf(component);
  const region = options("region");
  const child: DeclareChild = ({ props, ...declaration }) =>
    declare(component, { ...declaration, props: { region, ...props }, version: AWS_VERSION });
  if (!isStructureKnown) {
    const vpc = await child({
      type: "aws:ec2/vpc:Vpc",
      name: component.name,
      props: { cidrBlock: new Output(UNKNOWN) },
    });
    return { vpc: vpc.reference, vpcId: vpc.output("id") };
  }
  const zones = zoneNames(component, options);
  const nat = new NatGateways(options, zones.length);
  const cidrBlock = vpcCidrBlock(options);
  const subnets = planSubnets({
    name: component.name,
    cidrBlock,
    zones: zones.length,
    strategy: textOr(options("subnetStrategy"), "Legacy"),
    zoneMask: options("availabilityZoneCidrMask").value as number | undefined,
    specs: options("subnetSpecs").value as readonly SubnetSpec[] | undefined,
  });
  nat.check(subnets);
  const endpointDns = endpointDnsOf(options);
  const tags = { Name: component.name, ...tagsIn(options("tags")) };
  const vpc = await child({
    type: "aws:ec2/vpc:Vpc",
    name: component.name,
    props: {
      ...Object.fromEntries(VPC_INPUTS.map((name) => [name, options(name)])),
      ...endpointDns,
      cidrBlock,
      tags,
    },
  });
  const ofVpc = { parent: vpc, dependsOn: [vpc] };
  const internetGateway = await child({
    type: "aws:ec2/internetGateway:InternetGateway",
    name: component.name,
    props: { vpcId: vpc.output("id"), tags },
    ...ofVpc,
  });

  const created: CreatedSubnet[] = [];
  const [associations, routes]: [Resource[], Resource[]] = [[], []];
  const numberInZone = new Map<number, number>();
  for (const plan of subnets) {
    const { spec, zone, resourceName: name } = plan;
    const type = spec.type.toLowerCase();
    const number = numberInZone.get(zone) ?? 0;
    numberInZone.set(zone, number + 1);
    const inputs = subnetInputs(component, { plan, vpc, zones, number, tags });
    const subnet = await child({ type: "aws:ec2/subnet:Subnet", name, props: inputs.subnet, ...ofVpc });
    const routeTable = await child({
      type: "aws:ec2/routeTable:RouteTable",
      name,
      props: inputs.routeTable,
      parent: subnet,
      dependsOn: [subnet],
    });
    created.push({ plan, subnet, routeTable });
    const ofTable = { name, parent: routeTable, dependsOn: [routeTable] };
    const routeTableId = routeTable.output("id");
    associations.push(
      await child({
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        props: { routeTableId, subnetId: subnet.output("id") },
        ...ofTable,
      }),
    );
    if (type === "public") await nat.createIn(subnet, zone, component.name, child);
    const target =
      type === "public"
        ? { gatewayId: internetGateway.output("id") }
        : type === "private"
          ? nat.routeTarget(zone)
          : undefined;
    if (target) {
      routes.push(
        await child({
          type: "aws:ec2/route:Route",
          props: { routeTableId, destinationCidrBlock: "0.0.0.0/0", ...target },
          ...ofTable,
        }),
      );
    }
  }
  const vpcEndpoints = await createEndpoints({
    child,
    options,
    vpc,
    tags,
    subnets: created,
    zones: zones.length,
  });
  const references = (resources: readonly Resource[] = []): readonly PropertyValue[] =>
    resources.map(({ reference }) => reference);
  const ofType = (...types: readonly string[]): readonly Resource[] =>
    created.filter(({ plan }) => types.includes(plan.spec.type.toLowerCase())).map(({ subnet }) => subnet);
  return {
    vpc: vpc.reference,
    vpcId: vpc.output("id"),
    internetGateway: internetGateway.reference,
    subnets: references(created.map(({ subnet }) => subnet)),
    publicSubnets: references(ofType("public")),
    privateSubnets: references(ofType("private")),
    isolatedSubnets: references(ofType("isolated")),
    publicSubnetIds: idsOf(ofType("public")),
    privateSubnetIds: idsOf(ofType("private")),
    isolatedSubnetIds: idsOf(ofType("isolated")),
    routeTables: references(created.map(({ routeTable }) => routeTable)),
    routeTableAssociations: references(associations),
    routes: references(routes),
    natGateways: references(nat.gateways),
    eips: references(nat.addresses),
    vpcEndpoints: references(vpcEndpoints),
  };
}

/**
 * Returns the IDs of subnets: unknown as a whole unless there are none, as the component returns them. There, each list depends
 * on all subnets, because the component awaits them together; here, it depends on its own, which says more about nodes in them.
 */
function idsOf(subnets: readonly Resource[]): Output {
  return subnets.length === 0 ? new Output([]) : unknownFrom(...subnets.map((subnet) => subnet.output("id")));
}
