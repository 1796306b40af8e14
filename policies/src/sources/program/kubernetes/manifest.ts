import { parseAllDocuments, type Tags } from "yaml";

import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

/** A manifest that can't be read, with the reason, which repeats nothing of its content. */
export class ManifestError extends Error {}

/**
 * Returns the objects of a manifest that have a kind and an API version, as the Kubernetes provider does for a chart or file that the
 * program's SDK expands. Source: pulumi-kubernetes, provider/pkg/provider/invoke_decode_yaml.go, 2026-07-01.
 *
 * @throws ManifestError if it isn't valid YAML.
 */
export function readManifest(text: string): PropertyObject[] {
  return readDocuments(text).filter(({ kind, apiVersion }) => isText(kind) && isText(apiVersion));
}

/**
 * Returns the documents of a manifest that are not empty, as the provider reads them: its parser is one for YAML 1.1 without times.
 * Source: go-yaml 2, resolve.go, 2026-11.
 *
 * @throws ManifestError if it isn't valid YAML, or if a document is a list or a plain value.
 */
export function readDocuments(text: string): PropertyObject[] {
  const documents = parseAllDocuments(text, {
    version: "1.1",
    customTags: withoutTimes,
    // The last one counts.
    uniqueKeys: false,
    logLevel: "error",
    prettyErrors: false,
  });
  return [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new ManifestError(`line ${lineOf(text, error.pos[0])} is not valid YAML`);
    const object = valueOf(document);
    if (object === null || object === undefined) return [];
    if (isPropertyObject(object)) return [object];
    throw new ManifestError(
      `the document that ends at line ${lineOf(text, document.range[2])} is not an object`,
    );
  });
}

function valueOf(document: { toJS(): unknown }): PropertyValue {
  try {
    return document.toJS() as PropertyValue;
  } catch {
    throw new ManifestError("its aliases can't be resolved");
  }
}

/** Times and binary values are strings for the provider. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag === "string" || !(tag.format === "TIME" || /timestamp$|binary$/.test(tag.tag)),
  );
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
