import { RunError } from "@pulumi/pulumi";
import { getAvailabilityZones } from "@pulumi/aws";
import type { InvokeOptions } from "@pulumi/pulumi";
import { ZONE_IDS_WITHOUT_EKS } from "productionproof-eks-policies/facts";

/** The number of zones that a cluster is spread over: with three, two are left when one fails. */
const ZONE_COUNT = 3;

/**
 * Returns the IDs of the zones to use: those listed in the stack's file, or the first three zones of the region that support EKS.
 *
 * @throws RunError if the region has fewer than two.
 */
export async function chooseZones(
  listed: readonly string[] | undefined,
  options: InvokeOptions,
): Promise<readonly string[]> {
  if (listed) return listed;
  const { zoneIds } = await getAvailabilityZones(
    {
      // Zones in any state: the network must stay the same while one is impaired.
      excludeZoneIds: [...ZONE_IDS_WITHOUT_EKS],
      // Excludes Local Zones and Wavelength Zones, which require opt-in.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    },
    options,
  );
  const zones = zoneIds.toSorted().slice(0, ZONE_COUNT);
  if (zones.length < 2)
    throw new RunError(`zones in the region that support EKS: ${zones.length}; a cluster needs two`);
  return zones;
}

/** Returns the names of zones in this account, such as `eu-west-1a`, by their IDs. */
export async function zoneNames(options: InvokeOptions): Promise<ReadonlyMap<string, string>> {
  const { zoneIds, names } = await getAvailabilityZones({}, options);
  return new Map(zoneIds.map((id, index) => [id, names[index] ?? ""]));
}
