import * as aws from "@pulumi/aws";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";

import type { AddonName, AddonSettings } from "../settings/addon-settings.ts";

/** What all add-ons have in common. */
export interface AddonContext {
  readonly clusterName: Input<string>;
  readonly partition: string;
  /** Versions that the stack's file pins. */
  readonly versions: AddonSettings["versions"];
}

/** What one add-on needs beside that. */
export interface AddonArgs {
  /** Configuration in the add-on's own schema, which EKS checks: JSON. */
  readonly configuration?: Input<string>;
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
      ...(configuration === undefined ? {} : { configurationValues: configuration }),
      ...(podIdentity === undefined ? {} : { podIdentityAssociations: [podIdentity] }),
      // What somebody changed with kubectl goes back to what is written here.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    options,
  );
}
