import { elementsOf, fieldsOf, Output, textOf, type Input } from "../output.ts";
import type { Options } from "../eks/options.ts";
import type { Resource } from "../resource.ts";
import { tagsIn, type CreatedSubnet, type DeclareChild } from "./vpc-children.ts";

interface EndpointsOptions {
  readonly child: DeclareChild;
  readonly options: Options;
  readonly vpc: Resource;
  readonly tags: Readonly<Record<string, Input>>;
  readonly subnets: readonly CreatedSubnet[];
  /** The number of zones. */
  readonly zones: number;
}

// Passed on unchanged. Source: pulumi-awsx v3.8.0 (2026-07-23), awsx/ec2/vpc.ts.
const PASSED_ON: readonly string[] = [
  "autoAccept",
  "dnsOptions",
  "ipAddressType",
  "policy",
  "resourceConfigurationArn",
  "serviceName",
  "serviceNetworkArn",
  "serviceRegion",
  "subnetConfigurations",
  "vpcEndpointType",
];

/** Creates the endpoints of a VPC; with the strategy Auto, in its own subnets and route tables. */
export async function createEndpoints({
  child,
  options,
  vpc,
  tags,
  subnets,
  zones,
}: EndpointsOptions): Promise<readonly Resource[]> {
  const specs = options("vpcEndpointSpecs");
  const isAuto = options("vpcEndpointStrategy").value === "Auto";
  const endpoints: Resource[] = [];
  for (const element of elementsOf(specs.value)) {
    const spec = new Output(element, specs.from);
    const serviceName = textOf(fieldsOf(element)["serviceName"]);
    const type = textOf(spec.get("vpcEndpointType").or("gateway").value).toLowerCase();
    const [isInterface, isGateway] = [isAuto && type === "interface", isAuto && type === "gateway"];
    const own = { ...tags, ...tagsIn(spec.get("tags")) };
    const region = spec.get("region").or(options("region"));
    const common = { region, vpcId: vpc.output("id"), tags: own };
    const ofVpc = { parent: vpc, dependsOn: [vpc] };
    const unset = (...names: readonly string[]): boolean =>
      names.every((name) => spec.get(name).value === undefined);
    let securityGroupIds: Input = spec.get("securityGroupIds");
    if (isInterface && unset("securityGroupIds")) {
      const group = await child({
        type: "aws:ec2/securityGroup:SecurityGroup",
        name: `${serviceName}-sg`,
        props: common,
        ...ofVpc,
      });
      await child({
        type: "aws:ec2/securityGroupRule:SecurityGroupRule",
        name: `${serviceName}-ingress`,
        props: {
          region,
          type: "ingress",
          securityGroupId: group.output("id"),
          protocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrBlocks: [vpc.output("cidrBlock")],
          ipv6CidrBlocks: usesIpv6(spec) ? [vpc.output("ipv6CidrBlock")] : undefined,
        },
        parent: vpc,
        dependsOn: [group],
      });
      securityGroupIds = [group.output("id")];
    }
    const endpoint = await child({
      type: "aws:ec2/vpcEndpoint:VpcEndpoint",
      name: serviceName,
      props: {
        ...Object.fromEntries(PASSED_ON.map((name) => [name, spec.get(name)])),
        ...common,
        privateDnsEnabled: isInterface
          ? spec.get("privateDnsEnabled").or(true)
          : spec.get("privateDnsEnabled"),
        securityGroupIds,
        subnetIds:
          isInterface && unset("subnetIds", "subnetConfigurations")
            ? oneSubnetPerZone(subnets, zones)
            : spec.get("subnetIds"),
        routeTableIds:
          isGateway && unset("routeTableIds")
            ? subnets.map(({ routeTable }) => routeTable.output("id"))
            : spec.get("routeTableIds"),
      },
      ...ofVpc,
    });
    endpoints.push(endpoint);
  }
  return endpoints;
}

function usesIpv6(spec: Output): boolean {
  const { value } = spec.get("ipAddressType");
  return typeof value === "string" && ["ipv6", "dualstack"].includes(value.toLowerCase());
}

/** Returns a subnet of each zone: a private one, or else an isolated one, or else a public one. */
function oneSubnetPerZone(subnets: readonly CreatedSubnet[], zones: number): readonly Output[] {
  return Array.from({ length: zones }).flatMap((_, zone) => {
    const inZone = subnets.filter(({ plan }) => plan.zone === zone);
    const chosen = ["private", "isolated", "public"]
      .map((type) => inZone.find(({ plan }) => plan.spec.type.toLowerCase() === type))
      .find((found) => found !== undefined);
    return chosen ? [chosen.subnet.output("id")] : [];
  });
}
