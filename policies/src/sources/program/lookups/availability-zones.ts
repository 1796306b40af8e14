import { zoneIdPrefix } from "../../../facts/availability-zones.ts";
import type { PropertyObject } from "../../../rule/property-value.ts";

// Zones, as a new account sees them, in Regions that don't have exactly az1, az2 and az3.
// Source: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html, read 2026-11.
const ZONE_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  "us-east-1": [1, 2, 3, 4, 5, 6],
  "us-west-1": [1, 3],
  "us-west-2": [1, 2, 3, 4],
  "ap-northeast-1": [1, 2, 4],
  "ap-northeast-2": [1, 2, 3, 4],
  "ca-central-1": [1, 2, 4],
};

/**
 * Returns the result of `aws.getAvailabilityZones` in a Region. Zone IDs are the same in every account but names are not: which
 * letter an account sees for a zone is arbitrary, both in AWS and here.
 *
 * @throws Error if the Region isn't known, because there is no list in that case.
 */
export function availabilityZones(
  region: string | undefined,
  args: Readonly<Record<string, unknown>>,
): PropertyObject {
  if (region === undefined)
    throw new Error("the AWS Region is not known; set aws:region in the stack file, or AWS_REGION");
  const excludedIds = listOf(args["excludeZoneIds"]);
  const excludedNames = listOf(args["excludeNames"]);
  const zones = (ZONE_NUMBERS[region] ?? [1, 2, 3])
    .map((number, index) => ({
      id: `${zoneIdPrefix(region)}-az${number}`,
      name: `${region}${String.fromCharCode("a".charCodeAt(0) + index)}`,
    }))
    .filter(({ id, name }) => !excludedIds.includes(id) && !excludedNames.includes(name));
  return {
    id: region,
    region,
    names: zones.map(({ name }) => name),
    zoneIds: zones.map(({ id }) => id),
    groupNames: [region],
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
