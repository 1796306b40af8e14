import { SCALAR, type HarmlessKind, type Kind } from "../../rule/kinds.ts";
import { DAEMON_SET, HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import type { PathLike } from "../../rule/property-path.ts";
import {
  NOT_KNOWN,
  type Absent,
  type Reading,
  type ShownReading,
  type Undetermined,
} from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { addonConfiguration, isAddon } from "../addon.ts";
import { ADDON } from "../aws-types.ts";
import { unknownIdentity } from "../unknown-identity.ts";
import { isRelease, unlessInFile } from "../workloads/helm-release.ts";
import { isInKubeSystem } from "../workloads/kube-system.ts";

/** The places at which a resource sets the variables of the CNI. */
export interface CniConfiguration {
  variable(name: string): Located;
  initVariable(name: string): Located;
  /** The values from which the chart creates ENIConfigs, if it creates them. */
  eniConfigs(): View | undefined;
}

/** A place that may hold a variable, or the reason why it can't be read. */
type Located = { readonly view: View; readonly path: PathLike } | Absent | Undetermined;

const DAEMON_SET_NAME = "aws-node";

/** Type tokens of the resources that can set the environment of the VPC CNI. */
export const CNI_CONFIGURATION_TYPES: readonly string[] = [ADDON, ...DAEMON_SET, ...HELM_RELEASE];

/** Returns how a resource configures the VPC CNI, if it is one that sets the CNI's environment. */
export function cniConfiguration(resource: ResourceView): CniConfiguration | undefined {
  if (isAddon(resource, "vpc-cni")) return ofAddon(resource);
  if (isRelease(resource, "aws-vpc-cni")) return ofRelease(resource);
  if (DAEMON_SET.includes(resource.type) && isInKubeSystem(resource, [DAEMON_SET_NAME])) {
    return ofDaemonSet(resource);
  }
  return undefined;
}

/** The configuration in a resource of which it is not known whether it is the CNI's; reading a variable records that. */
export function possibleCniConfiguration(resource: ResourceView): CniConfiguration | undefined {
  const identity = unknownIdentity(resource, [DAEMON_SET_NAME]);
  if (!identity) return undefined;
  const variable = (): Located => identity.undetermined(NOT_KNOWN);
  return { variable, initVariable: variable, eniConfigs: () => undefined };
}

/** Merges configurations that are applied over one another, the topmost first. */
export function mergedConfigurations(configurations: readonly CniConfiguration[]): CniConfiguration {
  const topmost = (locate: (configuration: CniConfiguration) => Located): Located => {
    const located = configurations.map(locate);
    const top = located.find((one) => !isAbsent(one)) ?? located.at(-1);
    if (!top) throw new RangeError("no configuration");
    return top;
  };
  return {
    variable: (name) => topmost((configuration) => configuration.variable(name)),
    initVariable: (name) => topmost((configuration) => configuration.initVariable(name)),
    eniConfigs: () =>
      configurations.map((configuration) => configuration.eniConfigs()).find((made) => made !== undefined),
  };
}

/** A Patch of a DaemonSet that the stack does not show. If it sets only part of what a rule checks, that is recorded. */
export function patchOfUnknownObject(patch: ResourceView): CniConfiguration {
  const own = ofDaemonSet(patch);
  const seen = new Set<boolean>();
  const noted = (located: Located): Located => {
    seen.add(isAbsent(located));
    if (seen.size > 1) patch.undetermined("the stack does not show what it patches");
    return located;
  };
  return {
    ...own,
    variable: (name) => noted(own.variable(name)),
    initVariable: (name) => noted(own.initVariable(name)),
  };
}

/** The variables that a DaemonSet, or a Patch of it, sets on the container of the CNI. */
export function daemonSetEnvironment(daemonSet: ResourceView): Reading<View> {
  const container = cniContainer(daemonSet);
  if (container.kind !== "known") return container;
  const env = container.value.at("env");
  return { ...container, path: env.path, value: env };
}

/** The container of a DaemonSet, or a Patch of it, in which the CNI runs. */
export function cniContainer(daemonSet: ResourceView): Reading<View> {
  return named(daemonSet.at("spec.template.spec.containers"), "aws-node");
}

/** The value at a place. */
export function read<T>(located: Located, kind: Kind<T>): Reading<T> {
  return "kind" in located ? located : located.view.value(located.path, kind);
}

/** The same for a value that a message may contain. */
export function readShown<T>(located: Located, kind: HarmlessKind<T>): ShownReading<T> {
  return "kind" in located ? located : located.view.value(located.path, kind);
}

function ofAddon(addon: ResourceView): CniConfiguration {
  const configuration = addonConfiguration(addon);
  const within = (locate: (values: View) => Located) =>
    configuration.kind === "known" ? locate(configuration.value) : configuration;
  return {
    variable: (name) => within((values) => chartVariable(values, name)),
    initVariable: (name) => within((view) => ({ view, path: ["init", "env", name] })),
    eniConfigs: () => (configuration.kind === "known" ? chartEniConfigs(configuration.value) : undefined),
  };
}

function ofRelease(release: ResourceView): CniConfiguration {
  const values = release.at("values");
  const unlessElsewhere = (located: Located): Located => {
    if (!isAbsent(located)) return located;
    const inFile = unlessInFile(release, read(located, SCALAR));
    return inFile.kind === "undetermined" ? inFile : located;
  };
  return {
    variable: (name) => unlessElsewhere(chartVariable(values, name)),
    initVariable: (name) => unlessElsewhere({ view: values, path: ["init", "env", name] }),
    eniConfigs: () => chartEniConfigs(values),
  };
}

function ofDaemonSet(daemonSet: ResourceView): CniConfiguration {
  const inContainer = (list: "containers" | "initContainers", container: string, name: string): Located => {
    const found = named(daemonSet.at(`spec.template.spec.${list}`), container);
    if (found.kind === "undetermined") return found;
    if (found.kind === "absent") {
      if (daemonSet.isPatch) return found;
      return list === "containers" ? daemonSet.undetermined("no container named aws-node") : found;
    }
    const value = listVariable(found.value.at("env"), name);
    return isAbsent(value) && found.value.isSet("envFrom")
      ? found.value.at("envFrom").undetermined("may set what env leaves out")
      : value;
  };
  return {
    variable: (name) => inContainer("containers", "aws-node", name),
    initVariable: (name) => inContainer("initContainers", "aws-vpc-cni-init", name),
    eniConfigs: () => undefined,
  };
}

/** The add-on's configuration and the chart's values have the same two properties; extraEnv comes last and takes precedence. */
function chartVariable(values: View, name: string): Located {
  const extra = listVariable(values.at("extraEnv"), name);
  return isAbsent(extra) ? { view: values, path: ["env", name] } : extra;
}

function chartEniConfigs(values: View): View | undefined {
  const create = values.boolean("eniConfig.create");
  return create.kind === "known" && create.value ? values.at("eniConfig") : undefined;
}

/** A variable in a container's `env` list. */
function listVariable(env: View, name: string): Located {
  const variable = named(env, name);
  if (variable.kind !== "known") return variable;
  return variable.value.isSet("valueFrom")
    ? variable.value.at("valueFrom").undetermined("set from elsewhere")
    : { view: variable.value, path: "value" };
}

/** The list element with this name; the last one if there are several, as in Kubernetes. */
function named(list: View, name: string): Reading<View> {
  const elements = list.list();
  if (elements.kind !== "known") return elements;
  const isIt = (element: View): boolean => {
    const own = element.string("name");
    return own.kind === "known" && own.value === name;
  };
  const found = elements.value.findLast((element) => element.isUnknown("name") || isIt(element));
  if (!found) return { ...elements, kind: "absent" };
  return found.isUnknown("name")
    ? found.undetermined("its name is not known before pulumi up")
    : { ...elements, value: found };
}

function isAbsent(located: Located): boolean {
  return "kind" in located ? located.kind === "absent" : !located.view.isSet(located.path);
}
