import type { ComponentModel, ComponentOutputs, RemoteComponent } from "../component-model.ts";
import { unknownFrom } from "../output.ts";
import type { Resource } from "../resource.ts";
import { createAccessEntries, createNodeAccessEntry } from "./access-entries.ts";
import { createAwsAuth } from "./aws-auth.ts";
import {
  checkClusterOptions,
  clusterOptionsNotModeled,
  hasDefaultNodeGroup,
  usesAccessEntries,
  usesConfigMap,
} from "./cluster-options.ts";
import { createControlPlane, type ControlPlane } from "./control-plane.ts";
import { createCoredns } from "./coredns.ts";
import { coreOf, createDefaultNodeGroup } from "./default-node-group.ts";
import { createFargateProfile } from "./fargate.ts";
import { createInstanceRoles, type InstanceRoles } from "./instance-role.ts";
import { createKubeProxy } from "./kube-proxy.ts";
import { createKubernetesProvider } from "./kubernetes-provider.ts";
import { createNodeSecurityGroup, type NodeSecurityGroup } from "./node-security-group.ts";
import { createOidcProvider } from "./oidc-provider.ts";
import { optionsOf, type Options } from "./options.ts";
import { EKS_VERSIONS } from "./sdk.ts";
import { createStorageClasses } from "./storage-classes.ts";
import { createVpcCni } from "./vpc-cni-addon.ts";

/** The model of a cluster. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export const clusterModel: ComponentModel = {
  type: "eks:index:Cluster",
  versions: EKS_VERSIONS,

  async expand(component) {
    const options = optionsOf(component);
    checkClusterOptions(options);
    const controlPlane = await createControlPlane(component, options);
    const { cluster, subnetIds } = controlPlane;
    const clusterName = cluster.output("name");
    await createKubeProxy(component, options, clusterName);
    const kubernetesProvider = await createKubernetesProvider(component, options, cluster);
    const instanceRoles = await createInstanceRoles(component, options);

    const awsAuth = usesConfigMap(options)
      ? await createAwsAuth(component, { options, instanceRoleArns: instanceRoles.arns, kubernetesProvider })
      : undefined;
    const access = [
      ...(await createEntries(component, options, cluster, instanceRoles)),
      ...(awsAuth ? [awsAuth] : []),
    ];
    const storageClasses = options("storageClasses");
    await createStorageClasses(component, { storageClasses, kubernetesProvider, access });
    await createVpcCni(component, { options, clusterName, kubernetesProvider, access });
    const fargateProfile = await createFargateProfile(component, {
      options,
      clusterName,
      clusterSubnetIds: subnetIds,
      awsAuth,
    });
    await createCoredns(component, options, clusterName, fargateProfile);
    if (options("createOidcProvider").isSet) await createOidcProvider(component, cluster);

    const nodeSecurity = await createNodeSecurity(component, options, controlPlane);
    const kubeconfig = unknownFrom(cluster.output("endpoint"), options("providerCredentialOpts"));
    const issuer = unknownFrom(cluster.output("identities"));
    const nodes = hasDefaultNodeGroup(options)
      ? await createDefaultNodeGroup(component, { options, controlPlane, instanceRoles, nodeSecurity })
      : undefined;
    return {
      core: coreOf(options, controlPlane, instanceRoles).whole,
      eksCluster: cluster.reference,
      instanceRoles: instanceRoles.roles,
      kubeconfig,
      kubeconfigJson: kubeconfig,
      oidcIssuer: issuer,
      oidcProviderUrl: issuer,
      ...securityOutputs(controlPlane, nodeSecurity),
      ...(controlPlane.autoModeNodeRole ? {} : { autoModeNodeRoleName: "" }),
      defaultNodeGroupAsgName: nodes ? nodes.autoScalingGroup.output("name") : "",
      ...(nodes && nodeSecurity ? { defaultNodeGroup: unknownFrom(nodeSecurity.group.output("id")) } : {}),
      ...(options("fargate").isSet ? {} : { fargateProfileId: "", fargateProfileStatus: "" }),
      ...(options("createOidcProvider").isSet ? {} : { oidcProviderArn: "" }),
    };
  },

  methods: { "eks:index:Cluster/getKubeconfig": "kubeconfig" },
  notModeled: clusterOptionsNotModeled,
};

async function createEntries(
  component: RemoteComponent,
  options: Options,
  cluster: Resource,
  { defaultArn }: InstanceRoles,
): Promise<readonly Resource[]> {
  if (!usesAccessEntries(options)) return [];
  const entries = await createAccessEntries(component, cluster, options("accessEntries"));
  return defaultArn ? [await createNodeAccessEntry(component, cluster, defaultArn), ...entries] : entries;
}

async function createNodeSecurity(
  component: RemoteComponent,
  options: Options,
  { cluster, vpcId, securityGroup, hasDefaultSecurityGroups }: ControlPlane,
): Promise<NodeSecurityGroup | undefined> {
  if (!hasDefaultSecurityGroups || securityGroup === undefined) return undefined;
  return createNodeSecurityGroup(component, {
    vpcId,
    clusterSecurityGroupId: securityGroup.id,
    clusterName: cluster.output("name"),
    tags: [options("nodeSecurityGroupTags"), options("tags")],
  });
}

function securityOutputs(
  { cluster, securityGroup }: ControlPlane,
  nodeSecurity: NodeSecurityGroup | undefined,
): ComponentOutputs {
  const ofEks = unknownFrom(cluster.output("vpcConfig"));
  return {
    clusterSecurityGroupId: securityGroup?.id ?? ofEks,
    nodeSecurityGroupId: nodeSecurity?.group.output("id") ?? ofEks,
    clusterIngressRuleId: nodeSecurity?.clusterIngressRule.output("securityGroupRuleId") ?? "",
    ...(securityGroup ? { clusterSecurityGroup: securityGroup.reference } : {}),
    ...(nodeSecurity
      ? {
          nodeSecurityGroup: nodeSecurity.group.reference,
          eksClusterIngressRule: nodeSecurity.clusterIngressRule.reference,
        }
      : {}),
  };
}
