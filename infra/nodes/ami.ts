import { acceleratorOf, architectureOf, type AmiType } from "productionproof-eks-policies/facts";

import type { NodePoolSettings } from "../settings/node-pool-settings.ts";

/** Returns the AMI type of a pool: the one that it sets, or the one of its operating system with the driver for its devices. */
export function amiTypeOf({ amiType, instanceTypes, operatingSystem }: NodePoolSettings): AmiType {
  if (amiType !== undefined) return amiType;
  const [instanceType = ""] = instanceTypes;
  const architecture = architectureOf(instanceType) === "arm64" ? "ARM_64" : "x86_64";
  const accelerator = acceleratorOf(instanceType);
  const variant = `${operatingSystem}_${architecture}`;
  // Bottlerocket's standard variants have the Neuron driver (bottlerocket, kmod-6.12-neuron, 2026).
  if (operatingSystem === "BOTTLEROCKET")
    return (accelerator === "NVIDIA" ? `${variant}_NVIDIA` : variant) as AmiType;
  return `${variant}_${accelerator ?? "STANDARD"}` as AmiType;
}

/**
 * Returns the name of the SSM parameter with the ID of a release's AMI, or of the latest.
 * Sources: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs" and "… Bottlerocket AMI IDs", 2026-08; the names of images:
 * amazon-eks-ami CHANGELOG, v20260714; the names of variants: bottlerocket, variants, 2026.
 */
export function imageParameter(amiType: AmiType, version: string, release?: string): string {
  const architecture = amiType.includes("ARM_64") ? "arm64" : "x86_64";
  const [, , , variant = ""] = /^([A-Z0-9]+)_(ARM_64|x86_64)_?(.*)$/.exec(amiType) ?? [];
  const flavor = variant.toLowerCase().replace("_", "-");
  if (amiType.startsWith("BOTTLEROCKET")) {
    const name = ["aws-k8s", version, ...(flavor === "" ? [] : [flavor])].join("-");
    return `/aws/service/bottlerocket/${name}/${architecture}/${release ?? "latest"}/image_id`;
  }
  const image = `amazon-eks-node-al2023-${architecture}-${flavor}-${version}-v${release?.split("-")[1] ?? ""}`;
  const path = `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/${flavor}`;
  return `${path}/${release === undefined ? "recommended" : image}/image_id`;
}
