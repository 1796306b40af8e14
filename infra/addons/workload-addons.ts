import * as aws from "@pulumi/aws";
import {
  ComponentResource,
  jsonStringify,
  type ComponentResourceOptions,
  type Input,
  type Resource,
} from "@pulumi/pulumi";

import { SYSTEM_LABEL } from "../nodes/kubelet.ts";
import type { AddonName, AddonSettings, OptionalAddon } from "../settings/addon-settings.ts";
import { createAddon, type AddonContext } from "./addon.ts";
import { corednsConfiguration } from "./coredns.ts";
import { createPodRole, type PodIdentity, type PodPermissions } from "./pod-role.ts";
import { certificateChallenges, dnsRecords } from "./route53-permissions.ts";

/** The arguments of {@link WorkloadAddons}. */
export interface WorkloadAddonsArgs extends AddonContext {
  readonly settings: AddonSettings;
  /** True if there are nodes for the platform's own pods, on which DNS and the EBS controller then run. */
  readonly hasSystemPool: boolean;
}

/** Add-ons that become ready only when they run on a node. Pass the node pools in `dependsOn`. */
export class WorkloadAddons extends ComponentResource {
  /** All add-ons, from which the versions that EKS chose are read. */
  readonly addons: readonly aws.eks.Addon[];

  constructor(name: string, args: WorkloadAddonsArgs, options?: ComponentResourceOptions) {
    super("productionproof:addons:WorkloadAddons", name, args, options);
    // Set on each child: in a destroy, a component's dependencies don't apply to its children.
    const parent = { parent: this, ...(options?.dependsOn && { dependsOn: options.dependsOn }) };
    const { settings, hasSystemPool } = args;
    this.addons = [
      createAddon(
        "coredns",
        args,
        { configuration: JSON.stringify(corednsConfiguration(settings.dnsReplicas, hasSystemPool)) },
        parent,
      ),
      createEbsCsiDriver(name, args, parent),
      // Detects problems that the kubelet doesn't report, such as an exhausted address pool, so that EKS replaces the node.
      createAddon("eks-node-monitoring-agent", args, {}, parent),
      // The source of metrics for `kubectl top` and horizontal autoscaling.
      createAddon("metrics-server", args, {}, parent),
      // Not protected: they can be removed and made again, for which nobody should lift the protection of the cluster.
      ...settings.optional.map((addon) => OPTIONAL[addon](name, args, { ...parent, protect: false })),
    ];
    this.registerOutputs({});
  }
}

type CreateAddon = (
  name: string,
  args: WorkloadAddonsArgs,
  parent: ComponentResourceOptions,
) => aws.eks.Addon;

/** How each optional add-on is created. Service accounts: EKS user guide, "AWS add-ons", 2026-08. */
const OPTIONAL: Readonly<Record<OptionalAddon, CreateAddon>> = {
  "amazon-cloudwatch-observability": withRole(
    "amazon-cloudwatch-observability",
    { role: "cloudwatch", serviceAccount: "cloudwatch-agent" },
    { managedPolicy: "CloudWatchAgentServerPolicy" },
  ),
  "aws-efs-csi-driver": withRole(
    "aws-efs-csi-driver",
    { role: "efs-csi", serviceAccount: "efs-csi-controller-sa", namespace: "kube-system" },
    { managedPolicy: "service-role/AmazonEFSCSIDriverPolicy" },
  ),
  "cert-manager": createCertManager,
  "external-dns": createExternalDns,
  "kube-state-metrics": plain("kube-state-metrics"),
  "prometheus-node-exporter": plain("prometheus-node-exporter"),
  "snapshot-controller": plain("snapshot-controller"),
};

function plain(addon: AddonName): CreateAddon {
  return (_, args, parent) => createAddon(addon, args, {}, parent);
}

/**
 * The role's name after the cluster's has at most 13 characters: with the dashes and Pulumi's suffix, IAM takes 64, of which the
 * cluster's name can have 42.
 */
function withRole(
  addon: AddonName,
  { role: roleName, ...identity }: PodIdentity & { readonly role: string },
  permissions: PodPermissions,
): CreateAddon {
  return (name, args, parent) => {
    const role = createPodRole(`${name}-${roleName}`, identity, permissions, { ...args, name }, parent);
    const { serviceAccount } = identity;
    return createAddon(addon, args, { podIdentity: { serviceAccount, roleArn: role.arn } }, parent);
  };
}

function createEbsCsiDriver(
  name: string,
  args: WorkloadAddonsArgs,
  parent: ComponentResourceOptions,
): aws.eks.Addon {
  // It covers only volumes with the driver's tag, which those of other clusters and of instances don't have. Its path is not
  // service-role. Source: AWS managed policy reference, 2026-04-16.
  const policy = { managedPolicy: "AmazonEBSCSIDriverPolicyV2" };
  const serviceAccount = "ebs-csi-controller-sa";
  const identity = { serviceAccount, namespace: "kube-system" };
  const role = createPodRole(`${name}-ebs-csi`, identity, policy, { ...args, name }, parent);
  // The add-on's StorageClass takes no parameters (its chart, values.schema.json, 2026-08).
  const encryption = args.settings.ebsEncryptionByDefault
    ? [
        new aws.ebs.EncryptionByDefault(
          name,
          { enabled: true },
          // Other stacks of the account rely on it too.
          { ...parentOf(parent), protect: false, retainOnDelete: true },
        ),
      ]
    : [];
  return createAddon(
    "aws-ebs-csi-driver",
    args,
    {
      configuration: JSON.stringify({
        // EKS creates none. It is gp3.
        defaultStorageClass: { enabled: true },
        controller: {
          extraVolumeTags: args.tags,
          ...(args.hasSystemPool ? { nodeSelector: SYSTEM_LABEL } : {}),
        },
      }),
      podIdentity: { serviceAccount, roleArn: role.arn },
    },
    after(encryption, parent),
  );
}

/**
 * It owns records under the cluster's name: with the default name, two clusters would delete each other's records of a zone.
 * Source: external-dns documentation, "TXT registry", 2026-08; the keys are those of the add-on's chart.
 */
function createExternalDns(
  name: string,
  args: WorkloadAddonsArgs,
  parent: ComponentResourceOptions,
): aws.eks.Addon {
  const { clusterName, partition, settings } = args;
  const statements = dnsRecords(partition, settings.hostedZoneIds);
  const serviceAccount = "external-dns";
  const role = createPodRole(
    `${name}-external-dns`,
    { serviceAccount },
    { statements },
    { ...args, name },
    parent,
  );
  const domainFilters = settings.hostedZoneIds.map((zoneId) =>
    aws.route53.getZoneOutput({ zoneId }, parentOf(parent)).name.apply((zone) => zone.replace(/\.$/, "")),
  );
  return createAddon(
    "external-dns",
    args,
    {
      configuration: jsonStringify({ txtOwnerId: clusterName, domainFilters }),
      podIdentity: { serviceAccount, roleArn: role.arn },
    },
    parent,
  );
}

/**
 * With hosted zones, it can answer DNS challenges. The add-on accepts no role, so the association is a separate resource. Pods
 * get credentials only when they are created, so it comes first. Source: amazon-eks-pod-identity-webhook, 2026-08.
 */
function createCertManager(
  name: string,
  args: WorkloadAddonsArgs,
  parent: ComponentResourceOptions,
): aws.eks.Addon {
  const { clusterName, partition, settings } = args;
  if (settings.hostedZoneIds.length === 0) return createAddon("cert-manager", args, {}, parent);
  const statements = certificateChallenges(partition, settings.hostedZoneIds);
  const identity = { namespace: "cert-manager", serviceAccount: "cert-manager" };
  const role = createPodRole(`${name}-cert-manager`, identity, { statements }, { ...args, name }, parent);
  const association = new aws.eks.PodIdentityAssociation(
    `${name}-cert-manager`,
    { clusterName, ...identity, roleArn: role.arn },
    parent,
  );
  return createAddon("cert-manager", args, {}, after([association], parent));
}

/** Returns the options of what doesn't wait for nodes: a lookup that did would have no result in a preview. */
function parentOf({ parent }: ComponentResourceOptions): { readonly parent?: Resource } {
  return parent ? { parent } : {};
}

/** Returns the options of a resource that waits for others too. */
function after(resources: readonly Resource[], parent: ComponentResourceOptions): ComponentResourceOptions {
  return { ...parent, dependsOn: [...resources, ...[parent.dependsOn ?? []].flat()] as Input<Resource>[] };
}
