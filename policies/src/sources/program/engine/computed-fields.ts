import type { ComputedFields } from "../../../facts/computed-fields.ts";
import {
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../rule/property-value.ts";
import type { Plan } from "../../plan.ts";

/**
 * Returns the outputs of a new resource as its provider plans them: the fields that AWS fills in inside a block that the program
 * sets are unknown. For properties that the program doesn't set at all, the SDK knows this by itself.
 */
export async function withComputedFields(type: string, outputs: PropertyObject): Promise<PropertyObject> {
  if (!type.startsWith("aws:") || !Object.values(outputs).some(isBlock)) return outputs;
  const { computedFieldsOf } = await import("../../../facts/computed-fields.ts");
  return withBlocks(outputs, computedFieldsOf(type));
}

/** Returns the outputs of a resource of a plan as the program sees them. */
export async function plannedOutputs(plan: Plan, urn: string): Promise<PropertyObject> {
  const outputs = plan.outputs(urn);
  return plan.id(urn) === "" ? withComputedFields(plan.get(urn)?.type ?? "", outputs) : outputs;
}

/** True for what may be a block, a list of blocks or one of these as a secret; tags and the like are found to be none later. */
function isBlock(value: PropertyValue | undefined): boolean {
  return typeof value === "object" && value !== null;
}

function withBlocks(object: PropertyObject, blocks: ComputedFields["blocks"]): PropertyObject {
  const changed = Object.entries(object)
    .filter(([name]) => blocks.has(name))
    .map(([name, value]) => [name, filled(value, blocks.get(name))] as const);
  return { ...object, ...Object.fromEntries(changed) };
}

function filled(
  value: PropertyValue | undefined,
  fields: ComputedFields | undefined,
): PropertyValue | undefined {
  if (fields === undefined) return value;
  if (value instanceof Secret) return new Secret(filled(value.value, fields) ?? null);
  if (Array.isArray(value)) {
    return (value as readonly PropertyValue[]).map((element) => filled(element, fields) ?? null);
  }
  if (!isPropertyObject(value)) return value;
  const computed = Object.fromEntries(fields.names.map((name) => [name, UNKNOWN]));
  const given = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
  return withBlocks({ ...computed, ...Object.fromEntries(given) }, fields.blocks);
}
