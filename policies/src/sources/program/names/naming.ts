import { UNKNOWN } from "../../../rule/property-value.ts";
import { UsageError } from "../../../usage-error.ts";
import { ENCRYPTED } from "../project.ts";
import { randomCharacters, type CharacterSet } from "./random-characters.ts";

/** How the project wants generated names to be: as the provider generates them, the resource's own name, none, or a pattern. */
export type Naming =
  | { readonly mode: "default" | "verbatim" | "disabled" }
  | { readonly mode: "pattern"; readonly pattern: string; readonly enforce: boolean };

/** The naming of each resource type. */
export type NamingOfType = (type: string) => Naming;

/** The configuration key. */
const KEY = "pulumi:autonaming";

const DEFAULT: Naming = { mode: "default" };
const MODES = ["default", "verbatim", "disabled"] as const;
const OPTIONS = ["mode", "pattern", "enforce"];

/** What is known of the stack when a pattern is read. */
interface Context {
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  /** Records that names are not known offline. */
  readonly addBlindSpot: (line: string) => void;
}

/**
 * Reads `pulumi:autonaming` from the stack's configuration. Source: pulumi pkg/cmd/pulumi/autonaming, 3.259.0.
 *
 * @throws UsageError if it isn't valid, as in Pulumi.
 */
export function readNaming(context: Context): NamingOfType {
  const text = context.config[KEY];
  if (text === undefined) return () => DEFAULT;
  const { providers, ...root } = object(parsed(text), "", [...OPTIONS, "providers"]);
  const fallback = naming(root, "", context) ?? DEFAULT;
  const byType = new Map<string, Naming>();
  const byProvider = new Map<string, Naming>();
  for (const [provider, settings] of Object.entries(
    providers === undefined ? {} : object(providers, ".providers"),
  )) {
    const at = `.providers.${provider}`;
    const { resources, ...own } = object(settings, at, [...OPTIONS, "resources"]);
    byProvider.set(provider, naming(own, at, context) ?? fallback);
    for (const [type, below] of Object.entries(
      resources === undefined ? {} : object(resources, `${at}.resources`),
    )) {
      const where = `${at}.resources.${type}`;
      const ofType = naming(object(below, where, OPTIONS), where, context);
      if (!ofType) throw invalid(where, "expected mode or pattern");
      byType.set(type, ofType);
    }
  }
  return (type) => byType.get(type) ?? byProvider.get(type.slice(0, type.indexOf(":"))) ?? fallback;
}

/** Returns the naming of one section; undefined if it sets none. */
function naming(
  { mode, pattern, enforce }: Readonly<Record<string, unknown>>,
  at: string,
  context: Context,
): Naming | undefined {
  if (mode !== undefined && (pattern !== undefined || enforce !== undefined))
    throw invalid(at, "has both mode and pattern; expected one of them");
  if (enforce !== undefined && typeof enforce !== "boolean")
    throw invalid(`${at}.enforce`, "expected true or false");
  if (pattern !== undefined) {
    if (typeof pattern !== "string") throw invalid(`${at}.pattern`, "expected text");
    return {
      mode: "pattern",
      pattern: resolved(pattern, `${at}.pattern`, context),
      enforce: enforce === true,
    };
  }
  if (enforce !== undefined) throw invalid(at, "has enforce without a pattern");
  if (mode === undefined) return undefined;
  const known = MODES.find((one) => one === mode);
  if (known === undefined) throw invalid(`${at}.mode`, `expected one of ${MODES.join(", ")}`);
  return { mode: known };
}

/** Fills in what is the same for all resources of the stack. */
function resolved(pattern: string, at: string, { project, stack, config, addBlindSpot }: Context): string {
  const filled = pattern
    .replaceAll("${project}", () => project)
    .replaceAll("${stack}", () => stack)
    .replaceAll(/\$\{config\.([^}]+)\}/g, (whole, key: string) => {
      const value = config[`${project}:${key}`];
      if (value === undefined) throw invalid(at, `the stack has no value for ${key}`);
      return value.includes(ENCRYPTED) ? whole : value;
    });
  const [notKnown] = NOT_KNOWN_OFFLINE.exec(filled) ?? [];
  if (notKnown !== undefined)
    addBlindSpot(`${KEY}${at}: ${notKnown} is not known offline, so these names are unknown`);
  return filled;
}

/** The organization, which depends on the login, and encrypted values, which are still in place. */
const NOT_KNOWN_OFFLINE = /\$\{(organization|config\.[^}]+)\}/;

const SETS: Readonly<Record<string, CharacterSet>> = {
  hex: "hex",
  alphanum: "alphanumeric",
  string: "letters",
  num: "digits",
};

/** Returns the name that a pattern gives a resource; the sentinel if it depends on something that isn't known offline. */
export function nameByPattern(pattern: string, name: string, urn: string): string {
  if (NOT_KNOWN_OFFLINE.test(pattern)) return UNKNOWN;
  return pattern
    .replaceAll("${name}", () => name)
    .replaceAll(/\$\{(hex|alphanum|string|num)\((\d+)\)\}/g, (_, kind: string, count: string) =>
      randomCharacters(urn, Number(count), SETS[kind] ?? "hex"),
    )
    .replaceAll("${uuid}", () =>
      randomCharacters(urn, 32, "hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function object(value: unknown, at: string, keys?: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(at, "expected keys and values");
  const unknown = Object.keys(value).find((key) => keys && !keys.includes(key));
  if (unknown !== undefined) throw invalid(`${at}.${unknown}`, `expected one of ${keys?.join(", ")}`);
  return value as Readonly<Record<string, unknown>>;
}

function invalid(at: string, problem: string): UsageError {
  return new UsageError(`${KEY}${at}: ${problem}`);
}
