import { parseAllDocuments, type Tags } from "yaml";

import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

/** A manifest that can't be read, with the reason, which repeats nothing of its content. */
export class ManifestError extends Error {}

/**
 * Returns the objects of a manifest as the Kubernetes provider reads it: one for each document, without those that have no kind or API
 * version. Its parser is one for YAML 1.1 without times. Source: pulumi-kubernetes, provider/pkg/provider/invoke_decode_yaml.go,
 * 2026-07-01, and go-yaml 2, resolve.go.
 *
 * @throws ManifestError if it isn't valid YAML.
 */
export function readManifest(text: string): PropertyObject[] {
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
    return isPropertyObject(object) && isText(object["kind"]) && isText(object["apiVersion"]) ? [object] : [];
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
