import { isUnknown, UNKNOWN, type PropertyValue } from "../../../../rule/property-value.ts";
import { apply, Output, textOf, unknownFrom, type Input } from "../output.ts";
import { operatingSystem } from "./ami-type.ts";
import type { Core } from "./core.ts";
import type { Options } from "./options.ts";
import { userDataInBase64 } from "./user-data.ts";

interface LaunchTemplateOptions {
  /** The name of the component. */
  readonly name: string;
  readonly options: Options;
  readonly core: Core;
  readonly securityGroups: Output;
  readonly keyName: Input;
}

/** The options from which the user data of self-managed nodes is generated. */
export const USER_DATA_OPTIONS: readonly string[] = [
  "nodeadmExtraOptions",
  "bottlerocketSettings",
  "kubeletExtraArgs",
  "bootstrapExtraArgs",
  "labels",
  "taints",
];

/** Creates the launch template of self-managed nodes. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-23. */
export function selfManagedLaunchTemplate({
  name,
  options,
  core,
  securityGroups,
  keyName,
}: LaunchTemplateOptions): Readonly<Record<string, Input>> {
  const instanceType = options("instanceType");
  const spotPrice = options("spotPrice");
  const monitoring = options("enableDetailedMonitoring");
  const imageId = imageIdOf(options, core);
  return {
    imageId,
    instanceType: instanceType.isSet ? instanceType : "t3.medium",
    iamInstanceProfile: { name: core.whole },
    keyName,
    instanceMarketOptions: spotPrice.isSet
      ? { marketType: "spot", spotOptions: { maxPrice: spotPrice } }
      : undefined,
    blockDeviceMappings: blockDeviceMappings(options, imageId),
    networkInterfaces: [{ associatePublicIpAddress: associatePublicIpAddress(options), securityGroups }],
    metadataOptions: options("metadataOptions"),
    userData: userDataInBase64({
      ...Object.fromEntries(USER_DATA_OPTIONS.map((option) => [option, options(option)])),
      os: operatingSystem(options),
      clusterName: core.clusterName,
      override: options("nodeUserDataOverride"),
      script: options("nodeUserData"),
      stackName: name,
    }),
    tagSpecifications: options("launchTemplateTagSpecifications"),
    monitoring: monitoring.value === undefined ? undefined : { enabled: monitoring },
  };
}

/** Returns the AMI; without an ID, the newest recommended one for a Kubernetes version, which would be looked up in AWS. */
export function imageIdOf(options: Options, core: Core): Output {
  const amiId = options("amiId");
  if (amiId.isSet) return amiId;
  const version = options("version");
  return unknownFrom(
    version.isSet ? version : core.whole,
    options("amiType"),
    options("operatingSystem"),
    options("gpu"),
    options("instanceType"),
  );
}

function associatePublicIpAddress(options: Options): Output {
  return apply([options("nodeAssociatePublicIpAddress").or(true)], textOf);
}

function blockDeviceMappings(options: Options, imageId: Output): Input {
  const os = operatingSystem(options);
  if (isUnknown(os.value)) return os;
  const ebs = os.value === "AL2" ? al2Volume(options) : volume(options);
  const isGiven = Object.values(ebs).some((value) => !(value instanceof Output) || value.value !== undefined);
  // The plugin looks up the device's name in the AMI.
  return isGiven ? [{ deviceName: new Output(UNKNOWN, imageId.from), ebs }] : [];
}

/** Omits settings that the AMI should determine. */
function volume(options: Options): Readonly<Record<string, Input>> {
  return {
    encrypted: ifGiven(options("nodeRootVolumeEncrypted"), asText),
    volumeSize: options("nodeRootVolumeSize"),
    volumeType: options("nodeRootVolumeType"),
    iops: options("nodeRootVolumeIops"),
    throughput: options("nodeRootVolumeThroughput"),
    deleteOnTermination: ifGiven(options("nodeRootVolumeDeleteOnTermination"), asText),
  };
}

/** Returns the component's own defaults, which still apply to AL2. */
function al2Volume(options: Options): Readonly<Record<string, Input>> {
  return {
    ...volume(options),
    encrypted: apply([options("nodeRootVolumeEncrypted")], asText),
    volumeSize: options("nodeRootVolumeSize").or(20),
    volumeType: options("nodeRootVolumeType").or("gp2"),
    deleteOnTermination: apply([options("nodeRootVolumeDeleteOnTermination").or(true)], asText),
  };
}

function ifGiven(option: Output, convert: (value: PropertyValue) => PropertyValue): Output {
  return option.value === undefined ? option : apply([option], convert);
}

function asText(value: PropertyValue): string {
  return value ? "true" : "false";
}
