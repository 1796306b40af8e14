import { oneOf, SCALAR } from "../../rule/kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import { toSegments } from "../../rule/property-path.ts";
import type { Known, Reading, ShownReading, Undetermined } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import {
  CNI_CONFIGURATION_TYPES,
  cniConfiguration,
  mergedConfigurations,
  read,
  readShown,
  patchOfUnknownObject,
  possibleCniConfiguration,
  type CniConfiguration,
} from "./cni-configuration.ts";
import { CNI_DEFAULTS, GO_INTEGER, parseGoBoolean } from "./cni-variables.ts";

/**
 * The environment that the VPC CNI gets from an add-on, a DaemonSet or a Helm release, including any Patches that are applied
 * over it. The place of a reading is in the resource that decides.
 */
export class CniSettings {
  /** The resource that sets the environment; with Patches, the one that they are applied over. */
  readonly resource: ResourceView;
  readonly #configuration: CniConfiguration;

  constructor(resource: ResourceView, configuration: CniConfiguration) {
    this.resource = resource;
    this.#configuration = configuration;
  }

  /** The value of a variable; absent if it isn't set and the CNI's default applies. */
  variable(name: string): Reading<string> {
    return read(this.#configuration.variable(name), SCALAR);
  }

  /** A variable that the CNI reads as a whole number. A variable that a Patch leaves out is undetermined, and so not judged. */
  integer(name: string): ShownReading<number> {
    return this.#decided(readShown(this.#configuration.variable(name), GO_INTEGER));
  }

  /** A variable that is one of a few keywords. A variable that a Patch leaves out is undetermined, and so not judged. */
  word<const Word extends string>(name: string, words: readonly Word[]): ShownReading<Word> {
    return this.#decided(readShown(this.#configuration.variable(name), oneOf(words)));
  }

  /** A variable that the CNI reads as a Boolean. A variable that a Patch leaves out is undetermined, and so not judged. */
  flag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(this.variable(name)), CNI_DEFAULTS.get(name) === "true");
  }

  /** The same for a variable of the init container, which prepares the node; each defaults to false. */
  initFlag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(read(this.#configuration.initVariable(name), SCALAR)), false);
  }

  /** True if the CNI's chart creates the ENIConfigs of custom networking. */
  makesEniConfigs(): boolean {
    return this.#configuration.eniConfigs() !== undefined;
  }

  /** The names of these zones; undefined if they are not known. */
  eniConfigZones(): readonly string[] | undefined {
    const subnets = this.#configuration.eniConfigs()?.object("subnets");
    if (subnets?.kind === "undetermined") return undefined;
    return subnets?.kind === "known" ? [...subnets.value.keys()] : [];
  }

  /** The zones for which the CNI's chart creates ENIConfigs, and the IDs of their subnets, as far as they are known. */
  eniConfigEntries(): readonly { readonly zone: string; readonly id: View }[] {
    const subnets = this.#configuration.eniConfigs()?.object("subnets");
    const entries = subnets?.kind === "known" ? [...subnets.value] : [];
    return entries.map(([zone, values]) => ({ zone, id: values.at("id") })).filter(({ id }) => id.isSet());
  }

  /** These settings with Patches applied over them. */
  under(patches: readonly CniSettings[]): CniSettings {
    return new CniSettings(
      this.resource,
      mergedConfigurations([...patches, this].map((one) => one.#configuration)),
    );
  }

  #decided<R extends Reading<unknown>>(reading: R): R | Undetermined {
    if (reading.kind !== "absent" || !this.resource.isPatch) return reading;
    return { urn: reading.urn, path: reading.path, kind: "undetermined" };
  }
}

/** Returns the CNI settings of a resource, or undefined if it doesn't configure the CNI. */
export function cniSettings(resource: ResourceView): CniSettings | undefined {
  const configuration = cniConfiguration(resource);
  return configuration && new CniSettings(resource, configuration);
}

/**
 * All CNI settings of a stack, with Patches listed separately from what they are applied over. Resources of which it is not known
 * whether they configure the CNI are among them, with variables that are not known, unless others certainly install the CNI.
 */
export const stackCniSettings = oncePerStack((stack): readonly CniSettings[] => {
  const resources = stack.ofType(CNI_CONFIGURATION_TYPES);
  const certain = resources.flatMap((resource) => cniSettings(resource) ?? []);
  const isInstalled = certain.some(({ resource }) => !resource.isPatch);
  const possible = resources
    .filter(({ isPatch }) => isPatch || !isInstalled)
    .flatMap((resource) => possibleCniSettings(resource) ?? []);
  return [...certain, ...possible];
});

function possibleCniSettings(resource: ResourceView): CniSettings | undefined {
  const configuration = possibleCniConfiguration(resource);
  return configuration && new CniSettings(resource, configuration);
}

/** Why the stack does not show a variable of the CNI, if it shows no settings, or only a Patch that leaves it out. */
export function missingSettings(stack: StackView) {
  return stackCniSettings(stack).length === 0
    ? "no VPC CNI settings in the stack"
    : "the stack does not show what its Patch of the VPC CNI is applied to";
}

/** CNI settings together with the Patches of the stack that are applied over them. */
export interface PatchedCniSettings {
  /** The result. */
  readonly effective: CniSettings;
  /** The settings that it is merged from. */
  readonly parts: readonly CniSettings[];
}

/** The CNI settings of a stack that come from more than one resource; empty without a Patch. */
export function patchedCniSettings(stack: StackView): readonly PatchedCniSettings[] {
  const all = stackCniSettings(stack);
  const patches = all.filter(({ resource }) => resource.isPatch);
  const [patched, ...others] = all.filter(({ resource }) => !resource.isPatch);
  if (patches.length === 0) return [];
  // Nothing shows which cluster a Patch is applied to.
  if (!patched || others.length > 0) {
    return patches.map((patch) => ({
      effective: cniSettings(patch.resource)
        ? new CniSettings(patch.resource, patchOfUnknownObject(patch.resource))
        : patch,
      parts: [patch],
    }));
  }
  return [{ effective: patched.under(patches), parts: [patched, ...patches] }];
}

/**
 * The effective CNI settings of a stack: one for each add-on, DaemonSet or release, and for each Patch of an object elsewhere.
 */
export const effectiveCniSettings = oncePerStack((stack): readonly CniSettings[] => {
  const patched = new Map(patchedCniSettings(stack).map(({ effective }) => [effective.resource, effective]));
  const own = stackCniSettings(stack).filter(({ resource }) => !resource.isPatch);
  return [
    ...own.map((one) => patched.get(one.resource) ?? one),
    ...[...patched.values()].filter(({ resource }) => resource.isPatch),
  ];
});

/**
 * The settings that decide a variable, with its value there. A Patch is applied over what others set, so if one
 * sets the variable, the others do not count; a Patch that doesn't set it decides nothing.
 */
export function decidingSettings(
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
 * Returns the value to write at the place where a variable was read so that it has its value in `variables`; undefined if that
 * place is a list, whose other elements would be lost.
 */
export function settingFor(
  { kind, path }: Reading<unknown>,
  name: string,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  // An add-on without configuration gets one that sets all the variables at once, because they share one place.
  if (kind === "absent" && path === "configurationValues") return JSON.stringify({ env: variables });
  return kind === "known" || toSegments(path).at(-1) === name ? variables[name] : undefined;
}

/** A string that the CNI can't parse leaves its default in effect. */
function asFlag(reading: Reading<string>, byDefault: boolean): Known<boolean> | Undetermined {
  if (reading.kind === "undetermined") return reading;
  const set = reading.kind === "known" ? parseGoBoolean(reading.value) : undefined;
  return { ...reading, kind: "known", value: set ?? byDefault };
}
