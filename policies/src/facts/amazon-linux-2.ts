import { minorVersion } from "./minor-version.ts";

/**
 * The first Kubernetes version without an Amazon Linux 2 AMI from EKS; for older versions, EKS stopped on 2025-11-26.
 * Source: amazon-eks-ami README, read 2026-07; Amazon EKS user guide, "AL2 AMI deprecation FAQs".
 */
export const FIRST_VERSION_WITHOUT_AMAZON_LINUX_2 = "1.33";

/** True if the version has no Amazon Linux 2 AMI. */
export function lacksAmazonLinux2(version: string): boolean {
  const minor = minorVersion(version);
  const first = minorVersion(FIRST_VERSION_WITHOUT_AMAZON_LINUX_2);
  return minor !== undefined && first !== undefined && minor >= first;
}
