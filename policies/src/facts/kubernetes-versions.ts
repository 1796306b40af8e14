/**
 * Oldest Kubernetes version in standard support: 1.34, to 2026-12-02. EKS bills older ones six times as much, and updates
 * them by itself where a cluster asks for standard support only.
 * Source: Amazon EKS user guide, "Kubernetes version lifecycle", read 2026-11.
 */
export const OLDEST_STANDARD_VERSION = "1.34";

/** True for a version in standard support, or one that may come: `1.34`, `1.40`. */
export function isStandardVersion(version: string): boolean {
  const minor = minorOf(version);
  return minor !== undefined && minor >= (minorOf(OLDEST_STANDARD_VERSION) ?? 0);
}

function minorOf(version: string): number | undefined {
  const [, minor] = /^1\.(\d{2})$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
