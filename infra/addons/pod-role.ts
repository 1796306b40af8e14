import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";

import { assumeRolePolicy } from "../roles.ts";

/** The permissions of the pods that use a role: an AWS managed policy, by its path, or custom statements. */
export type PodPermissions =
  { readonly managedPolicy: string } | { readonly statements: readonly PolicyStatement[] };

/** An Allow statement of an IAM policy. */
export interface PolicyStatement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Creates a role that the pods of a service account assume through EKS Pod Identity. */
export function createPodRole(
  name: string,
  permissions: PodPermissions,
  partition: string,
  options: CustomResourceOptions,
): aws.iam.Role {
  const role = new aws.iam.Role(
    name,
    {
      assumeRolePolicy: assumeRolePolicy("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
    },
    options,
  );
  if ("managedPolicy" in permissions) {
    const policyArn = `arn:${partition}:iam::aws:policy/${permissions.managedPolicy}`;
    new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn }, options);
  } else {
    const Statement = permissions.statements.map((statement) => ({ Effect: "Allow", ...statement }));
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    new aws.iam.RolePolicy(name, { role: role.id, policy }, options);
  }
  return role;
}
