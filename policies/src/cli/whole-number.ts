import { InvalidArgumentError } from "commander";

/** Returns a parser for a flag's whole number between two inclusive bounds. */
export function wholeNumber(least: number, largest = 1_000_000): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > largest) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${largest}.`);
    }
    return value;
  };
}
