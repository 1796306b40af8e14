import { UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import { parseFlags } from "./kubelet-flags.ts";
import { hasUnknownWords } from "./unknown-parts.ts";

/**
 * The kubelet flags that a shell script passes to bootstrap.sh of Amazon Linux 2, by name. Shell expansions stay as they are
 * written: they are not numbers, so nothing is inferred from them.
 *
 * @returns the flags, or unknown if words of the command are unknown that could be any flag.
 */
export function bootstrapFlags(script: string): PropertyObject | typeof UNKNOWN {
  const calls = script
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => /(?:^|[\s;&|/])bootstrap\.sh\s(.*)$/.exec(line)?.[1]);
  // The last call decides: the others depend on conditions that can't be evaluated here.
  const last = calls.findLast((call) => call !== undefined) ?? "";
  if (hasUnknownWords(last)) return UNKNOWN;
  const words = splitWords(last);
  const extra = words.flatMap((word, index) => {
    const [isExtra, given] = /^--kubelet-extra-args(?:=([^]*))?$/.exec(word) ?? [];
    return isExtra === undefined ? [] : [given ?? words[index + 1] ?? ""];
  });
  return parseFlags(extra.flatMap(splitWords));
}

/** Splits a command into words up to its end, without their quotes. */
function splitWords(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  const tokens =
    /(?<space>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|(?<end>[;&|#])|(?<plain>[^\s'"\\;&|#]+|.)/gs;
  for (const { groups } of command.matchAll(tokens)) {
    const { space, single, double, escaped, end, plain } = groups ?? {};
    if (end !== undefined && (end !== "#" || word === undefined)) break;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word =
        (word ?? "") + (single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? end ?? "");
    }
  }
  return word === undefined ? words : [...words, word];
}
