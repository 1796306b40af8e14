import { stackUrn, type StackIdentity } from "../../protocol/urn.ts";
import { SECRET, SIGNATURE } from "../../protocol/wire.ts";
import {
  DEEPEST,
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../rule/property-value.ts";
import { STACK_TYPE } from "../../rule/stack-view.ts";
import { UsageError } from "../../usage-error.ts";
import { readJson } from "../read-json.ts";

/** A resource as the last update left it. */
export interface PriorResource {
  readonly urn: string;
  readonly type: string;
  /** False for components and the stack. */
  readonly custom: boolean;
  readonly id: string;
  /** Inputs, including those that the provider added. */
  readonly inputs: PropertyObject;
  readonly outputs: PropertyObject;
  readonly protect: boolean;
  /** Properties whose changes were ignored, as dotted paths. */
  readonly ignoreChanges: readonly string[];
  /** URN of the parent; empty if it has none. */
  readonly parent: string;
}

/** The resources of a stack as its last update left them, by URN. */
export type PriorState = ReadonlyMap<string, PriorResource>;

/**
 * Reads the output of `pulumi stack export`: the whole document or only its deployment.
 *
 * @throws UsageError if the file contains no state, one in another format, or the state of another stack.
 */
export function loadPriorState(file: string, identity: StackIdentity): PriorState {
  const document = readJson(file);
  const version = field(document, "version");
  if (version !== undefined && !VERSIONS.some((known) => known === version)) {
    throw new UsageError(
      `${file} has version ${JSON.stringify(version)}; expected version ${VERSIONS.join(" or ")}, which pulumi stack export prints`,
    );
  }
  const deployment = field(document, "deployment") ?? document;
  const resources = field(deployment, "resources");
  if (!Array.isArray(resources)) {
    throw new UsageError(`${file} contains no resources; expected the output of pulumi stack export`);
  }
  for (const [index, resource] of resources.entries()) {
    const problem = problemOf(resource);
    if (problem !== undefined) throw new UsageError(`${file}: resources[${index}]: ${problem}`);
  }
  const exported = resources as readonly ExportedResource[];
  const stack = exported.find(({ type }) => type === STACK_TYPE);
  if (stack && stack.urn !== stackUrn(identity)) {
    const [, stackName = "", project = ""] = stack.urn
      .split(":")
      .filter((part) => part !== "")
      .slice(1);
    throw new UsageError(
      `${file} is the state of stack ${stackName} of ${project}; expected stack ${identity.stack} of ${identity.project}`,
    );
  }
  const state = new Map<string, PriorResource>();
  for (const resource of exported.filter(isOfStack)) {
    const { urn } = resource;
    if (state.has(urn)) throw new UsageError(`${file}: ${urn} is there twice`);
    state.set(urn, priorResource(resource, `${file}: ${urn}`));
  }
  const cyclic = findCycle(state);
  if (cyclic !== undefined) throw new UsageError(`${file}: ${cyclic} is among its own parents`);
  return state;
}

/** The versions of Pulumi's format that are read here; source: pulumi sdk/go/common/apitype/core.go, 3.259.0. */
const VERSIONS = [3, 4];

/** Returns a resource whose parents lead back to it. */
function findCycle(state: PriorState): string | undefined {
  const acyclic = new Set<string>();
  for (const start of state.keys()) {
    const path = new Set<string>();
    for (let urn = start; state.has(urn) && !acyclic.has(urn); urn = state.get(urn)?.parent ?? "") {
      if (path.has(urn)) return urn;
      path.add(urn);
    }
    for (const urn of path) acyclic.add(urn);
  }
  return undefined;
}

/** The part of Pulumi's format that is read here; source: pulumi sdk/go/common/apitype/core.go, 3.259.0. */
interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: PropertyObject;
  readonly outputs?: PropertyObject;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly parent?: string;
  /** True for a resource that a program only reads. */
  readonly external?: boolean;
  /** True for a resource that has been replaced and is waiting to be deleted. */
  readonly delete?: boolean;
}

/** The fields of a resource that are read here. A field that Pulumi has no value for is absent. */
const FIELDS: readonly (readonly [name: string, expected: string, isValid: (value: unknown) => boolean])[] = [
  ["urn", "a text", isText],
  ["type", "a text", isText],
  ["custom", "true or false", isOptionalBoolean],
  ["id", "a text", (value) => value === undefined || isText(value)],
  ["inputs", "an object", isOptionalObject],
  ["outputs", "an object", isOptionalObject],
  ["protect", "true or false", isOptionalBoolean],
  [
    "ignoreChanges",
    "a list of texts",
    (value) => value === undefined || (Array.isArray(value) && value.every(isText)),
  ],
  ["parent", "a text", (value) => value === undefined || isText(value)],
  ["external", "true or false", isOptionalBoolean],
  ["delete", "true or false", isOptionalBoolean],
];

function problemOf(resource: unknown): string | undefined {
  const [name, expected] = FIELDS.find(([key, , isValid]) => !isValid(field(resource, key))) ?? [];
  if (name === undefined) return undefined;
  return `${name} is ${field(resource, name) === undefined ? "missing" : "invalid"}; expected ${expected}`;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isOptionalBoolean(value: unknown): boolean {
  return value === undefined || typeof value === "boolean";
}

function isOptionalObject(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value));
}

function isOfStack({ external, delete: isReplaced }: ExportedResource): boolean {
  return external !== true && isReplaced !== true;
}

/** @param where what an error message starts with. */
function priorResource(resource: ExportedResource, where: string): PriorResource {
  const { urn, type, custom = false, id = "", inputs = {}, outputs = {}, protect = false } = resource;
  const { ignoreChanges = [], parent = "" } = resource;
  return {
    urn,
    type,
    custom,
    id,
    inputs: decodeObject(inputs, `${where}: inputs`),
    outputs: decodeObject(outputs, `${where}: outputs`),
    protect,
    ignoreChanges,
    parent,
  };
}

function decodeObject(object: PropertyObject, where: string, depth = 1): PropertyObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decode(value, where, depth)]));
}

/**
 * Decodes a value; beyond {@link DEEPEST} levels, it is unknown, as in a program's resources. A secret is in plaintext if the state
 * was exported with `--show-secrets`, and encrypted otherwise.
 */
function decode(value: PropertyValue, where: string, depth: number): PropertyValue {
  if (depth > DEEPEST) return UNKNOWN;
  if (Array.isArray(value)) {
    return (value as readonly PropertyValue[]).map((element) => decode(element, where, depth + 1));
  }
  if (!isPropertyObject(value)) return value;
  if (value[SIGNATURE] !== SECRET) return decodeObject(value, where, depth + 1);
  const { plaintext } = value;
  return new Secret(
    typeof plaintext === "string" ? decode(secretValue(plaintext, where), where, depth + 1) : UNKNOWN,
  );
}

function secretValue(plaintext: string, where: string): PropertyValue {
  try {
    return JSON.parse(plaintext) as PropertyValue;
  } catch {
    throw new UsageError(`${where}: a secret is not valid JSON; expected the output of pulumi stack export`);
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
