import { RunError } from "@pulumi/pulumi";
import { getAvailabilityZones } from "@pulumi/aws";
import type { InvokeOptions } from "@pulumi/pulumi";
import { ZONE_IDS_WITHOUT_EKS } from "productionproof-eks-policies/facts";

/** Zones that a cluster is spread over: with three, two are left when one fails. */
const ZONE_COUNT = 3;

/**
 * Ids of the zones to use: those that the stack's file lists, or the first three of the region in which EKS runs.
 *
 * @throws RunError where the region has fewer than two.
 */
export async function chooseZones(
  listed: readonly string[] | undefined,
  options: InvokeOptions,
): Promise<readonly string[]> {
  if (listed) return listed;
  const { zoneIds } = await getAvailabilityZones(
    {
      state: "available",
      excludeZoneIds: [...ZONE_IDS_WITHOUT_EKS],
      // Leaves out Local Zones and Wavelength Zones, which have to be opted into.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    },
    options,
  );
  const zones = zoneIds.toSorted().slice(0, ZONE_COUNT);
  if (zones.length < 2)
    throw new RunError(`the region has ${zones.length} zone with EKS; a cluster needs two`);
  return zones;
}
