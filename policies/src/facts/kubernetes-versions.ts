import { isoDate } from "./fact-source.ts";
import { KUBERNETES_VERSION_SOURCE, KUBERNETES_VERSION_TABLE } from "./kubernetes-version-table.ts";

/** A Kubernetes version's life on EKS. Dates are YYYY-MM-DD. */
export interface KubernetesVersion {
  /** `1.36` */
  readonly version: string;
  /** The day EKS released it. */
  readonly released: string;
  /** First day on which EKS bills six times as much, or updates clusters that asked for standard support only. */
  readonly standardSupportEnds: string;
  /** First day on which EKS updates clusters by itself. */
  readonly extendedSupportEnds: string;
}

/** `unknown` for what came after the table, or is no version. */
export type VersionSupport = "standard" | "extended" | "ended" | "unknown";

/** The versions in the table, the newest first. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = KUBERNETES_VERSION_TABLE.trim()
  .split("\n")
  .map((line) => {
    const [version = "", released = "", standardSupportEnds = "", extendedSupportEnds = ""] = line.split(" ");
    return { version, released, standardSupportEnds, extendedSupportEnds };
  });

/** A version's life on EKS; undefined for one that is not in the table. */
export function findKubernetesVersion(version: string): KubernetesVersion | undefined {
  return KUBERNETES_VERSIONS.find((known) => known.version === version);
}

/** What support a version has on a day. Versions before the table's first have ended. */
export function supportOf(version: string, on: Date): VersionSupport {
  const known = findKubernetesVersion(version);
  const day = isoDate(on);
  if (known) {
    if (day < known.standardSupportEnds) return "standard";
    return day < known.extendedSupportEnds ? "extended" : "ended";
  }
  const minor = minorOf(version);
  const first = minorOf(KUBERNETES_VERSIONS.at(-1)?.version ?? "");
  return minor !== undefined && first !== undefined && minor < first ? "ended" : "unknown";
}

/** Days from one to the other end of a version's support, negative once it is over; undefined where the table has no date. */
export function daysOfSupportLeft(
  version: string,
  on: Date,
): { readonly standard: number; readonly extended: number } | undefined {
  const known = findKubernetesVersion(version);
  if (!known) return undefined;
  const daysTo = (day: string): number => (Date.parse(day) - Date.parse(isoDate(on))) / 86_400_000;
  return { standard: daysTo(known.standardSupportEnds), extended: daysTo(known.extendedSupportEnds) };
}

/** Oldest version in standard support on the day that the table is of. */
export const OLDEST_STANDARD_VERSION: string =
  KUBERNETES_VERSIONS.findLast(
    ({ standardSupportEnds }) => standardSupportEnds > KUBERNETES_VERSION_SOURCE.date,
  )?.version ?? "";

/** True for a version in standard support on the day that the table is of, or one that may come: `1.36`, `1.40`. */
export function isStandardVersion(version: string): boolean {
  const minor = minorOf(version);
  return minor !== undefined && minor >= (minorOf(OLDEST_STANDARD_VERSION) ?? 0);
}

function minorOf(version: string): number | undefined {
  const [, minor] = /^1\.(\d{2})$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
