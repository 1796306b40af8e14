import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { decodeObject, encodeObject, resourceReference } from "../../../../../policies/src/protocol/wire.ts";
import {
  isPropertyObject,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../../../policies/src/rule/property-value.ts";
import type { ComponentModel } from "../../../../../policies/src/sources/program/components/component-model.ts";
import { clusterModel } from "../../../../../policies/src/sources/program/components/eks/cluster.ts";
import { managedNodeGroupModel } from "../../../../../policies/src/sources/program/components/eks/managed-node-group.ts";
import { nodeGroupModel } from "../../../../../policies/src/sources/program/components/eks/node-group.ts";
import { nodeGroupV2Model } from "../../../../../policies/src/sources/program/components/eks/node-group-v2.ts";
import { addonModel } from "../../../../../policies/src/sources/program/components/eks/separate-addon.ts";
import { vpcCniAddonModel } from "../../../../../policies/src/sources/program/components/eks/separate-vpc-cni-addon.ts";
import { expand, type MadeChild, type Request } from "../in-memory-component.ts";

const FIXTURES = path.join(import.meta.dirname, "../../../../fixtures/eks-component");

interface RecordedResource extends MadeChild {
  readonly outputs?: PropertyObject;
}

interface Case {
  readonly recording: string;
  readonly model: ComponentModel;
  readonly request: Request;
}

const VPC = "urn:pulumi:dev::q1::aws:ec2/vpc:Vpc::vpc";
const KEY = "urn:pulumi:dev::q1::aws:kms/key:Key::eks";
const SUBNETS = ["private-a", "private-b"].map(
  (name) => `urn:pulumi:dev::q1::aws:ec2/subnet:Subnet::${name}`,
);
const CLUSTER = "urn:pulumi:dev::q5::eks:index:Cluster::c";
const INSTANCE_ROLE = [
  "aws:iam/role:Role::c-instanceRole-role",
  ...["03516f97", "e1b295bd", "3eb088f2"].map(
    (hash) => `aws:iam/rolePolicyAttachment:RolePolicyAttachment::c-instanceRole-${hash}`,
  ),
].map((rest) => `urn:pulumi:dev::q5::eks:index:Cluster$eks:index:ServiceRole$${rest}`);

const ADDON_CLUSTER = "urn:pulumi:dev::r::eks:index:Cluster::c";
const OWN_GROUP = "urn:pulumi:dev::r::aws:ec2/securityGroup:SecurityGroup::own";
const OWN_RULE = "urn:pulumi:dev::r::aws:ec2/securityGroupRule:SecurityGroupRule::own";
const ADDON_ROLE = "urn:pulumi:dev::r::aws:iam/role:Role::node";

const OVERWRITE = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };

const cases: readonly Case[] = [
  {
    recording: "hardened",
    model: clusterModel,
    request: {
      name: "c",
      project: "q1",
      inputs: {
        name: "platform-dev",
        version: "1.33",
        vpcId: UNKNOWN,
        subnetIds: [UNKNOWN, UNKNOWN],
        authenticationMode: "API",
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        bootstrapSelfManagedAddons: false,
        corednsAddonOptions: { enabled: false, ...OVERWRITE },
        kubeProxyAddonOptions: { version: "v1.33.3-eksbuild.4", ...OVERWRITE },
        vpcCniOptions: { addonVersion: "v1.20.1-eksbuild.3", ...OVERWRITE },
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
        encryptionConfigKeyArn: UNKNOWN,
        enabledClusterLogTypes: ["api", "audit"],
      },
      from: { vpcId: [VPC], subnetIds: SUBNETS, encryptionConfigKeyArn: [KEY] },
      providers: { aws: "urn:pulumi:dev::q1::pulumi:providers:aws::aws" },
      transform: onCluster((props) => ({
        ...props,
        zonalShiftConfig: { enabled: true },
        kubeApiServerConfig: { eventTtl: "60m" },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      })),
    },
  },
  {
    recording: "chosen",
    model: clusterModel,
    request: {
      name: "c",
      project: "q6",
      inputs: {
        name: "platform-dev",
        version: "1.36",
        vpcId: UNKNOWN,
        subnetIds: [UNKNOWN, UNKNOWN],
        authenticationMode: "API",
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        corednsAddonOptions: { enabled: false, ...OVERWRITE },
        kubeProxyAddonOptions: { enabled: false, ...OVERWRITE },
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
        enabledClusterLogTypes: ["api", "audit"],
        createInstanceRole: false,
        createOidcProvider: false,
        deletionProtection: true,
        upgradePolicy: { supportType: "STANDARD" },
        accessEntries: {
          admin: {
            principalArn: "arn:aws:iam::123456789012:role/break-glass",
            accessPolicies: {
              admin: {
                policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                accessScope: { type: "cluster" },
              },
            },
          },
        },
      },
      from: { vpcId: [ofProject("q6", VPC)], subnetIds: SUBNETS.map((urn) => ofProject("q6", urn)) },
      providers: { aws: "urn:pulumi:dev::q6::pulumi:providers:aws::aws" },
      transform: onCluster((props) => ({
        ...props,
        zonalShiftConfig: { enabled: true },
        encryptionConfig: { provider: { keyArn: UNKNOWN }, resources: ["secrets"] },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      })),
    },
  },
  { recording: "defaults", model: clusterModel, request: { name: "c", project: "q5" } },
  {
    recording: "defaults",
    model: managedNodeGroupModel,
    request: {
      name: "mng",
      project: "q5",
      inputs: { cluster: resourceReference(CLUSTER), nodeRole: UNKNOWN },
      from: { cluster: [CLUSTER], nodeRole: [CLUSTER, ...INSTANCE_ROLE] },
    },
  },
  {
    recording: "defaults",
    model: nodeGroupV2Model,
    request: {
      name: "ng2",
      project: "q5",
      inputs: { cluster: resourceReference(CLUSTER) },
      from: { cluster: [CLUSTER] },
    },
  },
  nodeGroup("launch", { instanceProfileName: UNKNOWN }),
  nodeGroup("full", {
    instanceProfile: resourceReference("urn:pulumi:dev::r::aws:iam/instanceProfile:InstanceProfile::node"),
    instanceType: "t3.small",
    desiredCapacity: 3,
    minSize: 3,
    maxSize: 6,
    nodeSubnetIds: [UNKNOWN, UNKNOWN],
    nodeAssociatePublicIpAddress: false,
    nodeRootVolumeSize: 50,
    nodeRootVolumeType: "gp3",
    nodeRootVolumeEncrypted: true,
    amiId: "ami-0123456789abcdef0",
    spotPrice: "0.1",
    labels: { a: "b" },
    kubeletExtraArgs: "--max-pods=20",
    nodePublicKey: "ssh-rsa AAAA",
    enableDetailedMonitoring: true,
    cloudFormationTags: { team: "shop" },
    autoScalingGroupTags: { x: "y" },
  }),
  nodeGroup("own-group", {
    instanceProfileName: "workers",
    nodeSecurityGroup: resourceReference(OWN_GROUP),
    clusterIngressRule: resourceReference(OWN_RULE),
    extraNodeSecurityGroups: [resourceReference(OWN_GROUP)],
    operatingSystem: "AL2",
    gpu: true,
    nodeUserData: "echo",
  }),
  nodeGroup("bottlerocket", {
    instanceProfileName: "workers",
    operatingSystem: "Bottlerocket",
    nodeRootVolumeSize: 30,
  }),
  nodeGroup("bare-bottlerocket", {
    instanceProfileName: "workers",
    operatingSystem: "Bottlerocket",
    nodeUserDataOverride: "#!/bin/sh",
  }),
  addon("plain", {}),
  addon("full", {
    addonVersion: "v1.12.1-eksbuild.2",
    configurationValues: { replicaCount: 1, autoScaling: { enabled: false } },
    preserve: true,
    resolveConflictsOnUpdate: "OVERWRITE",
    serviceAccountRoleArn: UNKNOWN,
    tags: [{ team: "shop" }],
  }),
  addon("unknown", { configurationValues: { nodeSelector: { role: UNKNOWN, id: UNKNOWN } } }),
  {
    recording: "addons",
    model: vpcCniAddonModel,
    request: {
      name: "cni",
      project: "r",
      inputs: {
        clusterName: "shop",
        clusterVersion: "1.33",
        warmIpTarget: 5,
        enableNetworkPolicy: true,
        ...OVERWRITE,
      },
      from: {
        clusterName: [ADDON_CLUSTER, ADDON_CLUSTER.replace("::c", "$aws:eks/cluster:Cluster::c-eksCluster")],
      },
    },
  },
  {
    recording: "addons",
    model: vpcCniAddonModel,
    request: {
      name: "cni-pinned",
      project: "r",
      inputs: {
        clusterName: "shop",
        addonVersion: "v1.20.1-eksbuild.3",
        securityContextPrivileged: true,
        configurationValues: { env: { MINIMUM_IP_TARGET: "10" } },
        serviceAccountRoleArn: UNKNOWN,
        tags: [{ team: "shop" }],
        ...OVERWRITE,
      },
      from: { serviceAccountRoleArn: [ADDON_ROLE] },
    },
  },
];

function nodeGroup(name: string, inputs: PropertyObject): Case {
  return {
    recording: "node-groups",
    model: nodeGroupModel,
    request: {
      name,
      project: "r",
      inputs: { cluster: resourceReference(ADDON_CLUSTER), ...inputs },
      from: {
        cluster: [ADDON_CLUSTER],
        nodeSubnetIds: ["a", "b"].map((zone) => `urn:pulumi:dev::r::aws:ec2/subnet:Subnet::${zone}`),
      },
    },
  };
}

function addon(name: string, inputs: PropertyObject): Case {
  return {
    recording: "addons",
    model: addonModel,
    request: {
      name,
      project: "r",
      parent: ADDON_CLUSTER,
      inputs: { addonName: "coredns", cluster: resourceReference(ADDON_CLUSTER), ...inputs },
      from: {
        cluster: [ADDON_CLUSTER],
        serviceAccountRoleArn: [ADDON_ROLE],
        configurationValues: name === "unknown" ? [ADDON_ROLE] : [],
      },
    },
  };
}

/** Properties that providers and the engine add to inputs before policies see them. */
const ADDED_BY_CHECK: Readonly<Record<string, readonly string[]>> = {
  // Names that the provider generates, which end in seven hex digits.
  "aws:autoscaling/group:Group": ["name"],
  "aws:ec2/launchConfiguration:LaunchConfiguration": ["name"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["name"],
  "aws:eks/nodeGroup:NodeGroup": ["nodeGroupName"],
  "aws:iam/instanceProfile:InstanceProfile": ["name"],
  "aws:iam/role:Role": ["name"],
  // Generated names, and the default "Managed by Pulumi".
  "aws:ec2/securityGroup:SecurityGroup": ["name", "description"],
  // The engine adds the version of a provider's SDK.
  "pulumi:providers:kubernetes": ["version"],
  // For a cluster, the name only counts as added if it ends like a generated one; see `beforeCheck`.
};

/** The answer of the mock provider when the component looked up the default VPC; a model has no lookups. */
const LOOKED_UP: readonly PropertyValue[] = ["vpc-default", "subnet-aaa", "looked-up"];

/** Values computed in one `apply` from the cluster's generated name, and therefore unknown as a whole if the name is. */
const MADE_OF_CLUSTER_NAME: readonly (readonly [type: string, property: string])[] = [
  ["aws:autoscaling/group:Group", "tags"],
  ["aws:ec2/securityGroup:SecurityGroup", "tags"],
];

describe("models of pulumi-eks against recordings", () => {
  for (const { recording, model, request } of cases) {
    it(`${model.type} ${request.name}, ${recording}`, async () => {
      const recorded = read(recording);
      const component = recorded.find(({ type, name }) => type === model.type && name === request.name);
      assert(component);
      const { children, outputs } = await expand(model, request);
      const expected = recorded.filter((resource) => isBelow(resource, component, recorded));
      const hasProviders = expected.some(({ provider }) => provider !== undefined);
      assert.deepEqual(
        byUrn(children.map(onWire)).map(({ provider, ...child }) =>
          hasProviders && provider !== undefined ? { ...child, provider } : child,
        ),
        byUrn(expected.map((resource) => beforeCheck(resource, recorded))),
      );
      if (component.outputs === undefined) return;
      assert.deepEqual(
        { ...allUnknown(component.outputs), ...withoutReferences(outputs) },
        withUnknown(component.outputs, recorded.flatMap(madeUpNames)),
      );
    });
  }
});

/**
 * A child as it reaches the engine, where what is known in part is unknown. The component looks up an AMI before it passes volumes
 * that don't depend on it.
 */
function onWire(child: MadeChild): MadeChild {
  const waitsForAmi = child.type.endsWith(":LaunchConfiguration") && child.props["imageId"] === UNKNOWN;
  const delayed = waitsForAmi ? { ebsBlockDevices: UNKNOWN, rootBlockDevice: UNKNOWN } : {};
  return { ...child, props: { ...decodeObject(encodeObject(child.props)), ...delayed } };
}

function read(recording: string): readonly RecordedResource[] {
  return readFileSync(path.join(FIXTURES, `${recording}.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedResource);
}

/** A recorded child as the component passed it. */
function beforeCheck(
  { type, name, urn, parent, provider, props, dependencies, propertyDependencies }: RecordedResource,
  recorded: readonly RecordedResource[],
): MadeChild {
  const madeUp = recorded.flatMap(madeUpNames);
  const added = ADDED_BY_CHECK[type] ?? [];
  const passed = Object.entries(props)
    .filter(
      ([property, value]) => !added.includes(property) && !(property === "name" && madeUp.includes(value)),
    )
    .map(([property, value]) => [property, offlineValue(type, property, value, madeUp)] as const);
  return {
    type,
    name,
    urn,
    parent,
    props: Object.fromEntries(passed),
    dependencies,
    propertyDependencies,
    ...(provider === undefined ? {} : { provider }),
  };
}

/** Names of a resource that end in a generated suffix. */
function madeUpNames({ props }: RecordedResource): readonly PropertyValue[] {
  return [props["name"], props["nodeGroupName"]].filter(
    (name) => typeof name === "string" && /-[0-9a-f]{7}$/.test(name),
  );
}

function offlineValue(
  type: string,
  property: string,
  value: PropertyValue,
  madeUp: readonly PropertyValue[],
): PropertyValue {
  const known = withUnknown(value, madeUp);
  const isMadeOfName = MADE_OF_CLUSTER_NAME.some(([t, p]) => t === type && p === property);
  return isMadeOfName && madeUp.some((name) => JSON.stringify(value).includes(name as string))
    ? UNKNOWN
    : known;
}

/** Returns the value with the sentinel for everything unknown, in the recording or in any preview without AWS. */
function withUnknown(value: PropertyValue, madeUp: readonly PropertyValue[] = []): PropertyValue {
  if (value === "<unknown>" || LOOKED_UP.includes(value) || madeUp.includes(value)) return UNKNOWN;
  if (Array.isArray(value)) {
    const elements = value as readonly PropertyValue[];
    return elements.some((element) => LOOKED_UP.includes(element))
      ? UNKNOWN
      : elements.map((element) => withUnknown(element, madeUp));
  }
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withUnknown(inner, madeUp)]));
}

/** Outputs that a model omits are unknown. */
function allUnknown(outputs: PropertyObject): PropertyObject {
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, UNKNOWN]));
}

/** References to resources count as unknown, as they do in the recordings. */
function withoutReferences(outputs: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, isPropertyObject(value) && "urn" in value ? UNKNOWN : value]),
  );
}

function isBelow(
  resource: RecordedResource,
  component: RecordedResource,
  recorded: readonly RecordedResource[],
): boolean {
  const parent = recorded.find(({ urn }) => urn === resource.parent);
  return parent !== undefined && (parent === component || isBelow(parent, component, recorded));
}

function byUrn<T extends { readonly urn: string }>(resources: readonly T[]): readonly T[] {
  return resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
}

function onCluster(change: (props: PropertyObject) => PropertyObject): NonNullable<Request["transform"]> {
  return (type, props) => (type === "aws:eks/cluster:Cluster" ? change(props) : props);
}

function ofProject(project: string, urn: string): string {
  return urn.replace("::q1::", `::${project}::`);
}
