import { minorVersion } from "./minor-version.ts";

/**
 * First Kubernetes version for which EKS builds no image with Amazon Linux 2; for older ones it stopped on 2025-11-26.
 * Source: amazon-eks-ami README, read 2026-07; Amazon EKS user guide, "AL2 AMI deprecation FAQs".
 */
export const FIRST_VERSION_WITHOUT_AMAZON_LINUX_2 = "1.33";

/** True for a version for which there is no image with Amazon Linux 2. */
export function lacksAmazonLinux2(version: string): boolean {
  const minor = minorVersion(version);
  const first = minorVersion(FIRST_VERSION_WITHOUT_AMAZON_LINUX_2);
  return minor !== undefined && first !== undefined && minor >= first;
}
