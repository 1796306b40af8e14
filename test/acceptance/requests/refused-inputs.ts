import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { requestsOf } from "./aws-requests.ts";
import { violations, type Violation } from "./request-facts.ts";

/** A part of a resource's request that AWS refuses. */
export interface RefusedInput extends Violation {
  /** The operation, such as `CreateNodegroup`. */
  readonly request: string;
}

/** Yields what AWS's service models refuse in the requests that create a resource; nothing for a type that isn't mapped. */
export function* refusedInputs(type: string, inputs: PropertyObject): Generator<RefusedInput> {
  for (const [operation, input] of requestsOf(type, inputs) ?? []) {
    const request = operation.split(" ").at(-1) ?? "";
    for (const violation of violations(operation, input)) yield { request, ...violation };
  }
}
