import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import {
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../../../policies/src/rule/property-value.ts";
import { vpcModel } from "../../../../../policies/src/sources/program/components/awsx/model.ts";
import { expand, type Expansion } from "../in-memory-component.ts";

interface Recording {
  readonly name: string;
  readonly inputs: PropertyObject;
  readonly children: readonly PropertyObject[];
}

const recordings = readFileSync(
  path.join(import.meta.dirname, "../../../../fixtures/awsx-vpc/children.jsonl"),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Recording);

function vpc(inputs: PropertyObject, version = "3.8.0", region = "eu-west-1"): Promise<Expansion> {
  return expand(vpcModel, { name: "v", project: "r", region, inputs, version });
}

function blocks({ children }: Expansion): readonly PropertyValue[] {
  return children.flatMap(({ type, props }) =>
    type === "aws:ec2/subnet:Subnet" ? [props["cidrBlock"]] : [],
  );
}

describe("model of awsx:ec2:Vpc", () => {
  for (const { name, inputs, children: recorded } of recordings) {
    it(`creates the recorded children: ${name}`, async () => {
      const { children } = await expand(vpcModel, {
        name,
        project: "r",
        region: "eu-west-1",
        inputs,
        version: "3.8.0",
      });
      const made = children.map(({ type, name: child, parent, props, dependencies, propertyDependencies }) =>
        comparable({ type, name: child, parent, props, dependencies, propertyDependencies }),
      );
      assert.deepEqual(made.sort(byTypeAndName), recorded.map(comparable).sort(byTypeAndName));
    });
  }

  it("returns the IDs of each kind of subnet as one unknown value that depends on these subnets", async () => {
    const { outputs, outputDependencies } = await vpc({ numberOfAvailabilityZones: 2 });
    const subnets = "urn:pulumi:dev::r::awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::";
    assert.equal(outputs["publicSubnetIds"], UNKNOWN);
    assert.deepEqual(outputDependencies["publicSubnetIds"], [`${subnets}v-public-1`, `${subnets}v-public-2`]);
    assert.deepEqual(outputDependencies["privateSubnetIds"], [
      `${subnets}v-private-1`,
      `${subnets}v-private-2`,
    ]);
    assert.deepEqual(outputs["isolatedSubnetIds"], []);
    assert.deepEqual(outputDependencies["vpcId"], ["urn:pulumi:dev::r::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::v"]);
  });

  it("sets no IPv6 properties of subnets before 3.3.0", async () => {
    const { children } = await vpc({}, "3.2.1");
    const subnet = children.find(({ type }) => type === "aws:ec2/subnet:Subnet");
    assert(subnet && !("ipv6CidrBlock" in subnet.props) && !("assignIpv6AddressOnCreation" in subnet.props));
  });

  it("gives subnets parts of a known IPv6 block", async () => {
    const { children } = await vpc({
      numberOfAvailabilityZones: 2,
      ipv6CidrBlock: "2600:1f13:6c4:a700::/56",
      assignGeneratedIpv6CidrBlock: true,
    });
    assert.deepEqual(
      children.flatMap(({ props }) => props["ipv6CidrBlock"] ?? []),
      [
        "2600:1f13:6c4:a700::/56",
        "2600:1f13:6c4:a700::/64",
        "2600:1f13:6c4:a702::/64",
        "2600:1f13:6c4:a701::/64",
        "2600:1f13:6c4:a703::/64",
      ],
    );
  });

  it("takes tags and addresses that are not known yet, or secret", async () => {
    const inputs = {
      numberOfAvailabilityZones: 2,
      tags: { owner: UNKNOWN, team: new Secret("shop") },
      natGateways: { elasticIpAllocationIds: [UNKNOWN, UNKNOWN] },
    };
    assert.deepEqual(vpcModel.notModeled?.(inputs), []);
    const { children } = await vpc(inputs);
    assert.deepEqual(children[0]?.props["tags"], { Name: "v", owner: UNKNOWN, team: new Secret("shop") });
    assert(!children.some(({ type }) => type === "aws:ec2/eip:Eip"));
  });

  for (const [input, value] of [
    ["cidrBlock", UNKNOWN],
    ["cidrBlock", new Secret("10.0.0.0/16")],
    ["numberOfAvailabilityZones", UNKNOWN],
    ["availabilityZoneNames", ["eu-west-1a", UNKNOWN]],
    ["subnetSpecs", UNKNOWN],
    ["subnetSpecs", [UNKNOWN]],
    ["subnetSpecs", [{ type: "Private", cidrMask: UNKNOWN }]],
    ["natGateways", { strategy: UNKNOWN }],
    ["natGateways", { elasticIpAllocationIds: UNKNOWN }],
    ["vpcEndpointSpecs", [{ serviceName: UNKNOWN }]],
    ["tags", UNKNOWN],
  ] as const) {
    it(`creates only the VPC, and says so, without a known value of ${input}: ${JSON.stringify(value)}`, async () => {
      const inputs = { [input]: value };
      assert.deepEqual(vpcModel.notModeled?.(inputs), [`${input} (not known before pulumi up)`]);
      const { children, outputs } = await vpc(inputs);
      assert.deepEqual(
        children.map(({ type }) => type),
        ["aws:ec2/vpc:Vpc"],
      );
      assert(!("publicSubnetIds" in outputs));
    });
  }

  const SPECS = [{ type: "Public" }, { type: "Private" }];
  for (const [inputs, message] of [
    [{ availabilityZoneNames: ["a"], numberOfAvailabilityZones: 2 }, /only one of availabilityZoneNames/],
    [{ natGateways: { strategy: "Two" } }, /unknown strategy Two/],
    [{ natGateways: { strategy: "None", elasticIpAllocationIds: ["e"] } }, /takes 0, but 1 are specified/],
    [{ natGateways: { elasticIpAllocationIds: ["e"] } }, /takes 3, but 1 are specified/],
    [{ subnetSpecs: [{ type: "Public" }] }, /NAT gateways need public subnets/],
    [{ ipv4IpamPoolId: "p" }, /needs either ipv4NetmaskLength or cidrBlock/],
    [{ ipv4IpamPoolId: "p", ipv4NetmaskLength: 20 }, /not supported with subnetStrategy="Legacy"/],
    [{ subnetSpecs: [...SPECS, { type: "Public" }] }, /several of the same type need a different "name"/],
    [{ subnetSpecs: [{ type: "Public", size: 100 }, { type: "Private" }] }, /size must be a power of 2/],
    [
      {
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }, { type: "Private" }],
      },
      /if any has cidrBlocks, all must have them/,
    ],
    [
      {
        subnetStrategy: "Exact",
        numberOfAvailabilityZones: 2,
        subnetSpecs: SPECS.map((spec) => ({ ...spec, cidrMask: 19 })),
      },
      /there is a gap in the subnet ranges before v-public-2/,
    ],
    [
      {
        subnetStrategy: "Auto",
        cidrBlock: "10.0.0.0/24",
        subnetSpecs: SPECS.map((spec) => ({ ...spec, cidrMask: 26 })),
      },
      /Subnets are too large for VPC/,
    ],
    [
      { cidrBlock: "10.0.0.0/24", subnetSpecs: SPECS.map((spec) => ({ ...spec, cidrMask: 26 })) },
      /overlap; make the VPC larger/,
    ],
    [{ cidrBlock: "10.0.0.1/16" }, /is not an IPv4 block/],
  ] as const) {
    it(`rejects ${JSON.stringify(inputs)}`, async () => {
      await assert.rejects(vpc(inputs), message);
    });
  }

  it("rejects a Region with too few zones", async () => {
    await assert.rejects(vpc({}, "3.8.0", "us-west-1"), /has 2 Availability Zones, and the VPC needs 3/);
  });

  it("treats 0 and the empty list as values", async () => {
    assert.deepEqual(
      blocks(await vpc({ numberOfAvailabilityZones: 0, natGateways: { strategy: "None" } })),
      [],
    );
  });
});

/** The properties that a provider adds, by type. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/securityGroup:SecurityGroup": ["description", "name"],
  "aws:ec2/vpc:Vpc": ["enableDnsSupport", "instanceTenancy"],
};

/** A child without the defaults that a provider adds, and with the abbreviations of the recordings. */
function comparable(child: PropertyObject): PropertyObject {
  const added = ADDED[child["type"] as string] ?? [];
  const props = Object.entries(child["props"] as PropertyObject).filter(([name]) => !added.includes(name));
  return abbreviated({ ...child, props: Object.fromEntries(props) }) as PropertyObject;
}

function abbreviated(value: PropertyValue): PropertyValue {
  if (value === UNKNOWN) return "<unknown>";
  if (typeof value === "string") {
    return value
      .replace("urn:pulumi:dev::r::awsx:ec2:Vpc$aws:ec2/vpc:Vpc", "VPC")
      .replace("urn:pulumi:dev::r::", "");
  }
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(abbreviated);
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, abbreviated(inner)]),
  );
}

function byTypeAndName(a: PropertyObject, b: PropertyObject): number {
  const key = ({ type, name }: PropertyObject): string => `${type as string} ${name as string}`;
  return key(a) < key(b) ? -1 : 1;
}
