import type { PropertyValue } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { optionsOf, type Options } from "../eks/options.ts";
import { apply, Output, unknownFrom, type Input } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { PlannedSubnet } from "./subnet-layout.ts";
import type { SubnetSpec } from "./subnet-spec.ts";
import { tagsIn } from "./vpc-children.ts";

/** A planned subnet in its VPC. */
interface SubnetOptions {
  readonly plan: PlannedSubnet;
  readonly vpc: Resource;
  /** The names of the zones. */
  readonly zones: readonly string[];
  /** The number of the subnet in its zone. */
  readonly number: number;
  /** The tags of everything in the VPC. */
  readonly tags: Readonly<Record<string, Input>>;
}

/** The inputs of a subnet and of its route table. Source: pulumi-awsx v3.8.0, awsx/ec2/vpc.ts, read 2026-11-28. */
export function subnetInputs(
  component: RemoteComponent,
  { plan, vpc, zones, number, tags }: SubnetOptions,
): {
  readonly subnet: Readonly<Record<string, Input>>;
  readonly routeTable: Readonly<Record<string, Input>>;
} {
  const options = optionsOf(component);
  const { spec, zone } = plan;
  const own = { Name: nameTagOf(component, options, plan, zones[zone] ?? ""), SubnetType: spec.type };
  const vpcId = vpc.output("id");
  return {
    subnet: {
      vpcId,
      availabilityZone: zones[zone],
      mapPublicIpOnLaunch: spec.type.toLowerCase() === "public",
      cidrBlock: plan.cidrBlock ?? unknownFrom(vpc.output("cidrBlock")),
      ...ipv6Inputs(component, options, spec, vpc, zone + number * zones.length),
      tags: { ...tags, ...tagsIn(specOption(options, spec, "tags")), ...own },
    },
    routeTable: { vpcId, tags: { ...tags, ...own } },
  };
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

/** Returns a property of a spec, with the dependencies of the specs if it isn't known. */
function specOption(options: Options, spec: SubnetSpec, property: string): Output {
  return new Output(spec as unknown as PropertyValue, options("subnetSpecs").from).get(property);
}
