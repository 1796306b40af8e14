import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";

import { assumeRolePolicy } from "../roles.ts";

/** What the pods of a role may do: one of AWS's policies, by its path, or statements of our own. */
export type PodPermissions =
  { readonly managedPolicy: string } | { readonly statements: readonly PolicyStatement[] };

/** A statement of an IAM policy that allows something. */
export interface PolicyStatement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A role that the pods of a service account take by way of EKS Pod Identity. */
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
