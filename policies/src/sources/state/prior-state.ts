import { stackUrn, type StackIdentity } from "../../protocol/urn.ts";
import { SECRET, SIGNATURE } from "../../protocol/wire.ts";
import {
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
 * @throws UsageError if the file contains no state, or the state of another stack.
 */
export function loadPriorState(file: string, identity: StackIdentity): PriorState {
  const document = readJson(file);
  const deployment = field(document, "deployment") ?? document;
  const resources = field(deployment, "resources");
  if (!Array.isArray(resources) || !resources.every(isResource)) {
    throw new UsageError(`${file} contains no resources; expected the output of pulumi stack export`);
  }
  const stack = resources.find(({ type }) => type === STACK_TYPE);
  if (stack && stack.urn !== stackUrn(identity)) {
    const [, stackName = "", project = ""] = stack.urn
      .split(":")
      .filter((part) => part !== "")
      .slice(1);
    throw new UsageError(
      `${file} is the state of stack ${stackName} of ${project}; expected stack ${identity.stack} of ${identity.project}`,
    );
  }
  return new Map(resources.filter(isOfStack).map((resource) => [resource.urn, priorResource(resource)]));
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

function isResource(value: unknown): value is ExportedResource {
  return typeof field(value, "urn") === "string" && typeof field(value, "type") === "string";
}

function isOfStack({ external, delete: isReplaced }: ExportedResource): boolean {
  return external !== true && isReplaced !== true;
}

function priorResource(resource: ExportedResource): PriorResource {
  const { urn, type, custom = false, id = "", inputs = {}, outputs = {}, protect = false } = resource;
  const { ignoreChanges = [], parent = "" } = resource;
  return {
    urn,
    type,
    custom,
    id,
    inputs: decodeObject(inputs),
    outputs: decodeObject(outputs),
    protect,
    ignoreChanges,
    parent,
  };
}

function decodeObject(object: PropertyObject): PropertyObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decode(value)]));
}

/** Decodes a value. A secret is in plaintext if the state was exported with `--show-secrets`, and encrypted otherwise. */
function decode(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(decode);
  if (!isPropertyObject(value)) return value;
  if (value[SIGNATURE] !== SECRET) return decodeObject(value);
  const { plaintext } = value;
  return new Secret(typeof plaintext === "string" ? decode(JSON.parse(plaintext) as PropertyValue) : UNKNOWN);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
