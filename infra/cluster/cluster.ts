import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import {
  all,
  ComponentResource,
  output,
  secret,
  type ComponentResourceOptions,
  type Input,
  type Output,
} from "@pulumi/pulumi";

import { controlPlaneLogs } from "../log-groups.ts";
import type { ClusterSettings } from "../settings/cluster-settings.ts";
import { accessEntries } from "./access-entries.ts";
import { hardenControlPlane, type IpFamily } from "./control-plane-hardening.ts";
import { ingressRules } from "./ingress-rules.ts";
import { kubeconfig } from "./kubeconfig.ts";

/** The arguments of {@link Cluster}. */
export interface ClusterArgs {
  readonly settings: ClusterSettings;
  /** The IP family of pods and services. */
  readonly ipFamily: IpFamily;
  readonly vpcId: Input<string>;
  /** The subnets of the control plane's network interfaces, one in each zone. */
  readonly subnetIds: readonly Input<string>[];
  /** The key for the cluster's secrets and logs. */
  readonly keyArn: Input<string>;
  readonly partition: string;
  readonly region: string;
  /** True if pods can have security groups of their own, whose network interfaces EKS manages. */
  readonly podSecurityGroups: boolean;
}

/** All control plane logs that EKS offers: each has been the only evidence of an outage somewhere. */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** The control plane, its logs and access entries. Nodes and add-ons are created outside it, to avoid circular dependencies. */
export class Cluster extends ComponentResource {
  /** The cluster's name, known in a preview; resources that use it wait for the cluster. */
  readonly clusterName: Output<string>;
  /** Unknown until the cluster is created. */
  readonly endpoint: Output<string>;
  /** Unknown until the cluster is created. */
  readonly certificateAuthority: Output<string>;
  /** The block of service addresses. With IPv6, EKS chooses it, and it is unknown until the cluster is created. */
  readonly serviceCidr: Output<string>;
  /** The security group that EKS creates for the control plane's network interfaces and the nodes. Unknown until the cluster is created. */
  readonly securityGroupId: Output<string>;
  /** The issuer of the tokens of service accounts. Unknown until the cluster is created. */
  readonly oidcIssuer: Output<string>;
  /** The IAM OIDC provider for that issuer; undefined if the stack has none. */
  readonly oidcProviderArn: Output<string> | undefined;
  /** Secret because it contains the endpoint, although it contains no credentials. Unknown until the cluster is created. */
  readonly kubeconfig: Output<string>;

  constructor(name: string, args: ClusterArgs, options?: ComponentResourceOptions) {
    super("productionproof:cluster:Cluster", name, args, options);
    const logGroup = createLogGroup(name, args, this);
    const { core, eksCluster } = createCluster(name, args, logGroup, this);
    if (args.podSecurityGroups) {
      new aws.iam.RolePolicyAttachment(
        `${name}-vpc-resources`,
        {
          role: core.clusterIamRole.name,
          policyArn: `arn:${args.partition}:iam::aws:policy/AmazonEKSVPCResourceController`,
        },
        { parent: this },
      );
    }
    this.clusterName = eksCluster.name;
    this.endpoint = eksCluster.endpoint;
    this.certificateAuthority = eksCluster.certificateAuthority.data;
    this.serviceCidr =
      args.ipFamily === "ipv6"
        ? eksCluster.kubernetesNetworkConfig.serviceIpv6Cidr
        : output(args.settings.serviceCidr);
    this.kubeconfig = secret(
      all([this.clusterName, this.endpoint, this.certificateAuthority]).apply(
        ([clusterName, endpoint, certificateAuthority]) =>
          kubeconfig({ clusterName, endpoint, certificateAuthority, region: args.region }),
      ),
    );
    this.securityGroupId = eksCluster.vpcConfig.clusterSecurityGroupId;
    for (const [key, rule] of ingressRules(args.settings.ingress)) {
      const { securityGroupId } = this;
      new aws.vpc.SecurityGroupIngressRule(`${name}-${key}`, { securityGroupId, ...rule }, { parent: this });
    }
    this.oidcIssuer = eksCluster.identities.apply(([identity]) => identity?.oidcs[0]?.issuer ?? "");
    this.oidcProviderArn = args.settings.oidcProvider
      ? createOidcProvider(name, this.oidcIssuer, this).arn
      : undefined;
    this.registerOutputs({ clusterName: this.clusterName });
  }
}

/** Without it, EKS would create the log group itself, without retention and without the platform's key. */
function createLogGroup(
  name: string,
  { settings, keyArn }: ClusterArgs,
  parent: Cluster,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    {
      name: controlPlaneLogs(settings.name),
      retentionInDays: settings.logRetentionDays,
      kmsKeyId: keyArn,
    },
    { parent, protect: settings.deletionProtection },
  );
}

function createCluster(
  name: string,
  { settings, ipFamily, vpcId, subnetIds, keyArn, partition }: ClusterArgs,
  logGroup: aws.cloudwatch.LogGroup,
  parent: Cluster,
): eks.Cluster {
  const { publicAccessCidrs } = settings;
  return new eks.Cluster(
    name,
    {
      // Set, so that it is known in the first preview.
      name: settings.name,
      version: settings.version,
      vpcId,
      subnetIds: [...subnetIds],
      endpointPrivateAccess: true,
      endpointPublicAccess: publicAccessCidrs.length > 0,
      ...(publicAccessCidrs.length > 0 ? { publicAccessCidrs } : {}),
      authenticationMode: eks.AuthenticationMode.Api,
      accessEntries: accessEntries(settings.accessEntries, partition),
      enabledClusterLogTypes: LOG_TYPES,
      deletionProtection: settings.deletionProtection,
      upgradePolicy: { supportType: settings.supportType },
      // Add-ons and nodes are separate resources; see addons/ and nodes/.
      bootstrapSelfManagedAddons: false,
      useDefaultVpcCni: true,
      kubeProxyAddonOptions: { enabled: false },
      corednsAddonOptions: { enabled: false },
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
    },
    {
      parent,
      dependsOn: [logGroup],
      transforms: [hardenControlPlane({ settings, ipFamily, keyArn, partition })],
    },
  );
}

/** Lets IAM trust tokens of service accounts. The component's option isn't used, since it queries the issuer in every preview. */
function createOidcProvider(
  name: string,
  issuer: Output<string>,
  parent: Cluster,
): aws.iam.OpenIdConnectProvider {
  return new aws.iam.OpenIdConnectProvider(
    name,
    { url: issuer, clientIdLists: ["sts.amazonaws.com"] },
    { parent },
  );
}
