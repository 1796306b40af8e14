import type { RemoteComponent } from "../component-model.ts";
import { apply, asOne, fieldsOf, textOf } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Core } from "./core.ts";
import { createNodeSecurityGroup, type NodeSecurityGroup } from "./node-security-group.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import {
  checkNodeOptions,
  createKeyName,
  namedSecurityGroupId,
  securityGroups,
} from "./self-managed-inputs.ts";
import { selfManagedLaunchTemplate } from "./self-managed-launch-template.ts";

interface SelfManagedNodesOptions {
  readonly options: Options;
  readonly core: Core;
  /** An existing security group. If unset, one is created unless the options specify one. */
  readonly security?: NodeSecurityGroup;
}

/** The resources of self-managed nodes. */
export interface SelfManagedNodes {
  readonly autoScalingGroup: Resource;
  /** Undefined if the options specify a security group. */
  readonly security: NodeSecurityGroup | undefined;
}

/**
 * Creates self-managed nodes: a launch template and an Auto Scaling group. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts,
 * read 2026-11-23.
 *
 * @throws Error for options that the component rejects in combination.
 */
export async function createSelfManagedNodes(
  component: RemoteComponent,
  { options, core, security: existing }: SelfManagedNodesOptions,
): Promise<SelfManagedNodes> {
  checkNodeOptions(options);
  const named = namedSecurityGroupId(options);
  const security = existing ?? (named ? undefined : await createNodeSecurityGroup(component, core));
  const launchTemplate = await declareAws(component, {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: `${component.name}-launchTemplate`,
    props: selfManagedLaunchTemplate({
      name: component.name,
      options,
      core,
      securityGroups: securityGroups(options, security, named),
      keyName: await createKeyName(component, options),
    }),
  });
  const subnetIds = options("nodeSubnetIds");
  const autoScalingGroup = await declareAws(component, {
    type: "aws:autoscaling/group:Group",
    name: component.name,
    props: {
      minSize: options("minSize").or(1),
      maxSize: options("maxSize").or(2),
      desiredCapacity: options("desiredCapacity").or(2),
      launchTemplate: {
        name: launchTemplate.output("name"),
        version: launchTemplate.output("latestVersion"),
      },
      // The plugin looks up in the route tables which of the cluster's subnets are private.
      vpcZoneIdentifiers: subnetIds.value === undefined ? core.whole : asOne(subnetIds),
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: options("minRefreshPercentage").or(50) },
      },
      tags: apply([core.clusterName, options("autoScalingGroupTags")], (cluster, tags) => [
        ...Object.entries(fieldsOf(tags)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
        { key: `kubernetes.io/cluster/${textOf(cluster)}`, value: "owned", propagateAtLaunch: true },
        { key: "Name", value: `${textOf(cluster)}-worker`, propagateAtLaunch: true },
      ]),
      defaultInstanceWarmup: options("defaultInstanceWarmup"),
    },
  });
  return { autoScalingGroup, security };
}
