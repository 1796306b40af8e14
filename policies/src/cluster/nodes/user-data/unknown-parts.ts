import { UNKNOWN } from "../../../rule/property-value.ts";

// User data that a component or a program generates is known except for what AWS returns, such as the endpoint of the cluster. An unknown part
// where the format expects a value is taken for that value. Anywhere else it could be settings, commands or parts of its own, so
// nothing can be inferred from what is absent.

/** A block scalar in YAML, whose text follows in lines of its own: `certificateAuthority: >-`. */
const BLOCK_SCALAR = String.raw`(?<!:[ \t]*[|>][+-]?[ \t]*\n[ \t]*)`;

const AT_START = new RegExp(String.raw`(?:^|[\n;&|])[ \t]*${BLOCK_SCALAR}${UNKNOWN}`);

/** True if an unknown part starts a line or a command, and could therefore contain anything. */
export function hasUnknownLines(text: string): boolean {
  return AT_START.test(text);
}

/** True if an unknown part starts a word of a command, and could therefore contain other words and flags. */
export function hasUnknownWords(words: string): boolean {
  return new RegExp(String.raw`(?:^|\s)${UNKNOWN}`).test(words);
}
