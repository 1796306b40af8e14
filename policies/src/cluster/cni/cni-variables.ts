import { CNI_VARIABLES } from "../../facts/cni-variables.ts";
import { INTEGER, type HarmlessKind } from "../../rule/kinds.ts";

/** The default value of each variable. Variables without a default are not listed. */
export const CNI_DEFAULTS: ReadonlyMap<string, string> = new Map(
  [...CNI_VARIABLES].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);

/** Parses a Boolean variable as the CNI does, with the rules of Go's strconv.ParseBool; undefined for any other string. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return false;
  return undefined;
}

/** A whole number as the CNI parses it, with the rules of Go's strconv.Atoi. */
export const GO_INTEGER: HarmlessKind<number> = {
  ...INTEGER,
  parse: (value) => {
    if (typeof value !== "string") return INTEGER.parse(value);
    return /^[+-]?\d{1,9}$/.test(value) ? Number(value) : undefined;
  },
};
