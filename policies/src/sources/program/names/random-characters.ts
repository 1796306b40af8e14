import { createHash } from "node:crypto";

const CHARACTERS = {
  hex: "0123456789abcdef",
  letters: "abcdefghijklmnopqrstuvwxyz",
  digits: "0123456789",
  alphanumeric: "abcdefghijklmnopqrstuvwxyz0123456789",
} as const;

/** The characters of a random part. */
export type CharacterSet = keyof typeof CHARACTERS;

/**
 * Returns the random part of a generated name. It depends only on the seed, so that two previews of the same program are equal;
 * a real preview has another one.
 */
export function randomCharacters(seed: string, count: number, set: CharacterSet): string {
  let bytes = "";
  for (let block = 0; bytes.length < count * 2; block += 1) {
    bytes += createHash("sha256")
      .update(block === 0 ? seed : `${seed}#${block}`)
      .digest("hex");
  }
  if (set === "hex") return bytes.slice(0, count);
  const characters = CHARACTERS[set];
  return Array.from(
    { length: count },
    (_, index) => characters[parseInt(bytes.slice(index * 2, index * 2 + 2), 16) % characters.length],
  ).join("");
}
