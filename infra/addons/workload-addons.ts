import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";

import type { AddonSettings } from "../settings.ts";
import { createAddon, createPodRole, type AddonContext } from "./addon.ts";
import { corednsConfiguration } from "./coredns.ts";

/** What the add-ons that run on nodes are made of. */
export interface WorkloadAddonsArgs extends AddonContext {
  readonly dnsReplicas: AddonSettings["dnsReplicas"];
}

/** Add-ons that are ready only once they run on a node. Give the node pools as `dependsOn`. */
export class WorkloadAddons extends ComponentResource {
  constructor(name: string, args: WorkloadAddonsArgs, options?: ComponentResourceOptions) {
    super("productionproof:addons:WorkloadAddons", name, args, options);
    // Said for each: in a destroy, what a component waits for does not hold for its children.
    const parent = { parent: this, ...(options?.dependsOn && { dependsOn: options.dependsOn }) };
    createAddon("coredns", args, { configuration: corednsConfiguration(args.dnsReplicas) }, parent);
    createEbsCsiDriver(name, args, parent);
    // Sees what the kubelet does not say, an exhausted address pool among it, and has EKS replace the node.
    createAddon("eks-node-monitoring-agent", args, {}, parent);
    this.registerOutputs({});
  }
}

function createEbsCsiDriver(name: string, context: AddonContext, parent: ComponentResourceOptions): void {
  const role = createPodRole(`${name}-ebs-csi`, "service-role/AmazonEBSCSIDriverPolicy", context, parent);
  createAddon(
    "aws-ebs-csi-driver",
    context,
    { podIdentity: { serviceAccount: "ebs-csi-controller-sa", roleArn: role.arn } },
    parent,
  );
}
