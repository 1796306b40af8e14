import { oneOf, SCALAR, type HarmlessKind, type Kind } from "../rule/kinds.ts";
import { DAEMON_SET, HELM_RELEASE } from "../rule/kubernetes-kinds.ts";
import { toSegments, type PathLike } from "../rule/property-path.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { Absent, Known, Reading, ShownReading, Undetermined, View } from "../rule/view.ts";
import { addonConfiguration, isAddon } from "./addon.ts";
import { ADDON } from "./aws-types.ts";
import { CNI_DEFAULTS, GO_INTEGER, parseGoBoolean } from "./cni-variables.ts";
import { isRelease, unlessInFile } from "./helm-release.ts";
import { isInKubeSystem } from "./kube-system.ts";

/**
 * The environment that the VPC CNI gets from an add-on, a DaemonSet or a Helm release, or from one of them under the Patches that
 * are applied over it. The place of a reading is in the resource that decides.
 */
export class CniSettings {
  /** What sets the environment; under Patches, what they are applied over. */
  readonly resource: ResourceView;
  readonly #surface: Surface;

  constructor(resource: ResourceView, surface: Surface) {
    this.resource = resource;
    this.#surface = surface;
  }

  /** What is set for a variable; absent where nothing is, and the CNI's own default holds. */
  variable(name: string): Reading<string> {
    return read(this.#surface.variable(name), SCALAR);
  }

  /** A variable that the CNI takes for a whole number. What a Patch leaves out is not decided there, and so not judged. */
  integer(name: string): ShownReading<number> {
    return this.#decided(readShown(this.#surface.variable(name), GO_INTEGER));
  }

  /** A variable that is one of a few words. What a Patch leaves out is not decided there, and so not judged. */
  word<const Word extends string>(name: string, words: readonly Word[]): ShownReading<Word> {
    return this.#decided(readShown(this.#surface.variable(name), oneOf(words)));
  }

  /** What the CNI makes of a variable that is true or false. What a Patch leaves out is not decided there, and so not judged. */
  flag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(this.variable(name)), CNI_DEFAULTS.get(name) === "true");
  }

  /** The same for a variable of the init container, which prepares the node; each is false where nothing sets it. */
  initFlag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(read(this.#surface.initVariable(name), SCALAR)), false);
  }

  /** True where the CNI's chart makes the ENIConfigs of custom networking. */
  makesEniConfigs(): boolean {
    return this.#surface.eniConfigs() !== undefined;
  }

  /** The zones for which the CNI's chart makes ENIConfigs; undefined where that is not known. */
  eniConfigZones(): readonly string[] | undefined {
    const subnets = this.#surface.eniConfigs()?.object("subnets");
    if (subnets?.kind === "undetermined") return undefined;
    return subnets?.kind === "known" ? [...subnets.value.keys()] : [];
  }

  /** The ids of the subnets in these ENIConfigs, as far as they are known. */
  eniConfigSubnets(): readonly View[] {
    const subnets = this.#surface.eniConfigs()?.object("subnets");
    return subnets?.kind === "known" ? [...subnets.value.values()].map((zone) => zone.at("id")) : [];
  }

  /** These settings with Patches applied over them. */
  under(patches: readonly CniSettings[]): CniSettings {
    return new CniSettings(this.resource, layered([...patches, this].map((one) => one.#surface)));
  }

  #decided<R extends Reading<unknown>>(reading: R): R | Undetermined {
    if (reading.kind !== "absent" || !this.resource.isPatch) return reading;
    return { urn: reading.urn, path: reading.path, kind: "undetermined" };
  }
}

/** Type tokens of what can set the environment of the VPC CNI. */
export const CNI_TYPES: readonly string[] = [ADDON, ...DAEMON_SET, ...HELM_RELEASE];

/** The CNI settings that a resource holds, if it is one that does. */
export function cniSettings(resource: ResourceView): CniSettings | undefined {
  const surface = surfaceOf(resource);
  return surface && new CniSettings(resource, surface);
}

/** All CNI settings of a stack, Patches beside what they are applied over. */
export function stackCniSettings(stack: StackView): readonly CniSettings[] {
  return stack.ofType(CNI_TYPES).flatMap((resource) => cniSettings(resource) ?? []);
}

/** CNI settings on which Patches of the stack are applied, with those. */
export interface PatchedCniSettings {
  /** What comes out. */
  readonly effective: CniSettings;
  /** What it is made of. */
  readonly parts: readonly CniSettings[];
}

/** The CNI settings of a stack that come from more than one resource; none without a Patch. */
export function patchedCniSettings(stack: StackView): readonly PatchedCniSettings[] {
  const all = stackCniSettings(stack);
  const patches = all.filter(({ resource }) => resource.isPatch);
  const [patched, ...others] = all.filter(({ resource }) => !resource.isPatch);
  if (patches.length === 0) return [];
  // Nothing says on which cluster a Patch is applied.
  if (!patched || others.length > 0) {
    return patches.map((patch) => ({ effective: withoutOwner(patch), parts: [patch] }));
  }
  return [{ effective: patched.under(patches), parts: [patched, ...patches] }];
}

/** The CNI settings of a stack as they come out, one for each add-on, DaemonSet or release, and for each Patch of what is elsewhere. */
export function effectiveCniSettings(stack: StackView): readonly CniSettings[] {
  const patched = patchedCniSettings(stack).map(({ effective }) => effective);
  const own = stackCniSettings(stack).filter(({ resource }) => !resource.isPatch);
  return [
    ...own.map((one) => patched.find(({ resource }) => resource === one.resource) ?? one),
    ...patched.filter(({ resource }) => resource.isPatch),
  ];
}

/**
 * The settings that decide a variable, with its value there. A Patch is applied over what others set, so where one
 * sets the variable, the others do not count; a Patch that leaves it alone decides nothing.
 */
export function deciding(
  settings: readonly CniSettings[],
  variable: string,
): readonly { readonly resource: ResourceView; readonly value: Reading<string> }[] {
  const readOne = (one: CniSettings) => ({ resource: one.resource, value: one.variable(variable) });
  const patches = settings
    .filter(({ resource }) => resource.isPatch)
    .map(readOne)
    .filter(({ value }) => value.kind !== "absent");
  return patches.length > 0 ? patches : settings.filter(({ resource }) => !resource.isPatch).map(readOne);
}

/**
 * What the place at which a variable was read must hold for it to have its value of `variables`; undefined where that place is a
 * list, whose other elements would be lost.
 */
export function settingFor(
  { kind, path }: Reading<unknown>,
  name: string,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  // An add-on without configuration gets one: all the variables at once, since there is one place for all of them.
  if (kind === "absent" && path === "configurationValues") return JSON.stringify({ env: variables });
  return kind === "known" || toSegments(path).at(-1) === name ? variables[name] : undefined;
}

/** The variables that a DaemonSet, or a Patch of it, gives to the CNI itself. */
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

/** Where a resource sets the variables of the CNI. */
interface Surface {
  variable(name: string): Located;
  initVariable(name: string): Located;
  /** What the chart makes ENIConfigs of, where it makes them. */
  eniConfigs(): View | undefined;
}

/** A place that may hold a variable, or what is in the way to it. */
type Located = { readonly view: View; readonly path: PathLike } | Absent | Undetermined;

function surfaceOf(resource: ResourceView): Surface | undefined {
  if (isAddon(resource, "vpc-cni")) return addonSurface(resource);
  if (isRelease(resource, "aws-vpc-cni")) return releaseSurface(resource);
  if (DAEMON_SET.includes(resource.type) && isInKubeSystem(resource, ["aws-node"])) {
    return daemonSetSurface(resource);
  }
  return undefined;
}

function addonSurface(addon: ResourceView): Surface {
  const configuration = addonConfiguration(addon);
  const within = (locate: (values: View) => Located) =>
    configuration.kind === "known" ? locate(configuration.value) : configuration;
  return {
    variable: (name) => within((values) => chartVariable(values, name)),
    initVariable: (name) => within((view) => ({ view, path: ["init", "env", name] })),
    eniConfigs: () => (configuration.kind === "known" ? chartEniConfigs(configuration.value) : undefined),
  };
}

function releaseSurface(release: ResourceView): Surface {
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

function daemonSetSurface(daemonSet: ResourceView): Surface {
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

/** Surfaces one over the other, from the top. */
function layered(surfaces: readonly Surface[]): Surface {
  const topmost = (locate: (surface: Surface) => Located): Located => {
    const located = surfaces.map(locate);
    const top = located.find((one) => !isAbsent(one)) ?? located.at(-1);
    if (!top) throw new RangeError("no surface");
    return top;
  };
  return {
    variable: (name) => topmost((surface) => surface.variable(name)),
    initVariable: (name) => topmost((surface) => surface.initVariable(name)),
    eniConfigs: () => surfaces.map((surface) => surface.eniConfigs()).find((made) => made !== undefined),
  };
}

/** A Patch of what the stack does not show. Where it decides a part of what a rule judges, that goes on record. */
function withoutOwner({ resource: patch }: CniSettings): CniSettings {
  const own = daemonSetSurface(patch);
  const seen = new Set<boolean>();
  const noted = (located: Located): Located => {
    seen.add(isAbsent(located));
    if (seen.size > 1) patch.undetermined("the stack does not show what it is applied over");
    return located;
  };
  return new CniSettings(patch, {
    ...own,
    variable: (name) => noted(own.variable(name)),
    initVariable: (name) => noted(own.initVariable(name)),
  });
}

/** The add-on's configuration and the chart's values have the same two properties; extraEnv comes last and wins. */
function chartVariable(values: View, name: string): Located {
  const extra = listVariable(values.at("extraEnv"), name);
  return isAbsent(extra) ? { view: values, path: ["env", name] } : extra;
}

function chartEniConfigs(values: View): View | undefined {
  const create = values.boolean("eniConfig.create");
  return create.kind === "known" && create.value ? values.at("eniConfig") : undefined;
}

/** A variable in a container's list of them. */
function listVariable(env: View, name: string): Located {
  const variable = named(env, name);
  if (variable.kind !== "known") return variable;
  return variable.value.isSet("valueFrom")
    ? variable.value.at("valueFrom").undetermined("set from elsewhere")
    : { view: variable.value, path: "value" };
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

function isAbsent(located: Located): boolean {
  return "kind" in located ? located.kind === "absent" : !located.view.isSet(located.path);
}

function read<T>(located: Located, kind: Kind<T>): Reading<T> {
  return "kind" in located ? located : located.view.value(located.path, kind);
}

function readShown<T>(located: Located, kind: HarmlessKind<T>): ShownReading<T> {
  return "kind" in located ? located : located.view.value(located.path, kind);
}

/** A text that the CNI can't read leaves its default. */
function asFlag(reading: Reading<string>, byDefault: boolean): Known<boolean> | Undetermined {
  if (reading.kind === "undetermined") return reading;
  const set = reading.kind === "known" ? parseGoBoolean(reading.value) : undefined;
  return { ...reading, kind: "known", value: set ?? byDefault };
}
