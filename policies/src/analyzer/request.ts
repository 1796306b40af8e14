import { MessageReader } from "../protocol/message-reader.ts";
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
  return readResource(new MessageReader(bytes));
}

/**
 * Returns the resources in a serialized AnalyzeStackRequest.
 *
 * @throws Error if the bytes are not such a request.
 */
export function readAnalyzeStackRequest(bytes: Uint8Array): readonly StackResource[] {
  const reader = new MessageReader(bytes);
  const resources: StackResource[] = [];
  reader.forEachField((field) => {
    if (field === 1) resources.push(reader.message(readResource));
    else reader.skip();
  });
  return resources;
}

/** Reads an AnalyzeRequest or an AnalyzerResource; fields that both have are the same in both. */
function readResource(reader: MessageReader): StackResource {
  let [type, name, urn] = ["", "", ""];
  let props: PropertyObject | undefined;
  const propertyDependencies: Record<string, readonly string[]> = {};
  const dependencies: string[] = [];
  let [parent, provider] = ["", ""];
  let ignoreChanges: readonly string[] = [];
  reader.forEachField((field) => {
    switch (field) {
      case 1:
        type = reader.string();
        break;
      case 2:
        props = reader.message(readStruct);
        break;
      case 3:
        urn = reader.string();
        break;
      case 4:
        name = reader.string();
        break;
      case 5:
        ignoreChanges = reader.message(readIgnoreChanges);
        break;
      case 6:
        provider = reader.message(readProviderUrn);
        break;
      case 7:
        parent = reader.string();
        break;
      case 8:
        dependencies.push(reader.string());
        break;
      case 9:
        Object.assign(propertyDependencies, reader.message(readPropertyDependencies));
        break;
      default:
        reader.skip();
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
function readIgnoreChanges(reader: MessageReader): readonly string[] {
  const paths: string[] = [];
  reader.forEachField((field) => {
    if (field === 2) paths.push(reader.string());
    else reader.skip();
  });
  return paths;
}

function readProviderUrn(reader: MessageReader): string {
  let urn = "";
  reader.forEachField((field) => {
    if (field === 3) urn = reader.string();
    else reader.skip();
  });
  return urn;
}

/** Reads one entry of a map from properties to the URNs that they depend on. */
function readPropertyDependencies(reader: MessageReader): Record<string, readonly string[]> {
  let property = "";
  let urns: readonly string[] = [];
  reader.forEachField((field) => {
    if (field === 1) property = reader.string();
    else urns = reader.message(readUrns);
  });
  return { [property]: urns };
}

function readUrns(reader: MessageReader): readonly string[] {
  const urns: string[] = [];
  reader.forEachField(() => {
    urns.push(reader.string());
  });
  return urns;
}
