import * as aws from "@pulumi/aws";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";

import type { AddonName, AddonSettings } from "../settings/addon-settings.ts";

/** The arguments that all add-ons have in common. */
export interface AddonContext {
  readonly clusterName: Input<string>;
  readonly partition: string;
  readonly region: string;
  /** The tags of what pods get: volumes and network interfaces. */
  readonly tags: Readonly<Record<string, string>>;
  /** The versions that the stack's file pins. */
  readonly versions: AddonSettings["versions"];
}

/** The additional arguments of a single add-on. */
export interface AddonArgs {
  /** The configuration as JSON, in the add-on's own schema, against which EKS validates it. */
  readonly configuration?: Input<string>;
  /** The AWS permissions of its pods, through EKS Pod Identity. */
  readonly podIdentity?: { readonly serviceAccount: string; readonly roleArn: Input<string> };
}

/** Creates an EKS add-on. Its parent must be outside the cluster's component, which would otherwise wait for it while it waits for nodes. */
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
      // Changes made with kubectl are reverted to the configuration set here.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    options,
  );
}
