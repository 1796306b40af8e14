import { ZONES_WITHOUT_EKS_TABLE } from "./zones-without-eks-table.ts";

/**
 * Availability Zones in which EKS places no control plane, by zone ID: zone names map to different zones in each account.
 */
export const ZONE_IDS_WITHOUT_EKS: readonly string[] = ZONES_WITHOUT_EKS_TABLE.trim()
  .split("\n")
  .flatMap((line) => line.split(" ").slice(1));

/** The prefix of the zone IDs in a Region: `us-west-2` → `usw2`, `ap-southeast-1` → `apse1`, `us-gov-east-1` → `usge1`. */
export function zoneIdPrefix(region: string): string {
  const [continent = "", ...rest] = region.split("-");
  const number = rest.pop() ?? "";
  const directions = rest
    .join("-")
    .replaceAll(/north|south|east|west|central|gov|-/g, (word) => (word === "-" ? "" : word.charAt(0)));
  return `${continent}${directions}${number}`;
}
