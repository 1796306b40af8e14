/** The image types with which managed groups can be created, but for those of Windows and CUSTOM. */
export const AMI_TYPES = [
  "AL2_x86_64",
  "AL2_x86_64_GPU",
  "AL2_ARM_64",
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "AL2023_x86_64_NEURON",
  "AL2023_x86_64_NVIDIA",
  "AL2023_ARM_64_NVIDIA",
  "BOTTLEROCKET_ARM_64",
  "BOTTLEROCKET_x86_64",
  "BOTTLEROCKET_ARM_64_FIPS",
  "BOTTLEROCKET_x86_64_FIPS",
  "BOTTLEROCKET_ARM_64_NVIDIA",
  "BOTTLEROCKET_x86_64_NVIDIA",
  "BOTTLEROCKET_ARM_64_NVIDIA_FIPS",
  "BOTTLEROCKET_x86_64_NVIDIA_FIPS",
] as const;

/** An image type with which managed groups can be created. */
export type AmiType = (typeof AMI_TYPES)[number];

/** A device for which an image needs a driver: GPUs of NVIDIA, or Inferentia and Trainium. */
export type Accelerator = "NVIDIA" | "NEURON";

/**
 * The devices of an instance type's family: g4ad has GPUs of AMD, for which no image has the driver, and p1 never was.
 * Source: Amazon EC2 instance types, accelerated computing, read 2026-11-28.
 */
export function acceleratorOf(instanceType: string): Accelerator | undefined {
  if (/^(p[2-9]|g[3-9]|gr[6-9])[a-z0-9-]*\./.test(instanceType) && !instanceType.startsWith("g4ad.")) {
    return "NVIDIA";
  }
  return /^(inf|trn)\d/.test(instanceType) ? "NEURON" : undefined;
}

/** Whether an image has the driver; Bottlerocket's standard images count as if they had Neuron's, since no document says. */
export function hasDriver(amiType: AmiType, accelerator: Accelerator): boolean {
  if (amiType === "AL2_x86_64_GPU") return true;
  if (accelerator === "NEURON" && amiType.startsWith("BOTTLEROCKET")) return !amiType.includes("NVIDIA");
  return amiType.includes(accelerator);
}
