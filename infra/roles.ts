import type * as aws from "@pulumi/aws";
import { jsonStringify, runtime, type Input, type Output } from "@pulumi/pulumi";

/** Sets the permissions boundary of all roles, those that a component creates included. Call it before the first resource. */
export function boundRoles(permissionsBoundary: string | undefined): void {
  if (permissionsBoundary === undefined) return;
  runtime.registerResourceTransform(({ type, props, opts }) =>
    type === "aws:iam/role:Role"
      ? { props: { ...(props as aws.iam.RoleArgs), permissionsBoundary }, opts }
      : undefined,
  );
}

/** The conditions of a statement, by operator and condition key. */
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, Input<string> | readonly string[]>>>
>;

/** An Allow statement of an IAM policy. */
export interface PolicyStatement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Conditions;
}

/** The arguments of {@link assumeRolePolicy}. */
export interface TrustArgs {
  readonly actions?: readonly string[];
  /** On whose behalf the service can assume the role. @defaultValue anyone's */
  readonly condition?: Conditions;
}

/** Returns the trust policy of a role that an AWS service assumes. */
export function assumeRolePolicy(
  service: string,
  { actions = ["sts:AssumeRole"], condition }: TrustArgs = {},
): Output<string> {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: actions };
  return jsonStringify({
    Version: "2012-10-17",
    Statement: [condition === undefined ? statement : { ...statement, Condition: condition }],
  });
}

/** Returns the policy of a role's permissions. */
export function permissionsPolicy(statements: readonly PolicyStatement[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
