/** The key of a property's name in an unknown output that a transform gets for a value that is known in part. */
export const KNOWN_IN_PART = "knownInPart";
