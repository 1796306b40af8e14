import { createRequire } from "node:module";

import { isPropertyObject, type PropertyObject, type PropertyValue } from "./property-value.ts";

const require = createRequire(import.meta.url);

/**
 * The object that a JSON or YAML text stands for, or undefined where it is neither or not an object. EKS takes both
 * in an add-on's `configurationValues`.
 */
export function parseDocument(text: string): PropertyObject | undefined {
  const value = parseJson(text) ?? parseYaml(text);
  return isPropertyObject(value) ? value : undefined;
}

function parseJson(text: string): PropertyValue {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): PropertyValue {
  // Loaded on the first YAML text only: most values are JSON, and every run pays for what starts with the pack.
  const { parse } = require("yaml") as typeof import("yaml");
  try {
    return parse(text, { logLevel: "error" }) as PropertyValue;
  } catch {
    return undefined;
  }
}
