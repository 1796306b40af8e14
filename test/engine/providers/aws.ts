import { readFileSync } from "node:fs";

import { isPropertyObject, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { availabilityZones } from "../../../policies/src/sources/program/lookups/availability-zones.ts";
import { refusedInputs } from "../../acceptance/requests/refused-inputs.ts";
import { AwsAccount } from "./aws-account.ts";
import type { InputNames, TypeDeclaration } from "./aws-declarations.ts";
import { ACCOUNT, hash, identityOf, idOf, REGION, type Identity } from "./aws-identities.ts";
import { ID_PREFIXES, wrongReferences } from "./aws-references.ts";
import { serveProvider, type ResourceOfProvider, type StandInProvider } from "./provider-server.ts";

/** The SDK's declarations, as the harness read them. */
const declarations = JSON.parse(readFileSync(process.env["AWS_DECLARATIONS"] ?? "", "utf8")) as Readonly<
  Record<string, TypeDeclaration>
>;

const account = new AwsAccount(process.env["AWS_ACCOUNT"] ?? "");

/** The properties for which the provider generates a name if a program sets none. */
const AUTO_NAMED = ["name", "nodeGroupName", "fargateProfileName"];

/** The defaults that the provider adds to the inputs. Source: schemas of terraform-provider-aws 6, read 2026-11. */
const DEFAULTS: Readonly<Record<string, PropertyObject>> = {
  "aws:ec2/securityGroup:SecurityGroup": { description: "Managed by Pulumi" },
  "aws:ec2/subnet:Subnet": { assignIpv6AddressOnCreation: false, mapPublicIpOnLaunch: false },
  "aws:ec2/vpc:Vpc": { enableDnsSupport: true, instanceTenancy: "default" },
  "aws:eks/cluster:Cluster": { bootstrapSelfManagedAddons: true },
};

/** The properties of a created resource for which a generated string wouldn't work. */
const REPORTED: Readonly<Record<string, PropertyObject>> = {
  "aws:ec2/natGateway:NatGateway": { availabilityMode: "zonal" },
  "aws:ec2/launchTemplate:LaunchTemplate": { latestVersion: 1, defaultVersion: 1 },
  "aws:eks/addon:Addon": { addonVersion: "v1.36.0-eksbuild.1" },
  "aws:eks/cluster:Cluster": {
    certificateAuthority: { data: Buffer.from("certificate").toString("base64") },
    endpoint: "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
    identities: [{ oidcs: [{ issuer: `https://oidc.eks.${REGION}.amazonaws.com/id/0123456789ABCDEF` }] }],
    kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
  },
  "aws:eks/nodeGroup:NodeGroup": { releaseVersion: "1.36.1-20261101" },
};

/** The properties that AWS adds inside those that a program sets. */
const REPORTED_INSIDE: Readonly<Record<string, (inputs: PropertyObject, urn: string) => PropertyObject>> = {
  "aws:eks/cluster:Cluster": ({ vpcConfig }, urn) => ({
    vpcConfig: {
      ...(vpcConfig as PropertyObject),
      clusterSecurityGroupId: idOf("sg", `cluster ${urn}`),
      vpcId: idOf("vpc", `cluster ${urn}`),
    },
  }),
};

/** The properties that AWS adds if a program requests IPv6. */
const REPORTED_IPV6: Readonly<Record<string, (inputs: PropertyObject) => PropertyObject>> = {
  "aws:ec2/vpc:Vpc": ({ assignGeneratedIpv6CidrBlock }) =>
    assignGeneratedIpv6CidrBlock === true ? { ipv6CidrBlock: "2600:1f13:6c4:a700::/56" } : {},
  "aws:eks/cluster:Cluster": ({ kubernetesNetworkConfig: network }) =>
    isPropertyObject(network) && network["ipFamily"] === "ipv6"
      ? { kubernetesNetworkConfig: { ...network, serviceIpv6Cidr: "fd12:3456:789a::/108" } }
      : {},
};

/** The properties with a resource's own ARN. */
const OWN_ARNS = ["accessEntryArn", "arn", "associationArn"];

/** Ordered by how many minutes they take in AWS. */
const CREATION_MILLISECONDS: Readonly<Record<string, number>> = {
  "aws:eks/addon:Addon": 200,
  "aws:eks/cluster:Cluster": 400,
  "aws:eks/nodeGroup:NodeGroup": 400,
};

const LOOKUPS: Readonly<Record<string, PropertyObject>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    id: ACCOUNT,
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:role/deployer`,
    userId: "AROAEXAMPLE:deployer",
  },
  "aws:index/getPartition:getPartition": {
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  },
  "aws:index/getRegion:getRegion": { id: REGION, name: REGION, region: REGION },
  "aws:ec2/getVpc:getVpc": { id: idOf("vpc", "default"), cidrBlock: "172.31.0.0/16" },
  "aws:ec2/getSubnets:getSubnets": {
    id: REGION,
    ids: [idOf("subnet", "default a"), idOf("subnet", "default b")],
  },
  "aws:route53/getZone:getZone": { id: "Z0123456789ABC", zoneId: "Z0123456789ABC", name: "example.com" },
  "aws:ssm/getParameter:getParameter": { id: "image", value: "ami-0123456789abcdef0" },
};

const aws: StandInProvider = {
  check(resource, inputs) {
    const declaration = declarations[resource.type];
    if (!declaration) throw new Error(`the stand-in doesn't support ${resource.type}`);
    const defaults = { ...DEFAULTS[resource.type], ...autoNames(resource, declaration, inputs) };
    const complete = { ...defaults, ...inputs };
    // The provider records in the inputs which of them it filled in.
    const filledIn = Object.keys(defaults).filter((property) => !(property in inputs));
    return {
      inputs: { ...complete, __defaults: filledIn.sort() },
      failures: refusals(declaration, complete),
    };
  },

  outputs(resource, checked, isPreview) {
    const { urn, type } = resource;
    const inputs = Object.fromEntries(
      Object.entries(checked).filter(([property]) => property !== "__defaults"),
    );
    const computed = declarations[type]?.computed ?? {};
    // As in AWS, a preview doesn't show them.
    if (!isPreview) assertAccepted(resource, inputs);
    const identity = isPreview ? undefined : identityOf(resource, inputs);
    const decided = Object.entries(computed)
      .filter(([property]) => !(property in inputs))
      .map(
        ([property, kind]) =>
          [property, identity ? plausible(kind, property, resource, identity) : UNKNOWN] as const,
      );
    const region = "region" in computed ? { region: REGION } : {};
    const decidedAll = Object.fromEntries(decided);
    if (!identity) return { ...decidedAll, ...inputs };
    account.put(type, inputs);
    const inside = REPORTED_INSIDE[type]?.(inputs, urn);
    const ofIpv6 = REPORTED_IPV6[type]?.(inputs);
    return { ...decidedAll, id: identity.id, ...region, ...REPORTED[type], ...inputs, ...inside, ...ofIpv6 };
  },

  creationMilliseconds({ type }) {
    return CREATION_MILLISECONDS[type] ?? 10;
  },

  invoke(token, args) {
    return token === "aws:index/getAvailabilityZones:getAvailabilityZones"
      ? availabilityZones(REGION, args)
      : (account.answer(token, args) ?? LOOKUPS[token]);
  },

  delete({ type, name }, outputs) {
    if (type === "aws:eks/cluster:Cluster" && outputs["deletionProtection"] === true) {
      throw new Error(`InvalidRequestException: ${name} has deletion protection; disable it first`);
    }
    account.delete(type, outputs);
  },
};

/** Returns the name of the last run, or the resource's name with seven digits, as the provider generates it. */
function autoNames(
  { urn, name, oldInputs }: ResourceOfProvider,
  { inputs: accepted }: TypeDeclaration,
  inputs: PropertyObject,
): PropertyObject {
  const property = AUTO_NAMED.find((candidate) => candidate in accepted);
  if (property === undefined || property in inputs || `${property}Prefix` in inputs) return {};
  return { [property]: oldInputs?.[property] ?? `${name}-${hash(urn, 7)}` };
}

/** Returns undeclared and missing properties, with the provider's message for each. */
function refusals(
  { inputs: accepted, required }: TypeDeclaration,
  inputs: PropertyObject,
): ReadonlyMap<string, string> {
  const missing = required.filter((property) => inputs[property] === undefined);
  return new Map([
    ...unsupported(inputs, accepted, "").map(
      (path) => [path, "An argument of this name is not expected"] as const,
    ),
    ...missing.map((property) => [property, "Missing required argument"] as const),
  ]);
}

/** Throws what AWS responds to a request that it refuses, for a resource that is created or updated. */
function assertAccepted({ type, name }: ResourceOfProvider, inputs: PropertyObject): void {
  const problems = [
    ...[...wrongReferences(inputs)].map(([path, problem]) => `${path}: ${problem}`),
    ...[...refusedInputs(type, inputs)].map(({ request, path, problem }) => `${request} ${path}: ${problem}`),
  ];
  if (problems.length > 0) throw new Error(`ValidationException: ${name}: ${problems.join("; ")}`);
}

function unsupported(
  value: unknown,
  accepted: InputNames | true | undefined,
  path: string,
): readonly string[] {
  if (accepted === undefined) return [path];
  if (accepted === true) return [];
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => unsupported(element, accepted, `${path}[${index}]`));
  }
  if (!isPropertyObject(value as PropertyObject)) return [];
  return (
    Object.entries(value as PropertyObject)
      // The SDK's own bookkeeping, which the provider removes.
      .filter(([property]) => !property.startsWith("__"))
      .flatMap(([property, inner]) =>
        unsupported(inner, accepted[property], path === "" ? property : `${path}.${property}`),
      )
  );
}

function plausible(
  kind: TypeDeclaration["computed"][string],
  property: string,
  { urn, name }: ResourceOfProvider,
  { id, arn }: Identity,
): PropertyObject[string] {
  switch (kind) {
    case "number":
      return 1;
    case "boolean":
      return false;
    case "list":
      return [];
    case "object":
      return {};
    case "string": {
      if (arn !== undefined && OWN_ARNS.includes(property)) return arn;
      if (property === "keyId" || property === "associationId") return id;
      if (property === "ownerId") return ACCOUNT;
      const prefix =
        ID_PREFIXES[
          property.replace(/^(default|main)([A-Z])/, (_, __, first: string) => first.toLowerCase())
        ];
      if (prefix === undefined) return `${property}-of-${name}`;
      return id.startsWith(`${prefix}-`) ? id : idOf(prefix, `${property} ${urn}`);
    }
  }
}

serveProvider("aws", aws);
