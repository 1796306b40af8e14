import { isUnknown, UNKNOWN } from "../../../../rule/property-value.ts";
import { applyPartly, fieldsOf, Output, type Input } from "../output.ts";
import { operatingSystem } from "./ami-type.ts";
import type { Core } from "./core.ts";
import type { Options } from "./options.ts";
import { imageIdOf, USER_DATA_OPTIONS } from "./self-managed-launch-template.ts";
import { generateUserData } from "./user-data.ts";

interface LaunchConfigurationOptions {
  readonly options: Options;
  readonly core: Core;
  readonly securityGroups: Output;
  readonly keyName: Input;
  /** The name of the CloudFormation stack to which the nodes signal that they are ready. */
  readonly stackName: Output;
}

/**
 * Returns the launch configuration of the older kind of self-managed nodes. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read
 * 2026-11-28.
 */
export function launchConfiguration({
  options,
  core,
  securityGroups,
  keyName,
  stackName,
}: LaunchConfigurationOptions): Readonly<Record<string, Input>> {
  const instanceType = options("instanceType");
  const override = options("nodeUserDataOverride");
  const imageId = imageIdOf(options, core);
  return {
    associatePublicIpAddress: options("nodeAssociatePublicIpAddress").or(true),
    imageId,
    instanceType: instanceType.isSet ? instanceType : "t3.medium",
    iamInstanceProfile: core.whole,
    keyName,
    securityGroups,
    spotPrice: options("spotPrice"),
    ...volumes(options, imageId),
    userData: override.isSet ? override : userData(options, core, stackName),
    enableMonitoring: options("enableDetailedMonitoring"),
  };
}

function userData(options: Options, core: Core, stackName: Output): Output {
  const input: Readonly<Record<string, Input>> = {
    ...Object.fromEntries(USER_DATA_OPTIONS.map((option) => [option, options(option)])),
    os: operatingSystem(options),
    clusterName: core.clusterName,
    script: options("nodeUserData"),
    stackName,
    signalsStack: true,
  };
  return applyPartly([input], (values) => generateUserData(fieldsOf(values)));
}

/** The component itself waits for a lookup of the AMI, which only decides the name of Bottlerocket's second volume. */
function volumes(options: Options, imageId: Output): Readonly<Record<string, Input>> {
  const os = operatingSystem(options);
  if (isUnknown(os.value)) return { rootBlockDevice: os, ebsBlockDevices: os };
  const volume = {
    encrypted: options("nodeRootVolumeEncrypted"),
    volumeSize: options("nodeRootVolumeSize"),
    volumeType: options("nodeRootVolumeType"),
    iops: options("nodeRootVolumeIops"),
    throughput: options("nodeRootVolumeThroughput"),
    deleteOnTermination: options("nodeRootVolumeDeleteOnTermination"),
  };
  if (os.value === "AL2023") return { rootBlockDevice: volume, ebsBlockDevices: [] };
  if (os.value === "AL2") {
    const { encrypted, volumeSize, volumeType, deleteOnTermination } = volume;
    const withDefaults = {
      ...volume,
      encrypted: encrypted.or(false),
      volumeSize: volumeSize.or(20),
      volumeType: volumeType.or("gp2"),
      deleteOnTermination: deleteOnTermination.or(true),
    };
    return { rootBlockDevice: withDefaults, ebsBlockDevices: [] };
  }
  const isGiven = Object.values(volume).some(({ value }) => value !== undefined);
  const data = { deviceName: new Output(UNKNOWN, imageId.from), ...volume };
  return { rootBlockDevice: {}, ebsBlockDevices: isGiven ? [data] : [] };
}
