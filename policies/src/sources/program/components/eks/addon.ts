import { UNKNOWN, type PropertyValue, isPropertyObject } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, Output, fieldsOf, type Input } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";

interface AddonOptions {
  /** The name of the resource. */
  readonly name: string;
  readonly addonName: string;
  readonly clusterName: Output;
  /** If unset, the newest version for the cluster's version, which a first preview can't look up in AWS. */
  readonly version: Output;
  readonly configurationValues: Output;
  /** The options that contain `resolveConflictsOnCreate` and `resolveConflictsOnUpdate`. */
  readonly options: Options;
  readonly tags: Output;
  readonly serviceAccountRoleArn?: Input;
  readonly parent?: Resource;
  readonly dependsOn?: readonly Resource[];
}

/**
 * Creates an EKS add-on in the way that the component creates all of its add-ons. Source: pulumi-eks v4.3.0, cluster/cluster.ts
 * and addons/cni-addon.ts, read 2026-11-23.
 */
export function createAddon(
  component: RemoteComponent,
  {
    name,
    addonName,
    clusterName,
    version,
    configurationValues,
    options,
    tags,
    serviceAccountRoleArn,
    parent,
    dependsOn = [],
  }: AddonOptions,
): Promise<Resource> {
  return declareAws(component, {
    type: "aws:eks/addon:Addon",
    name,
    props: {
      clusterName,
      addonName,
      addonVersion: version.isSet ? version : new Output(UNKNOWN),
      preserve: true,
      resolveConflictsOnCreate: options("resolveConflictsOnCreate").or("OVERWRITE"),
      resolveConflictsOnUpdate: options("resolveConflictsOnUpdate").or("OVERWRITE"),
      configurationValues: configurationValues.isSet ? apply([configurationValues], sortedJson) : undefined,
      serviceAccountRoleArn,
      tags,
    },
    ...(parent === undefined ? {} : { parent }),
    dependsOn,
  });
}

/** Returns JSON with sorted keys; undefined for undefined. */
export function sortedJson(value: PropertyValue): string | undefined {
  if (value === undefined) return undefined;
  return JSON.stringify(value, (_key, inner: PropertyValue) =>
    isPropertyObject(inner)
      ? Object.fromEntries(Object.entries(fieldsOf(inner)).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
