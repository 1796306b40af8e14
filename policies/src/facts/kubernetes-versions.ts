import { isoDate } from "./fact-source.ts";
import { KUBERNETES_VERSION_SOURCE, KUBERNETES_VERSION_TABLE } from "./kubernetes-version-table.ts";

/** The lifecycle of a Kubernetes version on EKS. Dates are YYYY-MM-DD. */
export interface KubernetesVersion {
  /** `1.36` */
  readonly version: string;
  /** The date on which EKS released it. */
  readonly released: string;
  /** The first day on which EKS charges six times as much, or updates clusters that chose standard support only. */
  readonly standardSupportEnds: string;
  /** The first day on which EKS updates clusters automatically. */
  readonly extendedSupportEnds: string;
}

/** The support status of a version; `unknown` if it is newer than the table, or not a version. */
export type VersionSupport = "standard" | "extended" | "ended" | "unknown";

/** The versions in the table, the newest first. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = KUBERNETES_VERSION_TABLE.trim()
  .split("\n")
  .map((line) => {
    const [version = "", released = "", standardSupportEnds = "", extendedSupportEnds = ""] = line.split(" ");
    return { version, released, standardSupportEnds, extendedSupportEnds };
  });

/** Returns the lifecycle of a version on EKS; undefined if it is not in the table. */
export function findKubernetesVersion(version: string): KubernetesVersion | undefined {
  return KUBERNETES_VERSIONS.find((known) => known.version === version);
}

/** Returns the support status of a version on a date. Support has ended for versions older than the table's first. */
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

/** The days until each end of a version's support, negative after it has ended; undefined if the table has no date. */
export function daysOfSupportLeft(
  version: string,
  on: Date,
): { readonly standard: number; readonly extended: number } | undefined {
  const known = findKubernetesVersion(version);
  if (!known) return undefined;
  const daysTo = (day: string): number => (Date.parse(day) - Date.parse(isoDate(on))) / 86_400_000;
  return { standard: daysTo(known.standardSupportEnds), extended: daysTo(known.extendedSupportEnds) };
}

/** The oldest version that EKS supports, in standard or extended support, on the date of the table. */
export const OLDEST_SUPPORTED_VERSION: string =
  KUBERNETES_VERSIONS.findLast(
    ({ extendedSupportEnds }) => extendedSupportEnds > KUBERNETES_VERSION_SOURCE.date,
  )?.version ?? "";

/** True for a version that EKS supports on the date of the table, or a possible later one: `1.36`, `1.40`. */
export function isSupportedVersion(version: string): boolean {
  const minor = minorOf(version);
  return minor !== undefined && minor >= (minorOf(OLDEST_SUPPORTED_VERSION) ?? 0);
}

function minorOf(version: string): number | undefined {
  const [, minor] = /^1\.(\d{2})$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
