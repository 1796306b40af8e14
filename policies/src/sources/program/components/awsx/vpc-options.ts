import { UNKNOWN } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import type { Options } from "../eks/options.ts";
import { elementsOf, fieldsOf, flatten, type Input, type Output } from "../output.ts";

// What the options of a VPC mean. Source: pulumi-awsx v3.8.0, awsx/ec2/vpc.ts, read 2026-11-28.

/** Returns the names of the zones. @throws Error as the component does, if there are too few. */
export function zoneNames(component: RemoteComponent, options: Options): readonly string[] {
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

/** Returns the CIDR block, unless a pool determines it. @throws Error as the component does. */
export function vpcCidrBlock(options: Options): string | undefined {
  const [cidrBlock, pool, length] = ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"].map(options);
  if (pool?.value !== undefined && (cidrBlock?.value === undefined) === (length?.value === undefined)) {
    throw new Error("ipv4IpamPoolId needs either ipv4NetmaskLength or cidrBlock");
  }
  if (typeof cidrBlock?.value === "string") return cidrBlock.value;
  return pool?.value === undefined ? "10.0.0.0/16" : undefined;
}

/**
 * Returns the settings of DNS. With the strategy Auto, endpoints with private names need it.
 *
 * @throws Error as the component does, if it is off.
 */
export function endpointDnsOf(options: Options): Readonly<Record<string, Input>> {
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

/** Returns a text, or the other one if the option is not set. */
export function textOr(option: Output, otherwise: string): string {
  const { value } = flatten(option);
  return typeof value === "string" ? value : otherwise;
}
