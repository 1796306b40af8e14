import { createRequire } from "node:module";

import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

const require = createRequire(import.meta.url);

/** What a TOML text stands for; undefined where it is none. */
export function parseToml(text: string): PropertyObject | undefined {
  // Loaded on first use: every run pays for what starts with the pack.
  const { parse } = require("smol-toml") as typeof import("smol-toml");
  try {
    // Dates are objects of a class of their own.
    const value = JSON.parse(JSON.stringify(parse(text))) as PropertyValue;
    return isPropertyObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
