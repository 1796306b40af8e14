import { isPropertyObject, type PropertyObject } from "../../../../rule/property-value.ts";
import { elementsOf, textOf } from "../output.ts";
import { CLUSTER_OPTIONS, NODE_GROUP_OPTIONS, optionsBeside, VPC_CNI_OPTIONS } from "./modeled-options.ts";
import type { Options } from "./options.ts";

/**
 * Rejects options that the component rejects. Source: pulumi-eks v4.3.0, cluster/cluster.ts and cluster/authenticationMode.ts,
 * read 2026-11-23.
 *
 * @throws Error that names the options.
 */
export function checkClusterOptions(options: Options): void {
  const given = (name: string): boolean => options(name).isSet;
  const mode = options("authenticationMode");
  if (mode.isSet && !AUTHENTICATION_MODES.includes(textOf(mode.value))) {
    throw new Error(`authenticationMode: must be one of ${AUTHENTICATION_MODES.join(", ")}`);
  }
  if (mode.value === "API") {
    for (const name of ["roleMappings", "userMappings", "instanceRoles"]) {
      if (elementsOf(options(name).value).length > 0) {
        throw new Error(`${name}: must be empty when authenticationMode is API`);
      }
    }
  }
  if (!usesAccessEntries(options) && given("accessEntries")) {
    throw new Error("accessEntries: authenticationMode must be API or API_AND_CONFIG_MAP");
  }
  if (!usesAccessEntries(options) && options("autoMode").get("enabled").isSet) {
    throw new Error("autoMode: authenticationMode must be API or API_AND_CONFIG_MAP");
  }
  if (given("instanceRole") && given("instanceRoles")) {
    throw new Error("instanceRole and instanceRoles are mutually exclusive");
  }
  if (given("subnetIds") && (given("publicSubnetIds") || given("privateSubnetIds"))) {
    throw new Error("subnetIds and publicSubnetIds or privateSubnetIds are mutually exclusive");
  }
  const single = SINGLE_NODE_OPTIONS.filter(given);
  if (given("nodeGroupOptions") && single.length > 0) {
    throw new Error(`nodeGroupOptions and ${single.join(", ")} are mutually exclusive`);
  }
  if (options("creationRoleProvider").get("provider").isSet) {
    throw new Error("creationRoleProvider.provider is not supported; use providerCredentialOpts");
  }
}

/** True if the authentication mode supports access entries. */
export function usesAccessEntries(options: Options): boolean {
  const mode = options("authenticationMode").value;
  return mode === "API" || mode === "API_AND_CONFIG_MAP";
}

/** True if the authentication mode uses the aws-auth ConfigMap. */
export function usesConfigMap(options: Options): boolean {
  return options("authenticationMode").value !== "API";
}

/** True if the component creates its own nodes. */
export function hasDefaultNodeGroup(options: Options): boolean {
  return (
    !options("skipDefaultNodeGroup").isSet &&
    !options("fargate").isSet &&
    !options("autoMode").get("enabled").isSet
  );
}

/** Returns the options of a cluster that the model ignores although the component would not. */
export function clusterOptionsNotModeled(inputs: PropertyObject): readonly string[] {
  const { vpcCniOptions, nodeGroupOptions } = inputs;
  return [
    ...optionsBeside(CLUSTER_OPTIONS, inputs),
    ...optionsBeside(VPC_CNI_OPTIONS, isPropertyObject(vpcCniOptions) ? vpcCniOptions : {}, "vpcCniOptions."),
    ...optionsBeside(
      NODE_GROUP_OPTIONS,
      isPropertyObject(nodeGroupOptions) ? nodeGroupOptions : {},
      "nodeGroupOptions.",
    ),
    ...OBJECTS.filter((name) => inputs[name] !== undefined && !isPropertyObject(inputs[name])).map(
      (name) => `${name} (unknown as a whole)`,
    ),
  ];
}

const AUTHENTICATION_MODES: readonly string[] = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

// The component iterates over their properties, so they must not be unknown as a whole.
const OBJECTS: readonly string[] = ["accessEntries", "vpcCniOptions", "nodeGroupOptions"];

const SINGLE_NODE_OPTIONS: readonly string[] = [
  "nodeSubnetIds",
  "nodeAssociatePublicIpAddress",
  "instanceType",
  "instanceProfileName",
  "nodePublicKey",
  "nodeRootVolumeSize",
  "nodeUserData",
  "minSize",
  "maxSize",
  "desiredCapacity",
  "nodeAmiId",
  "gpu",
];
