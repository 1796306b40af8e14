import { createRequire } from "node:module";

import type { PropertyPath } from "./property-path.ts";
import { isPropertyObject, type PropertyObject, type PropertyValue } from "./property-value.ts";

const require = createRequire(import.meta.url);

/** Characters of a text that is read as a document; no person writes as many, and YAML takes long to read. */
export const MAX_DOCUMENT_LENGTH = 1024 * 1024;

/**
 * The object that a JSON or YAML text stands for, or undefined where it is neither, not an object or too long. EKS takes
 * both in an add-on's `configurationValues`.
 */
export function parseDocument(text: string): PropertyObject | undefined {
  if (text.length > MAX_DOCUMENT_LENGTH) return undefined;
  const value = parseJson(text) ?? parseYaml(text);
  return isPropertyObject(value) ? value : undefined;
}

/** The text with one value set, in the language it is written in; comments in YAML stay. */
export function editDocument(text: string, path: PropertyPath, value: PropertyValue): string {
  const { parseDocument: parse, isCollection } = yaml();
  const isJson = parseJson(text) !== undefined;
  // JSON is YAML, and the YAML library keeps what it doesn't change.
  const document = parse(text, { logLevel: "error" });
  // It makes no collection of what is there as null, so the value is set below the deepest one that there is.
  const depth = path.findLastIndex((_, index) => isCollection(document.getIn(path.slice(0, index), true)));
  document.setIn(path.slice(0, depth + 1), nestedIn(path.slice(depth + 1), value));
  return isJson
    ? JSON.stringify(document.toJS(), undefined, text.includes("\n") ? 2 : 0)
    : document.toString();
}

/** A value inside the objects that a path goes through. */
export function nestedIn(path: PropertyPath, value: PropertyValue): PropertyValue {
  return path.reduceRight<PropertyValue>((below, segment) => ({ [segment]: below }), value);
}

function parseJson(text: string): PropertyValue {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): PropertyValue {
  try {
    // What makes errors readable takes quadratic time, and nobody reads them.
    return yaml().parse(text, { logLevel: "error", prettyErrors: false }) as PropertyValue;
  } catch {
    return undefined;
  }
}

/** Loaded on the first YAML text only: most values are JSON, and every run pays for what starts with the pack. */
function yaml(): typeof import("yaml") {
  return require("yaml") as typeof import("yaml");
}
