import type { Text } from "./text.ts";

/** A place in a resource, as findings name it. */
export interface Place {
  /** URN of the resource. */
  readonly urn: string;
  /** Property path in Pulumi's notation; empty for the resource itself. */
  readonly path: string;
  /** True where the program marked the value, or what it is part of, secret. */
  readonly isSecret?: boolean;
}

/** A value that is there. */
export interface Known<T> extends Place {
  readonly kind: "known";
  readonly value: T;
}

/** A value that is there and that a message may hold. */
export interface Shown<T> extends Known<T> {
  /** The value as the program sets it, or that it is secret. */
  readonly shown: Text;
}

/** A value that nobody set: the rule decides what the platform does then. */
export interface Absent extends Place {
  readonly kind: "absent";
}

/**
 * A value that can't be judged: unknown until `pulumi up`, or not of the expected kind. The view has already
 * put it on record, so a rule that does nothing with it does not pass in silence.
 */
export interface Undetermined extends Place {
  readonly kind: "undetermined";
}

/** What reading a property gives. */
export type Reading<T> = Known<T> | Absent | Undetermined;

/** What reading a property gives where a message may hold its value. */
export type ShownReading<T> = Shown<T> | Absent | Undetermined;

/** Takes note of what a rule does with a resource. */
export interface Recorder {
  /** A value could not be judged, for a reason. */
  undetermined(place: Place, reason: string): void;
  /** The rule has nothing to say of a place, for a reason. */
  notApplicable?(place: Place, reason: string): void;
  /** A value was looked at. */
  read?(place: Place, kind: Reading<unknown>["kind"]): void;
}
