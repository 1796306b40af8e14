import { UNKNOWN, type PropertyValue, isPropertyObject } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, Output, fieldsOf, type Input } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";

interface AddonOptions {
  /** Name of the resource. */
  readonly name: string;
  readonly addonName: string;
  readonly clusterName: Output;
  /** Absent: the newest for the cluster's version, which a first preview cannot ask AWS for. */
  readonly version: Output;
  readonly configurationValues: Output;
  /** `resolveConflictsOnCreate` and `resolveConflictsOnUpdate` are read from here. */
  readonly options: Options;
  readonly tags: Output;
  readonly serviceAccountRoleArn?: Input;
  readonly parent?: Resource;
  readonly dependsOn?: readonly Resource[];
}

/**
 * Makes an EKS add-on as the component makes each of its own. Source: pulumi-eks v4.3.0, cluster/cluster.ts and
 * addons/cni-addon.ts, read 2026-11-23.
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

/** JSON with sorted keys; nothing of nothing. */
function sortedJson(value: PropertyValue): string | undefined {
  if (value === undefined) return undefined;
  return JSON.stringify(value, (_key, inner: PropertyValue) =>
    isPropertyObject(inner)
      ? Object.fromEntries(Object.entries(fieldsOf(inner)).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
