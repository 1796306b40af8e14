import type * as aws from "@pulumi/aws";
import { runtime } from "@pulumi/pulumi";

/** Sets the permissions boundary of all roles, those that a component creates included. Call it before the first resource. */
export function boundRoles(permissionsBoundary: string | undefined): void {
  if (permissionsBoundary === undefined) return;
  runtime.registerResourceTransform(({ type, props, opts }) =>
    type === "aws:iam/role:Role"
      ? { props: { ...(props as aws.iam.RoleArgs), permissionsBoundary }, opts }
      : undefined,
  );
}

/** Returns the trust policy of a role that an AWS service assumes. */
export function assumeRolePolicy(service: string, actions: readonly string[] = ["sts:AssumeRole"]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions }],
  });
}
