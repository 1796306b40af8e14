import type { RemoteComponent } from "../component-model.ts";
import { apply, unknownFrom, type Input, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { operatingSystem } from "./ami-type.ts";
import type { Core } from "./core.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import { userDataInBase64 } from "./user-data.ts";

const USER_DATA_OPTIONS: readonly string[] = [
  "bootstrapExtraArgs",
  "kubeletExtraArgs",
  "bottlerocketSettings",
  "nodeadmExtraOptions",
];

const LAUNCH_TEMPLATE_OPTIONS: readonly string[] = [
  ...USER_DATA_OPTIONS,
  "enableIMDSv2",
  "userData",
  "amiId",
  "enableEfaSupport",
];

/** True for options that EKS's own launch template can't express. */
export function needsLaunchTemplate(options: Options): boolean {
  return LAUNCH_TEMPLATE_OPTIONS.some((name) => options(name).value !== undefined);
}

/** True if the component generates the user data and therefore chooses the AMI. */
export function hasCustomUserData(options: Options): boolean {
  return (
    USER_DATA_OPTIONS.some((name) => options(name).value !== undefined) ||
    options("userData").isSet ||
    options("amiId").isSet
  );
}

/** Creates the launch template of a managed node group. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-23. */
export function createManagedLaunchTemplate(
  component: RemoteComponent,
  options: Options,
  core: Core,
  placementGroup: Resource | undefined,
): Promise<Resource> {
  const imdsV2 = options("enableIMDSv2");
  return declareAws(component, {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: `${component.name}-launchTemplate`,
    props: {
      blockDeviceMappings: blockDeviceMappings(options),
      ...(hasCustomUserData(options) ? userDataAndImage(options, core) : {}),
      metadataOptions:
        imdsV2.value === undefined
          ? undefined
          : {
              httpTokens: imdsV2.isSet ? "required" : "optional",
              httpPutResponseHopLimit: 2,
              httpEndpoint: "enabled",
            },
      placement: placementGroup ? { groupName: placementGroup.output("name") } : undefined,
      // The plugin looks up the number of network cards of the instance type.
      networkInterfaces: options("enableEfaSupport").isSet
        ? unknownFrom(options("instanceTypes"))
        : undefined,
    },
  });
}

function blockDeviceMappings(options: Options): Input {
  const volumeSize = options("diskSize");
  if (!volumeSize.isSet) return undefined;
  const deviceName = apply([operatingSystem(options)], (os) =>
    os === "Bottlerocket" ? "/dev/xvdb" : "/dev/xvda",
  );
  return [{ deviceName, ebs: { volumeSize } }];
}

/** Returns the user data, and the image that it is for. */
function userDataAndImage(options: Options, core: Core): Readonly<Record<string, Input>> {
  const amiId = options("amiId");
  const version = options("version");
  return {
    userData: userData(options, core),
    // Without an ID, it is the newest recommended one, which would be looked up in AWS.
    imageId:
      amiId.value === undefined
        ? unknownFrom(
            version.isSet ? version : core.whole,
            options("amiType"),
            options("operatingSystem"),
            options("instanceTypes"),
          )
        : amiId,
  };
}

function userData(options: Options, core: Core): Output {
  const clusterName = options("clusterName");
  return userDataInBase64({
    ...Object.fromEntries(["labels", "taints", ...USER_DATA_OPTIONS].map((name) => [name, options(name)])),
    os: operatingSystem(options),
    clusterName: clusterName.isSet ? clusterName : core.clusterName,
    override: options("userData"),
  });
}
