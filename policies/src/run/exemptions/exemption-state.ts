import {
  characters,
  EXPIRES,
  LONGEST_DAYS,
  SELECTORS,
  SHORTEST_REASON,
  type Exemption,
} from "../../rule/exemption.ts";
import { matchesGlob } from "../../rule/glob.ts";

const DAY = 24 * 60 * 60 * 1000;

/** What an exemption is compared with: a resource or a member of a Kubernetes list. */
export interface Subject {
  readonly urn: string;
  readonly name: string;
  /** Its own type, and the type of the list that it belongs to. */
  readonly types: readonly string[];
  /** Undefined if the object doesn't set a namespace, null if the namespace isn't known yet. */
  readonly namespace: string | null | undefined;
}

/** The state of an exemption at a point in time. */
export type ExemptionState =
  | { readonly kind: "active" | "expiring" | "expired" }
  | { readonly kind: "malformed"; readonly problem: string };

/** The number of days before its end during which an exemption is reported as expiring. */
export const EXPIRING_DAYS = 14;

/** Returns the state of an exemption; a malformed one is never active. */
export function stateOf(exemption: Exemption, now: Date): ExemptionState {
  const { expires, reason } = exemption;
  const malformed = (problem: string): ExemptionState => ({ kind: "malformed", problem });
  if (SELECTORS.every((selector) => exemption[selector] === undefined)) {
    return malformed(`selects no resource; set one or more of ${SELECTORS.join(", ")}`);
  }
  if (characters(reason.trim()) < SHORTEST_REASON) {
    return malformed(`has a reason shorter than ${SHORTEST_REASON} characters`);
  }
  const end = endOf(expires);
  if (end === undefined) return malformed(`expires on ${expires}, which is not a valid date`);
  const left = end - now.getTime();
  if (left <= 0) return { kind: "expired" };
  if (end > endOfDay(now) + LONGEST_DAYS * DAY) {
    return malformed(`expires on ${expires}; expected a date at most ${LONGEST_DAYS} days ahead`);
  }
  return { kind: left <= EXPIRING_DAYS * DAY ? "expiring" : "active" };
}

/** True if an exemption applies to a resource; undefined if that depends on a namespace that isn't known yet. */
export function concerns(exemption: Exemption, subject: Subject): boolean | undefined {
  const { urn, type, name, namespace } = exemption;
  const matches =
    (urn === undefined || urn === subject.urn) &&
    (type === undefined || subject.types.includes(type)) &&
    (name === undefined || matchesGlob(name, subject.name));
  if (!matches || namespace === undefined) return matches;
  return subject.namespace === null ? undefined : namespace === subject.namespace;
}

/** Returns the time at which an exemption ends, in milliseconds; undefined for a date or time that doesn't exist. */
function endOf(expires: string): number | undefined {
  if (!new RegExp(EXPIRES).test(expires)) return undefined;
  const [day = "", time] = expires.split("T");
  const start = new Date(`${day}T00:00:00Z`);
  // JavaScript converts February 30 to March 2.
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== day) return undefined;
  const end = time === undefined ? endOfDay(start) : Date.parse(expires);
  return Number.isNaN(end) ? undefined : end;
}

function endOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY) * DAY + DAY;
}
