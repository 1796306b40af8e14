import type { PropertyObject } from "../../../rule/property-value.ts";
import { parseFlags } from "./kubelet-flags.ts";

/**
 * The kubelet's flags that a shell script hands to bootstrap.sh of Amazon Linux 2, by their name. What the shell would fill in stays as
 * it is written: no number, so nothing is guessed of it.
 */
export function bootstrapFlags(script: string): PropertyObject {
  const calls = script
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => /(?:^|[\s;&|/])bootstrap\.sh\s(.*)$/.exec(line)?.[1]);
  // The last call decides: the others are behind conditions that nobody can see.
  const words = splitWords(calls.findLast((call) => call !== undefined) ?? "");
  const extra = words.flatMap((word, index) => {
    const [isExtra, given] = /^--kubelet-extra-args(?:=([^]*))?$/.exec(word) ?? [];
    return isExtra === undefined ? [] : [given ?? words[index + 1] ?? ""];
  });
  return parseFlags(extra.flatMap(splitWords));
}

/** The words of a command up to its end, without their quotes. */
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
