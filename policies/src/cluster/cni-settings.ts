import { toSegments } from "../rule/property-path.ts";
import { DAEMON_SET, HELM_RELEASE } from "../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { Reading, View } from "../rule/view.ts";
import { addonConfiguration, isAddon } from "./addon.ts";
import { ADDON } from "./aws-types.ts";
import { isRelease, unlessInFile } from "./helm-release.ts";
import { isInKubeSystem } from "./kube-system.ts";

/** One place that sets the environment of the VPC CNI: an add-on, a DaemonSet or a Helm release. */
export interface CniSettings {
  readonly resource: ResourceView;
  /** What the CNI gets for a variable here; absent where the CNI's own default holds. */
  variable(name: string): Reading<string>;
  /** True where the CNI's chart makes the ENIConfigs of custom networking. */
  makesEniConfigs(): boolean;
}

/** Type tokens of what can set the environment of the VPC CNI. */
export const CNI_TYPES: readonly string[] = [ADDON, ...DAEMON_SET, ...HELM_RELEASE];

/** The CNI settings that a resource holds, if it is one that does. */
export function cniSettings(resource: ResourceView): CniSettings | undefined {
  if (isAddon(resource, "vpc-cni")) return addonSettings(resource);
  if (isRelease(resource, "aws-vpc-cni")) return releaseSettings(resource);
  if (DAEMON_SET.includes(resource.type) && isInKubeSystem(resource, ["aws-node"])) {
    return daemonSetSettings(resource);
  }
  return undefined;
}

/** All CNI settings of a stack. */
export function stackCniSettings(stack: StackView): readonly CniSettings[] {
  return stack.ofType(CNI_TYPES).flatMap((resource) => cniSettings(resource) ?? []);
}

/**
 * The settings that decide a variable, with its value there. A Patch is applied over what others set, so where one
 * sets the variable, the others do not count; a Patch that leaves it alone decides nothing.
 */
export function deciding(
  settings: readonly CniSettings[],
  variable: string,
): readonly { readonly resource: ResourceView; readonly value: Reading<string> }[] {
  const read = (one: CniSettings) => ({ resource: one.resource, value: one.variable(variable) });
  const patches = settings
    .filter(({ resource }) => resource.isPatch)
    .map(read)
    .filter(({ value }) => value.kind !== "absent");
  return patches.length > 0 ? patches : settings.filter(({ resource }) => !resource.isPatch).map(read);
}

/**
 * What the place at which a variable was read must hold for it to have its value of `variables`; undefined where that place is a
 * list, whose other elements would be lost.
 */
export function settingFor(
  { kind, path }: Reading<string>,
  name: string,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  // An add-on without configuration gets one: all the variables at once, since there is one place for all of them.
  if (kind === "absent" && path === "configurationValues") return JSON.stringify({ env: variables });
  return kind === "known" || toSegments(path).at(-1) === name ? variables[name] : undefined;
}

function addonSettings(addon: ResourceView): CniSettings {
  const configuration = addonConfiguration(addon);
  return {
    resource: addon,
    variable: (name) =>
      configuration.kind === "known" ? chartVariable(configuration.value, name) : configuration,
    makesEniConfigs: () => configuration.kind === "known" && makesEniConfigs(configuration.value),
  };
}

function releaseSettings(release: ResourceView): CniSettings {
  const values = release.at("values");
  return {
    resource: release,
    variable: (name) => unlessInFile(release, chartVariable(values, name)),
    makesEniConfigs: () => makesEniConfigs(values),
  };
}

function daemonSetSettings(daemonSet: ResourceView): CniSettings {
  return {
    resource: daemonSet,
    variable: (name) => {
      const container = named(daemonSet.at("spec.template.spec.containers"), "aws-node");
      if (container.kind === "undetermined") return container;
      if (container.kind === "absent") {
        return daemonSet.isPatch ? container : daemonSet.undetermined("no container named aws-node");
      }
      const value = listVariable(container.value.at("env"), name);
      return value.kind === "absent" && container.value.isSet("envFrom")
        ? container.value.at("envFrom").undetermined("may set what env leaves out")
        : value;
    },
    makesEniConfigs: () => false,
  };
}

/** The add-on's configuration and the chart's values have the same two properties; extraEnv comes last and wins. */
function chartVariable(values: View, name: string): Reading<string> {
  const extra = listVariable(values.at("extraEnv"), name);
  return extra.kind === "absent" ? values.scalar(["env", name]) : extra;
}

function makesEniConfigs(values: View): boolean {
  const create = values.boolean("eniConfig.create");
  return create.kind === "known" && create.value;
}

/** A variable in a container's list of them. */
function listVariable(env: View, name: string): Reading<string> {
  const variable = named(env, name);
  if (variable.kind !== "known") return variable;
  return variable.value.isSet("valueFrom")
    ? variable.value.at("valueFrom").undetermined("set from elsewhere")
    : variable.value.scalar("value");
}

/** The element of a list with this name: the last of several, as Kubernetes takes it. */
function named(list: View, name: string): Reading<View> {
  const elements = list.list();
  if (elements.kind !== "known") return elements;
  const isIt = (element: View): boolean => {
    const own = element.string("name");
    return own.kind === "known" && own.value === name;
  };
  const found = elements.value.findLast((element) => !element.isUnknown("name") && isIt(element));
  if (found) return { ...elements, value: found };
  const unknown = elements.value.find((element) => element.isUnknown("name"));
  return unknown?.undetermined("its name is not known before pulumi up") ?? { ...elements, kind: "absent" };
}
