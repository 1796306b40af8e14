import type { PropertyValue } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, unknownFrom, type Input, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { autoModeConfig, createAutoModeNodeRole } from "./auto-mode.ts";
import { createClusterSecurityGroup } from "./cluster-security-group.ts";
import { clusterNetwork } from "./cluster-subnets.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import { createServiceRole, type ServiceRole } from "./service-role.ts";
import { namedTags } from "./tags.ts";

/** A security group, created by the component or by the program. */
interface SecurityGroup {
  readonly id: Output;
  readonly reference: PropertyValue;
}

/** The EKS cluster and its dependencies. */
export interface ControlPlane {
  readonly cluster: Resource;
  readonly vpcId: Output;
  readonly subnetIds: Output;
  /** Undefined if EKS creates the only one. */
  readonly securityGroup: SecurityGroup | undefined;
  readonly hasDefaultSecurityGroups: boolean;
  readonly autoModeNodeRole: ServiceRole | undefined;
}

/** Creates the EKS cluster with its role and security group. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createControlPlane(
  component: RemoteComponent,
  options: Options,
): Promise<ControlPlane> {
  const { vpcId, subnetIds } = clusterNetwork(options);
  const serviceRole = await createClusterRole(component, options);
  const hasDefaultSecurityGroups = !options("skipDefaultSecurityGroups").or(
    options("autoMode").get("enabled"),
  ).isSet;
  const securityGroup = await securityGroupOf(component, options, vpcId, hasDefaultSecurityGroups);
  const autoModeNodeRole = await createAutoModeNodeRole(component, options);
  const name = `${component.name}-eksCluster`;
  const cluster = await declareAws(component, {
    type: "aws:eks/cluster:Cluster",
    name,
    props: {
      name: options("name"),
      roleArn: serviceRole ? serviceRole.direct.output("arn") : unknownFrom(options("serviceRole")),
      ...autoModeConfig(options, autoModeNodeRole),
      bootstrapSelfManagedAddons: options("autoMode").get("enabled").isSet
        ? false
        : options("bootstrapSelfManagedAddons").or(true),
      vpcConfig: {
        securityGroupIds: securityGroup && [securityGroup.id],
        subnetIds,
        endpointPrivateAccess: options("endpointPrivateAccess"),
        endpointPublicAccess: options("endpointPublicAccess"),
        publicAccessCidrs: publicAccessCidrs(options),
      },
      version: options("version"),
      enabledClusterLogTypes: options("enabledClusterLogTypes"),
      tags: namedTags(name, options("clusterTags"), options("tags")),
      encryptionConfig: encryptionConfig(options("encryptionConfigKeyArn")),
      accessConfig: accessConfig(options("authenticationMode")),
      upgradePolicy: options("upgradePolicy"),
      deletionProtection: options("deletionProtection"),
    },
    dependsOn: [serviceRole, autoModeNodeRole].flatMap((role) => (role ? [role.resolved] : [])),
  });
  return { cluster, vpcId, subnetIds, securityGroup, hasDefaultSecurityGroups, autoModeNodeRole };
}

/** Creates the role of the cluster, unless the program provides one. */
async function createClusterRole(
  component: RemoteComponent,
  options: Options,
): Promise<ServiceRole | undefined> {
  if (options("serviceRole").isSet) return undefined;
  return createServiceRole(component, {
    name: `${component.name}-eksRole`,
    service: "eks.amazonaws.com",
    description: "Allows EKS to manage clusters on your behalf.",
    actions: ["sts:AssumeRole", "sts:TagSession"],
    policies: [
      "AmazonEKSClusterPolicy",
      ...(options("autoMode").get("enabled").isSet ? AUTO_MODE_POLICIES : []),
    ],
    tags: options("tags"),
  });
}

const AUTO_MODE_POLICIES: readonly string[] = [
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

async function securityGroupOf(
  component: RemoteComponent,
  options: Options,
  vpcId: Output,
  hasDefault: boolean,
): Promise<SecurityGroup | undefined> {
  const given = options("clusterSecurityGroup");
  if (given.isSet) return { id: unknownFrom(given), reference: given.value };
  if (!hasDefault) return undefined;
  const group = await createClusterSecurityGroup(component, options, vpcId);
  return { id: group.output("id"), reference: group.reference };
}

/** Returns the access config; the component always grants the creator administrator permissions. */
function accessConfig(authenticationMode: Output): Input {
  return authenticationMode.isSet
    ? { authenticationMode, bootstrapClusterCreatorAdminPermissions: true }
    : undefined;
}

/** @throws Error as the component does, if the public endpoint that they would restrict is disabled. */
function publicAccessCidrs(options: Options): Input {
  const cidrs = options("publicAccessCidrs");
  if (!cidrs.isSet) return undefined;
  return apply([cidrs, options("endpointPublicAccess").or(true)], (values, isPublic) => {
    if (!isPublic) throw new Error("`publicAccessCidrs` can only be set when `endpointPublicAccess` is true");
    return values;
  });
}

/** Computed in one `apply`, so that no part of it is known unless the key is. */
function encryptionConfig(keyArn: Output): Input {
  if (!keyArn.isSet) return undefined;
  return apply([keyArn], (arn) => ({ provider: { keyArn: arn }, resources: ["secrets"] }));
}
