import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";

import { assumeRolePolicy, permissionsPolicy, type PolicyStatement } from "../roles.ts";

/** The permissions of the pods that use a role: an AWS managed policy, by its path, or custom statements. */
export type PodPermissions =
  { readonly managedPolicy: string } | { readonly statements: readonly PolicyStatement[] };

/** The only pods that can use a role. */
export interface PodIdentity {
  readonly serviceAccount: string;
  /** Absent for an add-on whose namespace EKS documents as its choice. */
  readonly namespace?: string;
}

/** The cluster whose pods use a role. */
export interface PodCluster {
  /** Its name, as the program sets it: unlike the cluster's output, it waits for nothing. */
  readonly name: string;
  readonly partition: string;
  readonly region: string;
}

/** Creates a role that the pods of a service account assume through EKS Pod Identity. */
export function createPodRole(
  name: string,
  identity: PodIdentity,
  permissions: PodPermissions,
  cluster: PodCluster,
  options: CustomResourceOptions,
): aws.iam.Role {
  const role = new aws.iam.Role(name, { assumeRolePolicy: podTrust(identity, cluster) }, options);
  if ("managedPolicy" in permissions) {
    const policyArn = `arn:${cluster.partition}:iam::aws:policy/${permissions.managedPolicy}`;
    new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn }, options);
  } else {
    new aws.iam.RolePolicy(
      name,
      { role: role.id, policy: permissionsPolicy(permissions.statements) },
      options,
    );
  }
  return role;
}

/**
 * EKS adds these tags to each request for a role. Without conditions, an association in any cluster of the account could use it; the
 * account itself needs none, since an association can name only a role of its own account.
 * Sources: EKS user guide, "Create IAM role with trust policy required by EKS Pod Identity" and "Grant Pods access to AWS resources
 * based on tags", read 2026-11-28.
 */
function podTrust({ serviceAccount, namespace }: PodIdentity, { name, partition, region }: PodCluster) {
  const tag = (key: string, value: string) => ({ [`aws:RequestTag/${key}`]: value });
  return assumeRolePolicy("pods.eks.amazonaws.com", {
    actions: ["sts:AssumeRole", "sts:TagSession"],
    condition: {
      StringEquals: {
        ...tag("kubernetes-service-account", serviceAccount),
        ...(namespace === undefined ? {} : tag("kubernetes-namespace", namespace)),
      },
      StringLike: tag("eks-cluster-arn", `arn:${partition}:eks:${region}:*:cluster/${name}`),
    },
  });
}
