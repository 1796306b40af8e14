import { UNKNOWN, type PropertyValue } from "../../../../rule/property-value.ts";
import type { ComponentOutputs, RemoteComponent } from "../component-model.ts";
import { optionsOf, type Options } from "../eks/options.ts";
import {
  apply,
  elementsOf,
  fieldsOf,
  flatten,
  holdsUnknown,
  Output,
  unknownFrom,
  type Input,
} from "../output.ts";
import { declare, type Resource } from "../resource.ts";
import { createEndpoints } from "./endpoints.ts";
import { planSubnets, type PlannedSubnet } from "./subnet-layout.ts";
import type { SubnetSpec } from "./subnet-spec.ts";
import { tagsIn, type CreatedSubnet, type DeclareChild } from "./vpc-children.ts";

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
  const { value: addressIds } = options("natGateways").get("elasticIpAllocationIds");
  const addresses = elementsOf(addressIds).map(
    (id) => new Output(id, holdsUnknown(id) ? options("natGateways").from : []),
  );
  const gateways = natStrategy(options, addresses.length, zones.length);
  const cidrBlock = vpcCidrBlock(options);
  const subnets = planSubnets({
    name: component.name,
    cidrBlock,
    zones: zones.length,
    strategy: textOr(options("subnetStrategy"), "Legacy"),
    zoneMask: options("availabilityZoneCidrMask").value as number | undefined,
    specs: options("subnetSpecs").value as readonly SubnetSpec[] | undefined,
  });
  checkNatSubnets(gateways, subnets);
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
  const [natGateways, eips, associations, routes]: Resource[][] = [[], [], [], []];
  const numberInZone = new Map<number, number>();
  for (const plan of subnets) {
    const { spec, zone, resourceName } = plan;
    const type = spec.type.toLowerCase();
    const nameTag = nameTagOf(component, options, plan, zones[zone] ?? "");
    const number = numberInZone.get(zone) ?? 0;
    numberInZone.set(zone, number + 1);
    const subnet = await child({
      type: "aws:ec2/subnet:Subnet",
      name: resourceName,
      props: {
        vpcId: vpc.output("id"),
        availabilityZone: zones[zone],
        mapPublicIpOnLaunch: type === "public",
        cidrBlock: plan.cidrBlock ?? unknownFrom(vpc.output("cidrBlock")),
        ...ipv6Inputs(component, options, spec, vpc, zone + number * zones.length),
        tags: { ...tags, ...tagsIn(specOption(options, spec, "tags")), Name: nameTag, SubnetType: spec.type },
      },
      ...ofVpc,
    });
    const routeTable = await child({
      type: "aws:ec2/routeTable:RouteTable",
      name: resourceName,
      props: { vpcId: vpc.output("id"), tags: { ...tags, Name: nameTag, SubnetType: spec.type } },
      parent: subnet,
      dependsOn: [subnet],
    });
    created.push({ plan, subnet, routeTable });
    const ofTable = { parent: routeTable, dependsOn: [routeTable] };
    associations?.push(
      await child({
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        name: resourceName,
        props: { routeTableId: routeTable.output("id"), subnetId: subnet.output("id") },
        ...ofTable,
      }),
    );
    const hasGateway =
      type === "public" &&
      gateways !== "none" &&
      (natGateways?.length ?? 0) < (gateways === "single" ? 1 : zone + 1);
    if (hasGateway) {
      const props = { tags: { ...tagsIn(options("tags")), Name: `${component.name}-${zone + 1}` } };
      const inSubnet = { name: `${component.name}-${zone + 1}`, parent: subnet, dependsOn: [subnet] };
      const eip =
        addresses.length > 0 ? undefined : await child({ type: "aws:ec2/eip:Eip", ...inSubnet, props });
      if (eip) eips?.push(eip);
      const allocationId = eip ? eip.output("allocationId") : addresses[zone];
      natGateways?.push(
        await child({
          type: "aws:ec2/natGateway:NatGateway",
          ...inSubnet,
          props: { ...props, subnetId: subnet.output("id"), allocationId },
        }),
      );
    }
    const target = routeTarget(type, { gateways, zone, internetGateway, natGateways: natGateways ?? [] });
    if (target) {
      routes?.push(
        await child({
          type: "aws:ec2/route:Route",
          name: resourceName,
          props: { routeTableId: routeTable.output("id"), destinationCidrBlock: "0.0.0.0/0", ...target },
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
    natGateways: references(natGateways),
    eips: references(eips),
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

/** @throws Error as the component does, if there are too few zones. */
function zoneNames(component: RemoteComponent, options: Options): readonly string[] {
  const [names, number] = [options("availabilityZoneNames"), options("numberOfAvailabilityZones")];
  if (names.isSet && number.isSet) {
    throw new Error("only one of availabilityZoneNames and numberOfAvailabilityZones can be specified");
  }
  if (names.isSet) return elementsOf(names.value) as readonly string[];
  const region = options("region").value;
  const answer = component.lookup(
    "aws:index/getAvailabilityZones:getAvailabilityZones",
    typeof region === "string" && region !== UNKNOWN ? { region } : {},
  );
  const wanted = typeof number.value === "number" ? number.value : 3;
  const found = elementsOf(answer["names"]).filter((name) => typeof name === "string" && name !== UNKNOWN);
  if (found.length < wanted) {
    throw new Error(
      `the Region has ${found.length} Availability Zones, and the VPC needs ${wanted}; set numberOfAvailabilityZones or availabilityZoneNames`,
    );
  }
  return found.slice(0, wanted) as readonly string[];
}

/** Returns the strategy in lower case. @throws Error for an unknown one, or one that the addresses don't fit. */
function natStrategy(options: Options, addresses: number, zones: number): string {
  const given = textOr(options("natGateways").get("strategy"), "OnePerAz");
  const strategy = given.toLowerCase();
  const limits = new Map([
    ["none", 0],
    ["single", 1],
    ["oneperaz", zones],
  ]);
  const limit = limits.get(strategy);
  if (limit === undefined) throw new Error(`natGateways.strategy: unknown strategy ${given}`);
  if (addresses > limit || (strategy === "oneperaz" && addresses !== 0 && addresses !== zones)) {
    throw new Error(
      `natGateways.elasticIpAllocationIds: the strategy ${given} takes ${limit}, but ${addresses} are specified`,
    );
  }
  return strategy;
}

function checkNatSubnets(strategy: string, subnets: readonly PlannedSubnet[]): void {
  const types = subnets.map(({ spec }) => spec.type.toLowerCase());
  if (strategy !== "none" && !(types.includes("public") && types.some((type) => type !== "public"))) {
    throw new Error(
      "natGateways: NAT gateways need public subnets, and private or isolated ones; otherwise set the strategy None",
    );
  }
}

function vpcCidrBlock(options: Options): string | undefined {
  const [cidrBlock, pool, length] = ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"].map(options);
  if (pool?.value !== undefined && (cidrBlock?.value === undefined) === (length?.value === undefined)) {
    throw new Error("ipv4IpamPoolId needs either ipv4NetmaskLength or cidrBlock");
  }
  if (typeof cidrBlock?.value === "string") return cidrBlock.value;
  return pool?.value === undefined ? "10.0.0.0/16" : undefined;
}

/** With the strategy Auto, endpoints with private names need DNS in the VPC. */
function endpointDnsOf(options: Options): Readonly<Record<string, Input>> {
  const needsDns =
    options("vpcEndpointStrategy").value === "Auto" &&
    elementsOf(options("vpcEndpointSpecs").value)
      .map(fieldsOf)
      .some(
        ({ vpcEndpointType, privateDnsEnabled = true }) =>
          typeof vpcEndpointType === "string" &&
          vpcEndpointType.toLowerCase() === "interface" &&
          privateDnsEnabled === true,
      );
  const setting = (name: string): Input => {
    if (needsDns && options(name).value === false) {
      throw new Error(`${name}: must be true for an interface endpoint with private DNS`);
    }
    return needsDns ? options(name).or(true) : options(name);
  };
  return { enableDnsHostnames: setting("enableDnsHostnames"), enableDnsSupport: setting("enableDnsSupport") };
}

/** The component has set them since 3.3.0 (2026-03-06). */
function ipv6Inputs(
  { version }: RemoteComponent,
  options: Options,
  spec: SubnetSpec,
  vpc: Resource,
  index: number,
): Readonly<Record<string, Input>> {
  const [major = 3, minor = 3] = version.split(".").map(Number);
  if (version !== "" && (major < 3 || (major === 3 && minor < 3))) return {};
  const assigns = apply(
    [specOption(options, spec, "assignIpv6AddressOnCreation"), options("assignGeneratedIpv6CidrBlock")],
    (ofSubnet, ofVpc) => ofSubnet ?? ofVpc ?? false,
  );
  return {
    assignIpv6AddressOnCreation: assigns,
    ipv6CidrBlock: apply([vpc.output("ipv6CidrBlock"), assigns], (block, isAssigned) =>
      isAssigned === true && typeof block === "string" ? ipv6Block(block, index) : undefined,
    ),
  };
}

/** Returns the /64 with a number in a /56. */
function ipv6Block(vpcBlock: string, index: number): PropertyValue {
  const [, prefix, group = ""] = /^((?:[0-9a-f]+:){3})([0-9a-f]+)[0-9a-f:]*\/56$/i.exec(vpcBlock) ?? [];
  if (prefix === undefined) throw new Error(`ipv6CidrBlock: ${vpcBlock} is not a /56`);
  return `${prefix}${((Number.parseInt(group, 16) & 0xff00) | index).toString(16)}::/64`;
}

function nameTagOf(
  component: RemoteComponent,
  options: Options,
  { spec, resourceName }: PlannedSubnet,
  zone: string,
): string {
  if (options("subnetNameTagStrategy").value !== "AvailabilityZone") return resourceName;
  // "us-east-1a" without the part that all zones of a Region share.
  const suffix = zone.replace(/^[a-z]{2}(?:-[a-z]+)+-/, "");
  return `${component.name}-${spec.name ?? spec.type.toLowerCase()}-${suffix}`;
}

function routeTarget(
  type: string,
  {
    gateways,
    zone,
    internetGateway,
    natGateways,
  }: {
    readonly gateways: string;
    readonly zone: number;
    readonly internetGateway: Resource;
    readonly natGateways: readonly Resource[];
  },
): Readonly<Record<string, Input>> | undefined {
  if (type === "public") return { gatewayId: internetGateway.output("id") };
  const gateway = natGateways[gateways === "single" ? 0 : zone];
  return type === "private" && gateway ? { natGatewayId: gateway.output("id") } : undefined;
}

/** Returns a property of a spec, with the dependencies of the specs if it isn't known. */
function specOption(options: Options, spec: SubnetSpec, property: string): Output {
  return new Output(spec as unknown as PropertyValue, options("subnetSpecs").from).get(property);
}

function textOr(option: Output, otherwise: string): string {
  const { value } = flatten(option);
  return typeof value === "string" ? value : otherwise;
}
