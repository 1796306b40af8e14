import type { Text } from "./text.ts";

/** A place in a resource, as findings refer to it. */
export interface Place {
  /** URN of the resource. */
  readonly urn: string;
  /** Property path in Pulumi's notation; empty for the resource itself. */
  readonly path: string;
  /** True if the program marked the value, or a value that contains it, as secret. */
  readonly isSecret?: boolean;
}

/** A value that is set and known. */
export interface Known<T> extends Place {
  readonly kind: "known";
  readonly value: T;
}

/** A known value that a message may contain. */
export interface Shown<T> extends Known<T> {
  /** The value as the program sets it, or a note that it is secret. */
  readonly shown: Text;
}

/** A value that isn't set: the rule decides what the platform does in that case. */
export interface Absent extends Place {
  readonly kind: "absent";
}

/**
 * A value that can't be judged: unknown until `pulumi up`, or not of the expected kind. The view has already recorded it, so a
 * rule that ignores it doesn't pass silently.
 */
export interface Undetermined extends Place {
  readonly kind: "undetermined";
}

/** Why a value can't be judged that is unknown until `pulumi up`. */
export const NOT_KNOWN = "not known before pulumi up";

/** The result of reading a property. */
export type Reading<T> = Known<T> | Absent | Undetermined;

/** The result of reading a property whose value a message may contain. */
export type ShownReading<T> = Shown<T> | Absent | Undetermined;

/** Whether a value is set and passes a test; undefined if it can't be judged. */
export function holds<T>(reading: Reading<T>, test: (value: T) => boolean): boolean | undefined {
  if (reading.kind === "undetermined") return undefined;
  return reading.kind === "known" && test(reading.value);
}

/** Records what a rule does with a resource. */
export interface Recorder {
  /** Records that a value could not be judged, and why. */
  undetermined(place: Place, reason: string): void;
  /** Records that the rule doesn't apply to a place, and why. */
  notApplicable?(place: Place, reason: string): void;
  /** Records that a rule has the view of a place, and so may know what is there. */
  visited?(place: Place): void;
  /** Records that a value was read. */
  read?(place: Place, kind: Reading<unknown>["kind"]): void;
}
