import { awsGeneratedName, type GeneratedName } from "../../../facts/generated-names.ts";
import { isUnknown, Secret, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";
import type { CheckedResource } from "./checked-resource.ts";
import { nameByPattern, type Naming } from "./naming.ts";
import { randomCharacters } from "./random-characters.ts";

/**
 * Returns the inputs of an AWS resource with the name that the provider generates if the program sets none. Source:
 * pulumi-terraform-bridge v3.120.0, pkg/tfbridge/schema.go and pkg/tfbridge/info/autonaming.go.
 *
 * @param prior the inputs of the last update.
 * @throws Error with the provider's message, if it can't generate one.
 */
export function withAwsName(
  resource: CheckedResource,
  naming: Naming,
  prior?: PropertyObject,
): PropertyObject {
  const { type, props } = resource;
  const rule = awsGeneratedName(type);
  // The prefix lets AWS generate the name.
  if (!rule || isGiven(props[rule.property]) || isGiven(props[`${rule.property}Prefix`])) return props;
  const old = prior?.[rule.property];
  const isOldGenerated = isGiven(old) && isDefault(rule.property, prior);
  return { ...props, [rule.property]: isOldGenerated ? old : generated(resource, rule, naming) };
}

function generated({ urn, type, name, props }: CheckedResource, rule: GeneratedName, naming: Naming): string {
  const own = applicable(rule, props);
  switch (naming.mode) {
    case "disabled":
      throw new Error(`${type} ${name}: automatic naming is disabled but no explicit name was provided`);
    case "verbatim":
      return name;
    case "pattern": {
      const proposed = nameByPattern(naming.pattern, name, urn);
      if (naming.enforce || isUnknown(proposed)) return proposed;
      return withAffixes(suitable(proposed, own, `${type} ${name}`), own, props);
    }
    case "default":
      return withAffixes(defaultName({ urn, type, name }, own), own, props);
  }
}

function defaultName(
  { urn, type, name }: Omit<CheckedResource, "props">,
  { separator = "-", randomLength = 7, random = "hex", lowerCase, maxLength = Infinity }: GeneratedName,
): string {
  const base = lowerCase ? name.toLowerCase() : name;
  if (randomLength === 0) return base;
  const fixed = `${base}${separator}`;
  if (Buffer.byteLength(fixed) + randomLength > maxLength) {
    const longest = maxLength - randomLength - separator.length;
    throw new Error(
      `could not make instance of '${type}': name '${fixed}' plus ${randomLength} random chars is longer than maximum length ${maxLength}; set its name, or give the resource a name of at most ${longest} characters`,
    );
  }
  return `${fixed}${randomCharacters(urn, randomLength, random)}`;
}

/** Returns a name that a pattern proposes, as the provider accepts it. */
function suitable(
  proposed: string,
  { separator = "-", random, lowerCase, maxLength = Infinity }: GeneratedName,
  place: string,
): string {
  const name = lowerCase ? proposed.toLowerCase() : proposed;
  if (Buffer.byteLength(name) > maxLength)
    throw new Error(`${place}: calculated name '${name}' exceeds maximum length of ${maxLength}`);
  if (random !== "letters") return name;
  // The separator isn't in the character set either, so that it is rejected too.
  const separated = name.replaceAll(/[-_]/g, separator);
  const [invalid] = /[^a-z]/.exec(separated) ?? [];
  if (invalid !== undefined)
    throw new Error(`${place}: calculated name '${separated}' contains invalid character '${invalid}'`);
  return separated;
}

function withAffixes(name: string, { prefix = "", fifo }: GeneratedName, props: PropertyObject): string {
  const start = name.startsWith(prefix) ? "" : prefix;
  return `${start}${name}${fifo !== undefined && revealed(props[fifo]) === true ? ".fifo" : ""}`;
}

function applicable(rule: GeneratedName, props: PropertyObject): GeneratedName {
  if (!rule.exception) return rule;
  const { input, contains, name } = rule.exception;
  const value = revealed(props[input]);
  return typeof value === "string" && value.toLowerCase().includes(contains) ? name : rule;
}

/** True if the last update used a default for a property; a state without a list of defaults may be older than that list. */
function isDefault(property: string, prior: PropertyObject | undefined): boolean {
  const defaults = prior?.["__defaults"];
  return !Array.isArray(defaults) || (defaults as readonly PropertyValue[]).includes(property);
}

function isGiven(value: PropertyValue): boolean {
  return value !== undefined && value !== null;
}

function revealed(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? value.value : value;
}
