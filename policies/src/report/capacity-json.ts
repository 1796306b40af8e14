import { verdicts } from "../capacity/verdict.ts";
import {
  FACT_SOURCES,
  type ClusterCapacity,
  type CoolingAddresses,
  type HeldAddresses,
} from "../facts/index.ts";

/**
 * Formats a cluster's capacity as a JSON document.
 *
 * @param notes notes on the plan.
 */
export function capacityJson(
  capacity: ClusterCapacity,
  cooling: CoolingAddresses,
  held: HeldAddresses,
  notes: readonly string[],
): string {
  const document = {
    verdicts: verdicts(capacity),
    notes,
    ...capacity,
    coolingAddresses: cooling,
    cronJobAddresses: held,
    sources: FACT_SOURCES,
  };
  return JSON.stringify(document, null, 2);
}
