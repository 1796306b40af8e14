import { ZONE_ID, ZONE_NAME } from "../../rule/kinds.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";

/** The zone of a subnet, by its ID or else by its name; undefined if neither is known, which is then recorded. */
export function zoneOfSubnet(subnet: ResourceView): Shown<string> | undefined {
  const id = subnet.value("availabilityZoneId", ZONE_ID);
  if (id.kind !== "absent") return id.kind === "known" ? id : undefined;
  const name = subnet.value("availabilityZone", ZONE_NAME);
  if (name.kind === "known") return name;
  if (name.kind === "absent") subnet.undetermined("AWS chooses its zone");
  return undefined;
}
