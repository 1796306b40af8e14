import { createHash } from "node:crypto";

import { awsPartition } from "../../aws-partition.ts";
import type { RemoteComponent } from "../component-model.ts";
import { unknownFrom, type Output } from "../output.ts";
import { declare, type Resource } from "../resource.ts";
import { declareAws } from "./sdk.ts";

interface ServiceRoleOptions {
  readonly name: string;
  readonly service: string;
  readonly description?: string;
  readonly actions?: readonly string[];
  /** Names of AWS managed policies. */
  readonly policies: readonly string[];
  readonly tags: Output;
}

/** An IAM role as the component creates it for an AWS service. */
export interface ServiceRole {
  /** The role, to which the policies may not be attached yet. */
  readonly direct: Resource;
  /** Depends on the role and all of its policy attachments. */
  readonly resolved: Output;
}

/**
 * Creates a service role: a component with a role and an attachment for each policy. Source: pulumi-eks v4.3.0,
 * nodejs/eks/servicerole.ts, read 2026-11-23.
 */
export async function createServiceRole(
  component: RemoteComponent,
  { name, service, description, actions = ["sts:AssumeRole"], policies, tags }: ServiceRoleOptions,
): Promise<ServiceRole> {
  const parent = await declare(component, { type: "eks:index:ServiceRole", name, custom: false });
  const direct = await declareAws(component, {
    type: "aws:iam/role:Role",
    name: `${name}-role`,
    props: { description, assumeRolePolicy: trustPolicy(service, actions), tags },
    parent,
  });
  // The plugin looks it up in AWS.
  const { partition } = awsPartition(component.region ?? "");
  const attachments: Resource[] = [];
  for (const policy of policies) {
    const policyArn = `arn:${partition}:iam::aws:policy/${policy}`;
    const attachment = await declareAws(component, {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: `${name}-${shortHash(policyArn)}`,
      props: { policyArn, role: direct.output("id") },
      parent,
    });
    attachments.push(attachment);
  }
  return {
    direct,
    resolved: unknownFrom(direct.output("arn"), ...attachments.map((attachment) => attachment.output("id"))),
  };
}

function trustPolicy(service: string, actions: readonly string[]): string {
  const statement = { Action: actions, Effect: "Allow", Principal: { Service: [service] } };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function shortHash(text: string): string {
  return createHash("sha1").update(text).digest("hex").slice(0, 8);
}
