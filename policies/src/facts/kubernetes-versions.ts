/**
 * Oldest Kubernetes version that EKS still creates: 1.31 leaves extended support on 2026-11-26.
 * Source: Amazon EKS user guide, "Kubernetes version lifecycle", read 2026-11.
 */
export const OLDEST_KUBERNETES_VERSION = "1.32";

/** True for a version that EKS creates, or that may come: `1.32`, `1.40`. */
export function isCreatableVersion(version: string): boolean {
  const minor = minorOf(version);
  return minor !== undefined && minor >= (minorOf(OLDEST_KUBERNETES_VERSION) ?? 0);
}

function minorOf(version: string): number | undefined {
  const [, minor] = /^1\.(\d{2})$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
