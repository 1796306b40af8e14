// Planned resources as a Terraform plan, for Checkov, whose checks of AWS read the attributes of terraform-provider-aws.
import {
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import type { SourceResource } from "../../../policies/src/sources/source.ts";

/** The types that Pulumi names otherwise than `aws_` and their own name. */
const TYPES: Readonly<Record<string, string>> = {
  "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
  "aws:ebs/encryptionByDefault:EncryptionByDefault": "aws_ebs_encryption_by_default",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "aws_iam_openid_connect_provider",
  "aws:ec2/subnetCidrReservation:SubnetCidrReservation": "aws_ec2_subnet_cidr_reservation",
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "aws_vpc_ipv4_cidr_block_association",
};

/** The attributes that Pulumi names otherwise. */
const ATTRIBUTES: Readonly<Record<string, string>> = { client_id_lists: "client_id_list" };

/** The attributes with names that the program chose. */
const MAPS = ["labels", "tags"];

const COMMON = { mode: "managed", provider_name: "registry.terraform.io/hashicorp/aws" };

/** Returns the plan that creates the resources, in Terraform's JSON format; unknown values are references. */
export function terraformPlan(resources: readonly SourceResource[]): object {
  const planned = resources.filter(({ type }) => type.startsWith("aws:"));
  const addresses = new Map(planned.map((resource) => [resource.urn, addressOf(resource)]));
  const all = planned.map((resource) => {
    const [type, name] = addresses.get(resource.urn) ?? ["", ""];
    const expressions = Object.entries(resource.propertyDependencies).map(([property, urns]) => {
      const references = urns.flatMap((urn) => addresses.get(urn)?.join(".") ?? []);
      return [attribute(property), { references: references.flatMap((one) => [`${one}.id`, one]) }] as const;
    });
    return {
      place: { ...COMMON, address: `${type}.${name}`, type, name, schema_version: 0 },
      values: block(resource.props),
      expressions: Object.fromEntries(expressions),
    };
  });
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: all.map(({ place, values }) => ({ ...place, values })) } },
    resource_changes: all.map(({ place, values }) => ({
      ...place,
      change: { actions: ["create"], before: null, after: values, after_unknown: {} },
    })),
    configuration: {
      root_module: { resources: all.map(({ place, expressions }) => ({ ...place, expressions })) },
    },
  };
}

function addressOf({ type, name }: SourceResource): readonly [type: string, name: string] {
  const [, module = "", short = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  const own = attribute(short);
  const terraform =
    TYPES[type] ?? (["eks", "iam", "kms"].includes(module) ? `aws_${module}_${own}` : `aws_${own}`);
  return [terraform, name.replaceAll(/[^\w-]/g, "_")];
}

/** An object is a block, which Terraform writes as a list. */
function block(value: PropertyObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([property, inner]) => inner !== undefined && !property.startsWith("__"))
      .map(([property, inner]) => {
        const name = attribute(property);
        return [name, MAPS.includes(name) ? inner : converted(inner)];
      }),
  );
}

function converted(secret: PropertyValue): unknown {
  const value = secret instanceof Secret ? secret.value : secret;
  // Terraform leaves out what is unknown; checks look at the references in its place.
  if (isUnknown(value)) return null;
  if (Array.isArray(value))
    return (value as readonly PropertyValue[]).map((element) =>
      isPropertyObject(element) ? block(element) : converted(element),
    );
  return isPropertyObject(value) ? [block(value)] : value;
}

function attribute(property: string): string {
  const name = property.replaceAll(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`);
  return ATTRIBUTES[name] ?? name;
}
