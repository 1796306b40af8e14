import type { ComponentModel, RemoteComponent } from "../component-model.ts";
import { apply, asOne, elementsOf, fieldsOf, unknownFrom, type Input, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { amiTypeFor } from "./ami-type.ts";
import { coreOfAnotherComponent, type Core } from "./core.ts";
import {
  createManagedLaunchTemplate,
  hasCustomUserData,
  needsLaunchTemplate,
} from "./managed-launch-template.ts";
import { clusterOptionNotModeled, MANAGED_NODE_GROUP_OPTIONS, optionsBeside } from "./modeled-options.ts";
import { optionsOf, type Options } from "./options.ts";
import { declareAws, NODE_GROUP_VERSIONS } from "./sdk.ts";

// Options that the component passes to the node group unchanged; its SDK (aws 7.25.0) drops the rest.
const PASSED_ON: readonly string[] = [
  "capacityType",
  "diskSize",
  "forceUpdateVersion",
  "instanceTypes",
  "labels",
  "nodeGroupName",
  "nodeGroupNamePrefix",
  "releaseVersion",
  "remoteAccess",
  "tags",
  "taints",
];

/** The model of a managed node group. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-23. */
export const managedNodeGroupModel: ComponentModel = {
  type: "eks:index:ManagedNodeGroup",
  versions: NODE_GROUP_VERSIONS,

  async expand(component) {
    const options = optionsOf(component);
    const core = coreOfAnotherComponent(options);
    const nodeRoleArn = nodeRoleArnOf(options);
    checkOptions(options);
    const placementGroup = await createPlacementGroup(component, options);
    const launchTemplate = needsLaunchTemplate(options)
      ? await createManagedLaunchTemplate(component, options, core, placementGroup)
      : undefined;
    const clusterName = options("clusterName");
    const nodeGroup = await declareAws(component, {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: component.name,
      props: {
        ...Object.fromEntries(PASSED_ON.map((name) => [name, options(name)])),
        // The launch template sets the size.
        ...(launchTemplate ? { diskSize: undefined } : {}),
        ...(hasCustomUserData(options)
          ? { releaseVersion: undefined }
          : { amiType: amiTypeOf(options), version: versionOf(options, core) }),
        clusterName: clusterName.isSet ? clusterName : core.clusterName,
        nodeRoleArn,
        scalingConfig: apply([options("scalingConfig")], (config) => {
          const { desiredSize, minSize, maxSize } = fieldsOf(config);
          return { desiredSize: desiredSize ?? 2, minSize: minSize ?? 1, maxSize: maxSize ?? 2 };
        }),
        subnetIds: subnetIdsOf(options, core, placementGroup),
        launchTemplate: launchTemplate
          ? { id: launchTemplate.output("id"), version: launchTemplate.output("latestVersion") }
          : options("launchTemplate"),
      },
    });
    return {
      nodeGroup: nodeGroup.reference,
      ...(placementGroup ? {} : { placementGroupName: "" }),
    };
  },

  notModeled: (inputs) => [
    ...optionsBeside([...MANAGED_NODE_GROUP_OPTIONS, "cluster"], inputs),
    ...clusterOptionNotModeled(inputs),
  ],
};

/** @throws Error as the component does, if there is no role. */
function nodeRoleArnOf(options: Options): Output {
  const [role, arn] = [options("nodeRole"), options("nodeRoleArn")];
  if (role.isSet && arn.isSet) refuse("nodeRole and nodeRoleArn are mutually exclusive");
  if (arn.isSet) return arn;
  if (!role.isSet) refuse("an IAM role, or role ARN must be provided");
  return unknownFrom(role);
}

function checkOptions(options: Options): void {
  for (const name of ["gpu", "amiType"]) {
    if (options("amiId").isSet && options(name).isSet) refuse(`amiId and ${name} are mutually exclusive`);
  }
  if (options("launchTemplate").isSet && needsLaunchTemplate(options)) {
    refuse("launchTemplate: options that need a launch template of the component's own belong into yours");
  }
  if (options("enableEfaSupport").isSet && !options("placementGroupAvailabilityZone").isSet) {
    refuse("placementGroupAvailabilityZone is required with enableEfaSupport");
  }
}

function refuse(reason: string): never {
  throw new Error(`The input properties for the managed node group are invalid: ${reason}`);
}

async function createPlacementGroup(
  component: RemoteComponent,
  options: Options,
): Promise<Resource | undefined> {
  if (options("enableEfaSupport").value !== true) return undefined;
  return declareAws(component, {
    type: "aws:ec2/placementGroup:PlacementGroup",
    name: component.name,
    props: { strategy: "cluster", tags: options("tags") },
  });
}

function amiTypeOf(options: Options): Input {
  const [amiType, os] = [options("amiType"), options("operatingSystem")];
  if (amiType.value !== undefined || os.value === undefined) return amiType;
  return apply([os, options("gpu"), options("instanceTypes")], (system, gpu, instanceTypes) =>
    amiTypeFor(system as string, gpu === true, elementsOf(instanceTypes) as readonly string[]),
  );
}

/** Returns the cluster's version, unless the program's own launch template determines it. */
function versionOf(options: Options, core: Core): Input {
  const version = options("version");
  return version.isSet || options("launchTemplate").isSet ? version : core.whole;
}

/** Returns the subnets, as one output; with EFA only those in one zone, which would be looked up in AWS. */
function subnetIdsOf(options: Options, core: Core, placementGroup: Resource | undefined): Output {
  const subnetIds = options("subnetIds");
  const chosen = subnetIds.value === undefined ? core.whole : asOne(subnetIds);
  return placementGroup ? unknownFrom(chosen, options("placementGroupAvailabilityZone")) : chosen;
}
