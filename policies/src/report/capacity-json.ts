import { verdicts } from "../capacity/verdict.ts";
import { FACT_SOURCES, type ClusterCapacity, type CoolingAddresses } from "../facts/index.ts";

/** A cluster's capacity as one JSON document. */
export function capacityJson(capacity: ClusterCapacity, cooling: CoolingAddresses): string {
  const document = {
    verdicts: verdicts(capacity),
    ...capacity,
    coolingAddresses: cooling,
    sources: FACT_SOURCES,
  };
  return JSON.stringify(document, null, 2);
}
