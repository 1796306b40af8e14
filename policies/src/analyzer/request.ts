import { BinaryReader } from "google-protobuf";

import { forEachField, readMessage } from "../protocol/message-reader.ts";
import { readStruct } from "../protocol/struct-reader.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";

// Field numbers are those of pulumi/analyzer.proto, pulumi 3.259.0; a test compares the results with those of the generated
// classes. Fields that no rule can see are skipped: most options and the properties of the provider.

/**
 * Returns the resource in a serialized AnalyzeRequest.
 *
 * @throws Error if the bytes are not such a request.
 */
export function readAnalyzeRequest(bytes: Uint8Array): Resource {
  return readResource(new BinaryReader(bytes));
}

/**
 * Returns the resources in a serialized AnalyzeStackRequest.
 *
 * @throws Error if the bytes are not such a request.
 */
export function readAnalyzeStackRequest(bytes: Uint8Array): readonly StackResource[] {
  const reader = new BinaryReader(bytes);
  const resources: StackResource[] = [];
  forEachField(reader, (field) => {
    if (field === 1) resources.push(readMessage(reader, readResource));
    else reader.skipField();
  });
  return resources;
}

/** Reads an AnalyzeRequest or an AnalyzerResource; fields that both have are the same in both. */
function readResource(reader: BinaryReader): StackResource {
  let [type, name, urn] = ["", "", ""];
  let props: PropertyObject | undefined;
  const propertyDependencies: Record<string, readonly string[]> = {};
  const dependencies: string[] = [];
  let [parent, provider] = ["", ""];
  let ignoreChanges: readonly string[] = [];
  forEachField(reader, (field) => {
    switch (field) {
      case 1:
        type = reader.readString();
        break;
      case 2:
        props = readMessage(reader, readStruct);
        break;
      case 3:
        urn = reader.readString();
        break;
      case 4:
        name = reader.readString();
        break;
      case 5:
        ignoreChanges = readMessage(reader, readIgnoreChanges);
        break;
      case 6:
        provider = readMessage(reader, readProviderUrn);
        break;
      case 7:
        parent = reader.readString();
        break;
      case 8:
        dependencies.push(reader.readString());
        break;
      case 9:
        Object.assign(propertyDependencies, readMessage(reader, readPropertyDependencies));
        break;
      default:
        reader.skipField();
    }
  });
  if (!props) throw new Error(`the request has no properties for ${urn}`);
  return {
    type,
    name,
    urn,
    props,
    propertyDependencies,
    dependencies,
    ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
    ...(parent === "" ? {} : { parent }),
    ...(provider === "" ? {} : { provider }),
  };
}

/** Reads the option from AnalyzerResourceOptions. */
function readIgnoreChanges(reader: BinaryReader): readonly string[] {
  const paths: string[] = [];
  forEachField(reader, (field) => {
    if (field === 2) paths.push(reader.readString());
    else reader.skipField();
  });
  return paths;
}

function readProviderUrn(reader: BinaryReader): string {
  let urn = "";
  forEachField(reader, (field) => {
    if (field === 3) urn = reader.readString();
    else reader.skipField();
  });
  return urn;
}

/** Reads one entry of a map from properties to the URNs that they depend on. */
function readPropertyDependencies(reader: BinaryReader): Record<string, readonly string[]> {
  let property = "";
  let urns: readonly string[] = [];
  forEachField(reader, (field) => {
    if (field === 1) property = reader.readString();
    else urns = readMessage(reader, readUrns);
  });
  return { [property]: urns };
}

function readUrns(reader: BinaryReader): readonly string[] {
  const urns: string[] = [];
  forEachField(reader, () => {
    urns.push(reader.readString());
  });
  return urns;
}
