import type { EngineOutcome } from "./engine-run.ts";

/** The report of a policy, as the engine shows it. */
export interface PolicyReport {
  readonly rule: string;
  readonly level: "advisory" | "mandatory";
  readonly urn: string;
  readonly message: string;
}

/** Returns all policy reports of a run, sorted, since the engine checks resources in no fixed order. */
export function reportsOf({ events }: Pick<EngineOutcome, "events">): readonly PolicyReport[] {
  return events
    .flatMap(({ policyEvent }) => policyEvent ?? [])
    .map(({ policyName, enforcementLevel, resourceUrn = "", message }) => ({
      rule: policyName,
      level: enforcementLevel === "mandatory" ? ("mandatory" as const) : ("advisory" as const),
      urn: resourceUrn,
      message: message.trimEnd(),
    }))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function place({ rule, urn, message }: PolicyReport): string {
  return `${rule} ${urn} ${message}`;
}

/** When an operation on a resource began and ended, as positions in the order of the run's events. */
interface Span {
  readonly urn: string;
  readonly begin: number;
  readonly end: number;
}

/** Returns the operations of a run, or those that a preview announces, without aliases, sames and reads. */
export function operationsOf(
  { events }: EngineOutcome,
  operation: "create" | "delete" | "update",
): readonly Span[] {
  const begins = new Map<string, number>();
  const spans: Span[] = [];
  for (const [place, { resourcePreEvent, resOutputsEvent }] of events.entries()) {
    if (resourcePreEvent?.metadata.op === operation) begins.set(resourcePreEvent.metadata.urn, place);
    if (resOutputsEvent?.metadata.op === operation) {
      const { urn } = resOutputsEvent.metadata;
      spans.push({ urn, begin: begins.get(urn) ?? place, end: place });
    }
  }
  return spans;
}

/** Returns how many resources a run changes, by the engine's names of operations; unchanged resources don't count. */
export function changesOf({ events }: EngineOutcome): Readonly<Record<string, number>> {
  const counts = events.flatMap(({ summaryEvent }) => Object.entries(summaryEvent?.resourceChanges ?? {}));
  return Object.fromEntries(counts.filter(([operation]) => operation !== "same"));
}
