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
  /** Inputs with what the provider added. */
  readonly inputs: PropertyObject;
  readonly outputs: PropertyObject;
  readonly protect: boolean;
  /** Properties whose change counted for nothing, as dotted paths. */
  readonly ignoreChanges: readonly string[];
  /** URN of the parent; empty where there is none. */
  readonly parent: string;
}

/** Resources of a stack as its last update left them, by URN. */
export type PriorState = ReadonlyMap<string, PriorResource>;

/**
 * Reads what `pulumi stack export` printed: the whole document, or its deployment.
 *
 * @throws UsageError where the file holds no state, or that of another stack.
 */
export function loadPriorState(file: string, identity: StackIdentity): PriorState {
  const document = readJson(file);
  const deployment = field(document, "deployment") ?? document;
  const resources = field(deployment, "resources");
  if (!Array.isArray(resources) || !resources.every(isResource)) {
    throw new UsageError(`${file}: there are no resources in it; expected what pulumi stack export prints`);
  }
  const stack = resources.find(({ type }) => type === STACK_TYPE);
  if (stack && stack.urn !== stackUrn(identity)) {
    const [, stackName = "", project = ""] = stack.urn
      .split(":")
      .filter((part) => part !== "")
      .slice(1);
    throw new UsageError(
      `${file} is of the stack ${stackName} of ${project}; expected that of ${identity.stack} of ${identity.project}`,
    );
  }
  return new Map(resources.filter(isOfStack).map((resource) => [resource.urn, priorResource(resource)]));
}

/** The part of Pulumi's own format that is read here; source: pulumi sdk/go/common/apitype/core.go, 3.259.0. */
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
  /** True for what a program only reads. */
  readonly external?: boolean;
  /** True for what has been replaced and waits for its deletion. */
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

/** A secret is there as text where it was exported with `--show-secrets`, and else encrypted. */
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
