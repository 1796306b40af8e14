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

/** What an exemption is compared with: a resource, or a member of a Kubernetes list. */
export interface Subject {
  readonly urn: string;
  readonly name: string;
  /** Its own type, and that of the list it is a member of. */
  readonly types: readonly string[];
  /** Undefined where the object names none, null where it is not known yet. */
  readonly namespace: string | null | undefined;
}

/** What an exemption does on a day. */
export type ExemptionState =
  | { readonly kind: "active" | "expiring" | "expired" }
  | { readonly kind: "malformed"; readonly problem: string };

/** Days before its end on which an exemption is reported as expiring. */
export const EXPIRING_DAYS = 14;

/** Whether an exemption still holds; one that is malformed never does. */
export function stateOf(exemption: Exemption, now: Date): ExemptionState {
  const { expires, reason } = exemption;
  const malformed = (problem: string): ExemptionState => ({ kind: "malformed", problem });
  if (SELECTORS.every((selector) => exemption[selector] === undefined)) {
    return malformed(`names no resource; give ${SELECTORS.join(", ")} or several of them`);
  }
  if (characters(reason.trim()) < SHORTEST_REASON) {
    return malformed(`has a reason of fewer than ${SHORTEST_REASON} characters`);
  }
  const end = endOf(expires);
  if (end === undefined) return malformed(`expires on ${expires}, which is no day`);
  const left = end - now.getTime();
  if (left <= 0) return { kind: "expired" };
  if (end > endOfDay(now) + LONGEST_DAYS * DAY) {
    return malformed(`expires on ${expires}; at most ${LONGEST_DAYS} days ahead are accepted`);
  }
  return { kind: left <= EXPIRING_DAYS * DAY ? "expiring" : "active" };
}

/** Whether an exemption is about a resource: undefined where that depends on a namespace that is not known yet. */
export function concerns(exemption: Exemption, subject: Subject): boolean | undefined {
  const { urn, type, name, namespace } = exemption;
  const matches =
    (urn === undefined || urn === subject.urn) &&
    (type === undefined || subject.types.includes(type)) &&
    (name === undefined || matchesGlob(name, subject.name));
  if (!matches || namespace === undefined) return matches;
  return subject.namespace === null ? undefined : namespace === subject.namespace;
}

/** The moment at which an exemption ends, in milliseconds; undefined for a day or time that no calendar has. */
function endOf(expires: string): number | undefined {
  if (!new RegExp(EXPIRES).test(expires)) return undefined;
  const [day = "", time] = expires.split("T");
  const start = new Date(`${day}T00:00:00Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== day) return undefined;
  const end = time === undefined ? endOfDay(start) : Date.parse(expires);
  return Number.isNaN(end) ? undefined : end;
}

function endOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY) * DAY + DAY;
}
