import { oneOf, SCALAR } from "../../rule/kinds.ts";
import { toSegments } from "../../rule/property-path.ts";
import type { Known, Reading, ShownReading, Undetermined } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import {
  CNI_CONFIGURATION_TYPES,
  cniConfiguration,
  layered,
  read,
  readShown,
  withoutOwner,
  type CniConfiguration,
} from "./cni-configuration.ts";
import { CNI_DEFAULTS, GO_INTEGER, parseGoBoolean } from "./cni-variables.ts";

/**
 * The environment that the VPC CNI gets from an add-on, a DaemonSet or a Helm release, or from one of them under the Patches that
 * are applied over it. The place of a reading is in the resource that decides.
 */
export class CniSettings {
  /** What sets the environment; under Patches, what they are applied over. */
  readonly resource: ResourceView;
  readonly #configuration: CniConfiguration;

  constructor(resource: ResourceView, configuration: CniConfiguration) {
    this.resource = resource;
    this.#configuration = configuration;
  }

  /** What is set for a variable; absent where nothing is, and the CNI's own default holds. */
  variable(name: string): Reading<string> {
    return read(this.#configuration.variable(name), SCALAR);
  }

  /** A variable that the CNI takes for a whole number. What a Patch leaves out is not decided there, and so not judged. */
  integer(name: string): ShownReading<number> {
    return this.#decided(readShown(this.#configuration.variable(name), GO_INTEGER));
  }

  /** A variable that is one of a few words. What a Patch leaves out is not decided there, and so not judged. */
  word<const Word extends string>(name: string, words: readonly Word[]): ShownReading<Word> {
    return this.#decided(readShown(this.#configuration.variable(name), oneOf(words)));
  }

  /** What the CNI makes of a variable that is true or false. What a Patch leaves out is not decided there, and so not judged. */
  flag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(this.variable(name)), CNI_DEFAULTS.get(name) === "true");
  }

  /** The same for a variable of the init container, which prepares the node; each is false where nothing sets it. */
  initFlag(name: string): Known<boolean> | Undetermined {
    return asFlag(this.#decided(read(this.#configuration.initVariable(name), SCALAR)), false);
  }

  /** True where the CNI's chart makes the ENIConfigs of custom networking. */
  makesEniConfigs(): boolean {
    return this.#configuration.eniConfigs() !== undefined;
  }

  /** The zones for which the CNI's chart makes ENIConfigs; undefined where that is not known. */
  eniConfigZones(): readonly string[] | undefined {
    const subnets = this.#configuration.eniConfigs()?.object("subnets");
    if (subnets?.kind === "undetermined") return undefined;
    return subnets?.kind === "known" ? [...subnets.value.keys()] : [];
  }

  /** The ids of the subnets in these ENIConfigs, as far as they are known. */
  eniConfigSubnets(): readonly View[] {
    const subnets = this.#configuration.eniConfigs()?.object("subnets");
    return subnets?.kind === "known" ? [...subnets.value.values()].map((zone) => zone.at("id")) : [];
  }

  /** These settings with Patches applied over them. */
  under(patches: readonly CniSettings[]): CniSettings {
    return new CniSettings(this.resource, layered([...patches, this].map((one) => one.#configuration)));
  }

  #decided<R extends Reading<unknown>>(reading: R): R | Undetermined {
    if (reading.kind !== "absent" || !this.resource.isPatch) return reading;
    return { urn: reading.urn, path: reading.path, kind: "undetermined" };
  }
}

/** The CNI settings that a resource holds, if it is one that does. */
export function cniSettings(resource: ResourceView): CniSettings | undefined {
  const configuration = cniConfiguration(resource);
  return configuration && new CniSettings(resource, configuration);
}

/** All CNI settings of a stack, Patches beside what they are applied over. */
export function stackCniSettings(stack: StackView): readonly CniSettings[] {
  return stack.ofType(CNI_CONFIGURATION_TYPES).flatMap((resource) => cniSettings(resource) ?? []);
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
    return patches.map((patch) => ({
      effective: new CniSettings(patch.resource, withoutOwner(patch.resource)),
      parts: [patch],
    }));
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

/** A text that the CNI can't read leaves its default. */
function asFlag(reading: Reading<string>, byDefault: boolean): Known<boolean> | Undetermined {
  if (reading.kind === "undetermined") return reading;
  const set = reading.kind === "known" ? parseGoBoolean(reading.value) : undefined;
  return { ...reading, kind: "known", value: set ?? byDefault };
}
