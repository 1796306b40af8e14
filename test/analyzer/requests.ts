// Requests as the engine sends them.
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { encodeObject } from "../../policies/src/protocol/wire.ts";
import type { PropertyObject } from "../../policies/src/rule/property-value.ts";

/** A resource in a request. */
export interface RequestResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PropertyObject;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly dependencies?: readonly string[];
  readonly parent?: string;
  readonly provider?: string;
}

/** Returns a Struct that rules read as these properties. */
export function toStruct(props: PropertyObject): struct.Struct {
  return struct.Struct.fromJavaScript(encodeObject(props));
}

/** Returns a request to judge or remediate one resource. */
export function analyzeRequest({ type, name, urn, props }: RequestResource): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setProperties(toStruct(props))
    .setOptions(new analyzer.AnalyzerResourceOptions());
}

/** Returns a request about a stack. */
export function analyzeStackRequest(resources: readonly RequestResource[]): analyzer.AnalyzeStackRequest {
  return new analyzer.AnalyzeStackRequest().setResourcesList(resources.map(stackResource));
}

function stackResource(of: RequestResource): analyzer.AnalyzerResource {
  const { type, name, urn, props, propertyDependencies = {}, dependencies = [], parent = "", provider } = of;
  const resource = new analyzer.AnalyzerResource()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setProperties(toStruct(props))
    .setParent(parent)
    .setDependenciesList([...dependencies])
    .setOptions(new analyzer.AnalyzerResourceOptions());
  if (provider !== undefined) resource.setProvider(providerResource(provider));
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    resource
      .getPropertydependenciesMap()
      .set(property, new analyzer.AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return resource;
}

function providerResource(urn: string): analyzer.AnalyzerProviderResource {
  const [, , type = "", name = ""] = urn.split("::");
  return new analyzer.AnalyzerProviderResource()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setProperties(toStruct({}));
}

/** Returns a request that configures policies with all of their options. */
export function configureRequest(
  policies: Readonly<
    Record<string, { readonly level: keyof typeof LEVELS; readonly options?: PropertyObject }>
  >,
): analyzer.ConfigureAnalyzerRequest {
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const [name, { level, options = {} }] of Object.entries(policies)) {
    const config = new analyzer.PolicyConfig();
    config.setEnforcementlevel(LEVELS[level]);
    config.setProperties(toStruct(options));
    request.getPolicyconfigMap().set(name, config);
  }
  return request;
}

const LEVELS = {
  advisory: analyzer.EnforcementLevel.ADVISORY,
  mandatory: analyzer.EnforcementLevel.MANDATORY,
  remediate: analyzer.EnforcementLevel.REMEDIATE,
  disabled: analyzer.EnforcementLevel.DISABLED,
} as const;
