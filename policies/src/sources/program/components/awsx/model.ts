import {
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "../../../../rule/property-value.ts";
import type { ComponentModel } from "../component-model.ts";
import { elementsOf, fieldsOf, holdsUnknown } from "../output.ts";

/**
 * The model of a VPC. Source: pulumi-awsx v3.8.0 (2026-07-23), awsx/ec2/vpc.ts; recorded on 2026-11-28 with 3.8.0, 3.1.0 and
 * 2.22.0. According to the source of those in between, they differ in options that their SDKs don't have. For 3.9.0
 * (2026-09-01), the source of 2026-08-20 and the package's SDK differ only in the version of @pulumi/aws. It is only loaded for a program
 * with such a VPC.
 */
export const vpcModel: ComponentModel = {
  type: "awsx:ec2:Vpc",
  versions: {
    package: "@pulumi/awsx",
    from: "2.22.0",
    to: "3.9.0",
    // With these, the strategy Auto adds a public and a private subnet if subnetSpecs have none (2026-02-13 to 2026-03-26).
    except: ["3.2.0", "3.2.1", "3.3.0"],
  },

  async expand(component) {
    const { createVpc } = await import("./vpc.ts");
    return createVpc(component, inputsNotKnown(component.inputs).length === 0);
  },

  notModeled: (inputs) => inputsNotKnown(inputs).map((input) => `${input} (not known before pulumi up)`),
};

/** The inputs that decide which children there are; the component takes no outputs for them. */
const STRUCTURE: readonly string[] = [
  "availabilityZoneCidrMask",
  "availabilityZoneNames",
  "cidrBlock",
  "numberOfAvailabilityZones",
  "subnetNameTagStrategy",
  "subnetStrategy",
  "vpcEndpointStrategy",
];

function inputsNotKnown(inputs: PropertyObject): readonly string[] {
  return [
    ...STRUCTURE.filter((input) => !isPlain(inputs[input])),
    ...listNotKnown(inputs, "subnetSpecs", ["assignIpv6AddressOnCreation", "tags"]),
    ...listNotKnown(inputs, "vpcEndpointSpecs", ENDPOINT_PROPERTIES),
    ...(areNatGatewaysKnown(inputs["natGateways"]) ? [] : ["natGateways"]),
    ...(isWhole(inputs["tags"]) ? [] : ["tags"]),
  ];
}

/** The properties of an endpoint that are passed on as they are. */
const ENDPOINT_PROPERTIES: readonly string[] = [
  "autoAccept",
  "dnsOptions",
  "ipAddressType",
  "policy",
  "privateDnsEnabled",
  "region",
  "routeTableIds",
  "securityGroupIds",
  "subnetConfigurations",
  "subnetIds",
  "tags",
];

/** The input, if an element of the list has a value that isn't known, other than in the properties that may be. */
function listNotKnown(inputs: PropertyObject, input: string, open: readonly string[]): readonly string[] {
  const list = inputs[input];
  const isKnown =
    isWhole(list) &&
    elementsOf(list).every(
      (element) =>
        isWhole(element) &&
        Object.entries(fieldsOf(element)).every(([key, value]) => open.includes(key) || isPlain(value)),
    );
  return isKnown ? [] : [input];
}

/** The IDs of the addresses may be unknown, but not how many there are. */
function areNatGatewaysKnown(value: PropertyValue): boolean {
  const { strategy, elasticIpAllocationIds } = fieldsOf(value);
  return isWhole(value) && isPlain(strategy) && isWhole(elasticIpAllocationIds);
}

function isWhole(value: PropertyValue): boolean {
  return !isUnknown(value) && !(value instanceof Secret);
}

function isPlain(value: PropertyValue): boolean {
  return (
    isWhole(value) &&
    !holdsUnknown(value) &&
    !Object.values(fieldsOf(value)).some((part) => part instanceof Secret)
  );
}
