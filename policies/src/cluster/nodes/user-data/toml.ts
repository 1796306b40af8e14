import { createRequire } from "node:module";

import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

const require = createRequire(import.meta.url);

/** Parses a TOML document; undefined if the string isn't one. */
export function parseToml(text: string): PropertyObject | undefined {
  // Loaded on first use, because everything that is loaded at startup slows down every run.
  const { parse } = require("smol-toml") as typeof import("smol-toml");
  try {
    // The library returns dates as instances of its own class.
    const value = JSON.parse(JSON.stringify(parse(text))) as PropertyValue;
    return isPropertyObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
