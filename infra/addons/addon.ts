import * as aws from "@pulumi/aws";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";

import { assumeRolePolicy } from "../roles.ts";
import type { AddonSettings } from "../settings.ts";

/** Name of an add-on that the platform installs. */
export type AddonName = keyof AddonSettings["versions"];

/** What all add-ons have in common. */
export interface AddonContext {
  readonly clusterName: Input<string>;
  readonly partition: string;
  /** Versions that the stack's file pins. */
  readonly versions: AddonSettings["versions"];
}

/** What one add-on needs beside that. */
export interface AddonArgs {
  /** Configuration in the add-on's own schema, which EKS checks. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** AWS permissions of its pods, by way of EKS Pod Identity. */
  readonly podIdentity?: { readonly serviceAccount: string; readonly roleArn: Input<string> };
}

/** An EKS add-on. It has no parent below the cluster's component, which would wait for it while it waits for nodes. */
export function createAddon(
  name: AddonName,
  { clusterName, versions }: AddonContext,
  { configuration, podIdentity }: AddonArgs,
  options: CustomResourceOptions,
): aws.eks.Addon {
  const addonVersion = versions[name];
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName: name,
      ...(addonVersion === undefined ? {} : { addonVersion }),
      ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration) }),
      ...(podIdentity === undefined ? {} : { podIdentityAssociations: [podIdentity] }),
      // What somebody changed with kubectl goes back to what is written here.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    options,
  );
}

/** A role with one of AWS's policies that the pods of a service account take by way of EKS Pod Identity. */
export function createPodRole(
  name: string,
  policy: string,
  { partition }: AddonContext,
  options: CustomResourceOptions,
): aws.iam.Role {
  const role = new aws.iam.Role(
    name,
    {
      assumeRolePolicy: assumeRolePolicy("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
    },
    options,
  );
  new aws.iam.RolePolicyAttachment(
    name,
    { role: role.name, policyArn: `arn:${partition}:iam::aws:policy/${policy}` },
    options,
  );
  return role;
}
