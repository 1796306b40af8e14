import { createRequire } from "node:module";

import type { PropertyPath } from "./property-path.ts";
import { isPropertyObject, type PropertyObject, type PropertyValue } from "./property-value.ts";
import { remembered } from "./remembered.ts";
import { MAX_DOCUMENT_LENGTH, parseYaml } from "./yaml.ts";

const require = createRequire(import.meta.url);

/**
 * Returns the object in a JSON or YAML string, or undefined if the string is neither, is not an object or is too long. EKS
 * accepts both formats in an add-on's `configurationValues`.
 */
export function parseDocument(text: string): PropertyObject | undefined {
  return text.length > MAX_DOCUMENT_LENGTH ? undefined : parseOnce(text);
}

const parseOnce = remembered((text) => {
  const value = parseJson(text) ?? parseYaml(text, { isSingle: true, hasUniqueKeys: true });
  return isPropertyObject(value) ? value : undefined;
});

/** Returns the document with one value set, in the format that it is written in; comments in YAML are kept. */
export function editDocument(text: string, path: PropertyPath, value: PropertyValue): string {
  const { parseDocument: parse, isCollection } = yaml();
  const isJson = parseJson(text) !== undefined;
  // JSON is valid YAML, and the YAML library keeps everything that it doesn't change.
  const document = parse(text, { uniqueKeys: false, logLevel: "error", prettyErrors: false });
  // The library doesn't turn null into a collection, so the value is set below the deepest existing collection.
  const depth = path.findLastIndex((_, index) => isCollection(document.getIn(path.slice(0, index), true)));
  document.setIn(path.slice(0, depth + 1), nestedIn(path.slice(depth + 1), value));
  return isJson
    ? JSON.stringify(document.toJS(), undefined, text.includes("\n") ? 2 : 0)
    : document.toString();
}

/** Returns a value nested in the objects along a path. */
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

/** Loads the library only for the first YAML string: most values are JSON, and every run pays for what loads at startup. */
function yaml(): typeof import("yaml") {
  return require("yaml") as typeof import("yaml");
}
