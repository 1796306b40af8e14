/**
 * The field of an answer to a lookup that names the lookup; present if anything in the answer is unknown. If it is the only field,
 * then nothing of the answer is known.
 */
export const LOOKUP = "productionproof:lookup";

/** The field of a lookup's arguments that lists those which are secret. */
export const SECRET_ARGUMENTS = "productionproof:secretArguments";

/** The start of a log message in which a program reports that it used an unknown value itself; a {@link PlainUse} follows. */
export const PLAIN_USE = "productionproof:plainUse ";

/** The use of an unknown value in the program's own code, which in a real preview gets a known one. */
export interface PlainUse {
  /** The token of the lookup. */
  readonly lookup: string;
  /** What the program used of its answer, such as `ids.length`; empty for all of it. */
  readonly path: string;
}
