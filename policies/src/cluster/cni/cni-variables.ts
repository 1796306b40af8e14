import { CNI_VARIABLES } from "../../facts/cni-variables.ts";
import { INTEGER, type HarmlessKind } from "../../rule/kinds.ts";

/** The value that a variable has where nothing sets it. Variables that then have none are not listed. */
export const CNI_DEFAULTS: ReadonlyMap<string, string> = new Map(
  [...CNI_VARIABLES].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);

/** How the CNI reads a true-or-false variable: as Go's strconv.ParseBool does; undefined for any other text. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return false;
  return undefined;
}

/** How the CNI reads a whole number: as Go's strconv.Atoi does. */
export const GO_INTEGER: HarmlessKind<number> = {
  ...INTEGER,
  parse: (value) => {
    if (typeof value !== "string") return INTEGER.parse(value);
    return /^[+-]?\d{1,9}$/.test(value) ? Number(value) : undefined;
  },
};
