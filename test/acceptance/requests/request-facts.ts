// What AWS's own service models say about requests: required members, lengths, patterns and values.
import { readFileSync } from "node:fs";
import path from "node:path";

import {
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";

/** The table of facts, which `npm run refresh-requests` writes. */
export const FACTS_FILE = path.join(import.meta.dirname, "service-models.jsonl");

/** A shape of a service model. */
export interface Shape {
  /** The service and the name. */
  readonly shape: string;
  readonly type:
    | "blob"
    | "boolean"
    | "double"
    | "float"
    | "integer"
    | "list"
    | "long"
    | "map"
    | "string"
    | "structure"
    | "timestamp";
  readonly required?: readonly string[];
  /** The shapes of a structure's members, by name. */
  readonly members?: Readonly<Record<string, string>>;
  /** The shape of a list's elements. */
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

interface Facts {
  readonly source: string;
  readonly date: string;
  /** The input's shape, by service and operation. */
  readonly operations: ReadonlyMap<string, string>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

let loaded: Facts | undefined;

function facts(): Facts {
  return (loaded ??= load());
}

function load(): Facts {
  const [head, ...lines] = readFileSync(FACTS_FILE, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Shape | { readonly operation: string; readonly input: string });
  const { source, date } = head as unknown as Pick<Facts, "source" | "date">;
  const operations = lines.flatMap((line) =>
    "operation" in line ? [[line.operation, line.input] as const] : [],
  );
  const shapes = lines.flatMap((line) => ("shape" in line ? [[line.shape, line] as const] : []));
  return { source, date, operations: new Map(operations), shapes: new Map(shapes) };
}

/** A part of a request that AWS refuses. */
export interface Violation {
  /** The path in the resource's inputs. */
  readonly path: string;
  readonly problem: string;
}

/**
 * Yields what AWS's service model refuses in a request. Members are found whatever their case, since the provider's properties are
 * spelled like them; what is unknown until `pulumi up` is not judged.
 *
 * @param operation the service and the operation, such as `eks CreateNodegroup`.
 */
export function* violations(operation: string, input: PropertyValue): Generator<Violation> {
  const [service = ""] = operation.split(" ");
  const shape = facts().operations.get(operation);
  if (shape === undefined)
    throw new Error(`no facts about ${operation}; npm run refresh-requests writes them`);
  yield* inShape(service, shape, input, "");
}

function* inShape(service: string, name: string, secret: PropertyValue, path: string): Generator<Violation> {
  const value = secret instanceof Secret ? secret.value : secret;
  if (value === undefined || value === null || isUnknown(value)) return;
  const shape = facts().shapes.get(`${service} ${name}`);
  if (!shape) throw new Error(`no facts about ${service} ${name}`);
  switch (shape.type) {
    case "structure":
      yield* inStructure(service, shape, value, path);
      break;
    case "list":
      yield* inList(service, shape, value, path);
      break;
    case "map":
      yield* inMap(service, shape, value, path);
      break;
    default: {
      const problem = inScalar(shape, value);
      if (problem !== undefined) yield { path, problem };
    }
  }
}

function* inStructure(
  service: string,
  shape: Shape,
  value: PropertyValue,
  path: string,
): Generator<Violation> {
  if (!isPropertyObject(value)) {
    yield { path, problem: `is ${kindOf(value)}, not an object` };
    return;
  }
  const members = new Map(
    Object.entries(shape.members ?? {}).map(([name, inner]) => [name.toLowerCase(), inner]),
  );
  const given = new Map(
    Object.entries(value)
      .filter(([property, inner]) => inner !== undefined && inner !== null && !property.startsWith("__"))
      .map(([property, inner]) => [property.toLowerCase(), [property, inner] as const]),
  );
  for (const required of shape.required ?? []) {
    if (!given.has(required.toLowerCase())) yield { path, problem: `lacks ${required}, which AWS requires` };
  }
  for (const [key, [property, inner]] of given) {
    const at = path === "" ? property : `${path}.${property}`;
    const member = members.get(key);
    if (member === undefined) yield { path: at, problem: `is no member of ${shape.shape}` };
    else yield* inShape(service, member, inner, at);
  }
}

function* inList(service: string, shape: Shape, value: PropertyValue, path: string): Generator<Violation> {
  const { member = "" } = shape;
  // The provider takes tags as an object, and a list that can have only one element as this element.
  const elements = Array.isArray(value)
    ? (value as readonly PropertyValue[]).map((element, index) => [element, `${path}[${index}]`] as const)
    : isPropertyObject(value)
      ? (tagsOf(service, member, value, path) ?? [[value, path] as const])
      : undefined;
  if (!elements) {
    yield { path, problem: `is ${kindOf(value)}, not a list` };
    return;
  }
  const problem = outOfBounds(shape, elements.length, "elements");
  if (problem !== undefined) yield { path, problem };
  for (const [element, at] of elements) yield* inShape(service, member, element, at);
}

/** Returns an object as a list of AWS's tags; undefined if the list's elements are none. */
function tagsOf(service: string, member: string, value: PropertyValue, path: string) {
  const names = Object.keys(facts().shapes.get(`${service} ${member}`)?.members ?? {});
  const [key, tag] = [
    names.find((name) => /^(Tag)?Key$/.test(name)),
    names.find((name) => /^(Tag)?Value$/.test(name)),
  ];
  if (key === undefined || tag === undefined || names.length > 2) return undefined;
  return Object.entries(value as object).map(
    ([name, inner]: [string, PropertyValue]) => [{ [key]: name, [tag]: inner }, `${path}.${name}`] as const,
  );
}

function* inMap(service: string, shape: Shape, value: PropertyValue, path: string): Generator<Violation> {
  if (!isPropertyObject(value)) {
    yield { path, problem: `is ${kindOf(value)}, not an object` };
    return;
  }
  const entries = Object.entries(value);
  const problem = outOfBounds(shape, entries.length, "entries");
  if (problem !== undefined) yield { path, problem };
  for (const [key, inner] of entries) {
    const at = `${path}.${key}`;
    for (const { problem } of inShape(service, shape.key ?? "", key, at))
      yield { path: at, problem: `its key ${problem}` };
    yield* inShape(service, shape.value ?? "", inner, at);
  }
}

function inScalar(shape: Shape, value: PropertyValue): string | undefined {
  switch (shape.type) {
    case "boolean":
      // The provider's optional booleans are strings.
      return typeof value === "boolean" || value === "true" || value === "false"
        ? undefined
        : `is ${kindOf(value)}, not true or false`;
    case "integer":
    case "long":
      if (typeof value !== "number" || !Number.isInteger(value)) return `is ${kindOf(value)}, not an integer`;
      return outOfBounds(shape, value);
    case "double":
    case "float":
      return typeof value === "number" ? outOfBounds(shape, value) : `is ${kindOf(value)}, not a number`;
    case "string":
      return typeof value === "string" ? inString(shape, value) : `is ${kindOf(value)}, not a string`;
    default:
      return undefined;
  }
}

function inString(shape: Shape, value: string): string | undefined {
  if (shape.enum && !shape.enum.includes(value))
    return `is "${value}", which is none of ${shape.enum.join(", ")}`;
  const problem = outOfBounds(shape, Array.from(value).length, "characters");
  if (problem !== undefined) return problem;
  const { pattern } = shape;
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(value)) return undefined;
  return `is "${value}", which doesn't match ${pattern}`;
}

/** @param unit what is counted; absent for a number. */
function outOfBounds({ min, max }: Shape, size: number, unit?: string): string | undefined {
  const is = unit === undefined ? `is ${size}` : `has ${size} ${unit}`;
  if (min !== undefined && size < min) return `${is}; AWS accepts at least ${min}`;
  return max !== undefined && size > max ? `${is}; AWS accepts at most ${max}` : undefined;
}

function kindOf(value: PropertyValue): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : typeof value === "string" ? `"${value}"` : String(value);
}
