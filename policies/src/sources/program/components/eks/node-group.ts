import { UNKNOWN } from "../../../../rule/property-value.ts";
import type { ComponentModel, RemoteComponent } from "../component-model.ts";
import { Output, unknownFrom } from "../output.ts";
import { declare } from "../resource.ts";
import { coreOfAnotherComponent } from "./core.ts";
import { groupTemplate } from "./group-template.ts";
import { launchConfiguration } from "./launch-configuration.ts";
import { clusterOptionNotModeled, NODE_GROUP_OPTIONS, optionsBeside } from "./modeled-options.ts";
import { createNodeSecurityGroup } from "./node-security-group.ts";
import { optionsOf, type Options } from "./options.ts";
import { declareAws, NODE_GROUP_VERSIONS } from "./sdk.ts";
import {
  checkNodeOptions,
  createKeyName,
  namedSecurityGroupId,
  securityGroups,
} from "./self-managed-inputs.ts";
import { namedTags } from "./tags.ts";

/**
 * The model of the older kind of self-managed nodes: a launch configuration, and an Auto Scaling group in a CloudFormation stack.
 * Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-28.
 */
export const nodeGroupModel: ComponentModel = {
  type: "eks:index:NodeGroup",
  versions: NODE_GROUP_VERSIONS,

  async expand(component) {
    const options = optionsOf(component);
    const core = coreOfAnotherComponent(options);
    checkNodeOptions(options);
    checkUserDataOverride(options);
    const named = namedSecurityGroupId(options);
    const security = named ? undefined : await createNodeSecurityGroup(component, core);
    const keyName = await createKeyName(component, options);
    const stackName = await createStackName(component);
    const configuration = await declareAws(component, {
      type: "aws:ec2/launchConfiguration:LaunchConfiguration",
      name: `${component.name}-nodeLaunchConfiguration`,
      props: launchConfiguration({
        options,
        core,
        securityGroups: securityGroups(options, security, named),
        keyName,
        stackName,
      }),
    });
    const stack = await declareAws(component, {
      type: "aws:cloudformation/stack:Stack",
      name: `${component.name}-nodes`,
      props: {
        name: stackName,
        templateBody: groupTemplate(options, core, configuration.output("id")),
        tags: namedTags(`${component.name}-nodes`, options("cloudFormationTags"), ...core.tags),
      },
    });
    return {
      autoScalingGroupName: unknownFrom(stack.output("outputs")),
      cfnStack: stack.reference,
      extraNodeSecurityGroups: options("extraNodeSecurityGroups").or([]),
      nodeSecurityGroup: security?.group.reference ?? options("nodeSecurityGroup"),
      nodeSecurityGroupId: security?.group.output("id") ?? named,
    };
  },

  notModeled: (inputs) => [
    ...optionsBeside([...NODE_GROUP_OPTIONS, "cluster"], inputs),
    ...clusterOptionNotModeled(inputs),
  ],
};

function checkUserDataOverride(options: Options): void {
  const others = ["nodeUserData", "labels", "taints", "kubeletExtraArgs", "bootstrapExtraArgs"];
  const given = others.filter((name) => options(name).isSet);
  if (options("nodeUserDataOverride").isSet && given.length > 0) {
    throw new Error(`nodeUserDataOverride and ${given.join(", ")} are mutually exclusive`);
  }
}

/** The name of the stack begins with that of the component; a resource of the component's plugin adds a random suffix. */
async function createStackName(component: RemoteComponent): Promise<Output> {
  const { name, version } = component;
  const suffix = await declare(component, {
    type: "eks:index:RandomSuffix",
    name: `${name}-cfnStackName`,
    props: { input: name },
    version,
  });
  return new Output(`${name}-${UNKNOWN}`, [suffix.urn]);
}
