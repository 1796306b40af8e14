import type { RemoteComponent } from "../component-model.ts";
import {
  apply,
  asOne,
  elementsOf,
  fieldsOf,
  textOf,
  unknownFrom,
  type Input,
  type Output,
} from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Core } from "./core.ts";
import { createNodeSecurityGroup, type NodeSecurityGroup } from "./node-security-group.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
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
  checkOptions(options);
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
      keyName: await keyName(component, options),
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

function checkOptions(options: Options): void {
  const given = (name: string): boolean => options(name).isSet;
  const refused: readonly (readonly [boolean, string])[] = [
    [
      given("clusterIngressRule") && given("clusterIngressRuleId"),
      "clusterIngressRule and clusterIngressRuleId are mutually exclusive",
    ],
    [
      given("nodeSecurityGroup") && given("nodeSecurityGroupId"),
      "nodeSecurityGroup and nodeSecurityGroupId are mutually exclusive",
    ],
    [
      (given("nodeSecurityGroup") || given("nodeSecurityGroupId")) &&
        !given("clusterIngressRule") &&
        !given("clusterIngressRuleId"),
      "clusterIngressRule or clusterIngressRuleId is required when nodeSecurityGroup is manually specified",
    ],
    [given("nodePublicKey") && given("keyName"), "nodePublicKey and keyName are mutually exclusive"],
    [given("amiId") && given("gpu"), "amiId and gpu are mutually exclusive"],
  ];
  const errors = refused.filter(([isRefused]) => isRefused).map(([, message]) => message);
  if (errors.length > 0) throw new Error(`Invalid arguments for node group: ${errors.join("; ")}`);
}

/** Returns the ID of the security group that the options specify; undefined if they specify none. */
function namedSecurityGroupId(options: Options): Output | undefined {
  const [group, id] = [options("nodeSecurityGroup"), options("nodeSecurityGroupId")];
  if (group.isSet) return unknownFrom(group);
  return id.isSet ? id : undefined;
}

/** Computed in one `apply` with the rule that must exist before the nodes. */
function securityGroups(
  options: Options,
  security: NodeSecurityGroup | undefined,
  named: Output | undefined,
): Output {
  const [rule, extra] = [options("clusterIngressRule"), options("extraNodeSecurityGroups")];
  return apply(
    [
      security?.group.output("id") ?? named,
      extra.isSet && elementsOf(extra.value).length > 0 ? unknownFrom(extra) : undefined,
      security?.clusterIngressRule.output("id") ??
        (rule.isSet ? unknownFrom(rule) : options("clusterIngressRuleId")),
    ],
    (id) => [id],
  );
}

async function keyName(component: RemoteComponent, options: Options): Promise<Input> {
  const publicKey = options("nodePublicKey");
  if (!publicKey.isSet) return options("keyName");
  const key = await declareAws(component, {
    type: "aws:ec2/keyPair:KeyPair",
    name: `${component.name}-keyPair`,
    props: { publicKey },
  });
  return key.output("keyName");
}
