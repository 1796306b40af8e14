import { referencedResource } from "../../../protocol/wire.ts";
import { formatPath, type PropertyPath } from "../../../rule/property-path.ts";
import {
  isPropertyObject,
  isUnknown,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../rule/property-value.ts";

/** A value and the URNs that it depends on, like an output in Pulumi. */
export class Output {
  readonly value: PropertyValue;
  readonly from: readonly string[];

  constructor(value: PropertyValue, from: readonly string[] = []) {
    this.value = value;
    this.from = from;
  }

  /**
   * Returns a property of the value. The wire only lists dependencies for a whole input, so a property gets all of them if it
   * contains an unknown value, and none if it is known.
   */
  get(key: string): Output {
    if (isUnknown(this.value)) return this;
    const secret = this.value instanceof Secret;
    // A property that is secret by itself stays so.
    const object = this.value instanceof Secret ? this.value.value : this.value;
    const value = isPropertyObject(object) ? object[key] : undefined;
    return new Output(
      secret && value !== undefined && !(value instanceof Secret) ? new Secret(value) : value,
      holdsUnknown(value) ? this.from : [],
    );
  }

  /** Returns this value, or the other one if this one is absent, as `??` does. */
  or(other: Input): Output {
    return this.value === undefined || this.value === null ? flatten(other) : this;
  }

  /**
   * The result of `if (value)` in the plugin, where an unknown or secret value is an object and therefore true, and a plain 0 or
   * false counts as absent.
   */
  get isSet(): boolean {
    return Boolean(this.value);
  }
}

/** The input for a property: plain data that may contain outputs anywhere. */
export type Input =
  | undefined
  | null
  | boolean
  | number
  | string
  | Secret
  | Output
  | readonly Input[]
  | { readonly [key: string]: Input };

/** Returns an unknown value that depends on the sources. */
export function unknownFrom(...sources: readonly Output[]): Output {
  return new Output(UNKNOWN, urnsOf(sources));
}

/** Converts data that contains outputs to plain data; absent properties are omitted. */
export function flatten(input: Input): Output {
  if (input instanceof Output) return input;
  if (input instanceof Secret) return new Output(input);
  if (Array.isArray(input)) {
    const elements = (input as readonly Input[]).map(flatten);
    return new Output(
      elements.map(({ value }) => value),
      urnsOf(elements),
    );
  }
  if (typeof input === "object" && input !== null) {
    const properties = Object.entries(input)
      .map(([key, value]) => [key, flatten(value)] as const)
      .filter(([, { value }]) => value !== undefined);
    return new Output(
      Object.fromEntries(properties.map(([key, { value }]) => [key, value])),
      urnsOf(properties.map(([, output]) => output)),
    );
  }
  // Only plain values are left; Array.isArray doesn't narrow read-only arrays.
  return new Output(input);
}

/**
 * Computes a value from others as `pulumi.all(…).apply(…)` does in a preview: the result is unknown if anything in them is
 * unknown, and secret if anything in them is secret.
 */
export function apply(
  inputs: readonly Input[],
  compute: (...values: readonly PropertyValue[]) => PropertyValue,
): Output {
  return applyPartly(inputs, (...values) => (values.some(holdsUnknown) ? UNKNOWN : compute(...values)));
}

/** Like {@link apply}, for a computation that takes unknown values too, and whose result is then known in part. */
export function applyPartly(
  inputs: readonly Input[],
  compute: (...values: readonly PropertyValue[]) => PropertyValue,
): Output {
  const outputs = inputs.map(flatten);
  const values = outputs.map(({ value }) => value);
  const result = compute(...values.map(reveal));
  return new Output(
    result !== undefined && values.some(holdsSecret) ? new Secret(result) : result,
    urnsOf(outputs),
  );
}

/** Returns the value as `pulumi.output` does: unknown as a whole if anything in it is unknown. */
export function asOne(output: Output): Output {
  return holdsUnknown(output.value) ? new Output(UNKNOWN, output.from) : output;
}

/** Returns the URNs of the resources of a provider to which a value contains references. */
export function referencedUrns(value: PropertyValue): readonly string[] {
  const urn = referencedResource(value);
  return urn === undefined ? partsOf(value).flatMap(referencedUrns) : [urn];
}

/** Returns the properties of an object; none for other values. */
export function fieldsOf(value: PropertyValue): PropertyObject {
  return isPropertyObject(value) ? value : {};
}

/** Returns the elements of a list; none for other values. */
export function elementsOf(value: PropertyValue): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

/** Returns a string, number or boolean as a template literal would print it. */
export function textOf(value: PropertyValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** True if anything in the value is unknown. */
export function holdsUnknown(value: PropertyValue): boolean {
  return isUnknown(value) || partsOf(value).some(holdsUnknown);
}

/** Returns the paths of the unknown values in an object: of three, and how many others there are. */
export function unknownPaths(object: PropertyObject): string {
  const paths = [...pathsOfUnknown(object, [])];
  const others = paths.length - 3;
  return [...paths.slice(0, 3), ...(others > 0 ? [`${others} others`] : [])].join(", ");
}

function* pathsOfUnknown(value: PropertyValue, path: PropertyPath): Iterable<string> {
  if (isUnknown(value)) yield formatPath(path);
  else if (value instanceof Secret) yield* pathsOfUnknown(value.value, path);
  else if (Array.isArray(value)) {
    for (const [index, element] of elementsOf(value).entries())
      yield* pathsOfUnknown(element, [...path, index]);
  } else {
    for (const [key, inner] of Object.entries(fieldsOf(value))) yield* pathsOfUnknown(inner, [...path, key]);
  }
}

function holdsSecret(value: PropertyValue): boolean {
  return value instanceof Secret || partsOf(value).some(holdsSecret);
}

function partsOf(value: PropertyValue): readonly PropertyValue[] {
  if (value instanceof Secret) return [value.value];
  return Array.isArray(value) ? elementsOf(value) : Object.values(fieldsOf(value));
}

function reveal(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return reveal(value.value);
  if (Array.isArray(value)) return elementsOf(value).map(reveal);
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

function urnsOf(outputs: readonly Output[]): readonly string[] {
  return [...new Set(outputs.flatMap(({ from }) => from))];
}
