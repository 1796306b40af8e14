import type { PropertyObject } from "../rule/property-value.ts";
import { lookupTable } from "./lookup-table.ts";

/** An answer that a project gives for a lookup of its program, in its `productionproof.json`. */
export interface ProjectLookup {
  /** Token of the function, `aws:ec2/getVpc:getVpc`. */
  readonly token: string;
  /** Arguments that must be the same for the answer to fit; without it, any arguments fit. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result: PropertyObject;
}

/** What a lookup may depend on beside its arguments. */
export interface LookupContext {
  /** AWS region: the lookup's own, its provider's, or the stack's. Absent where none is known. */
  readonly region: string | undefined;
}

/** Answers the functions (data sources) that a program calls, without a cloud. */
export class Lookups {
  readonly #project: readonly ProjectLookup[];

  constructor(project: readonly ProjectLookup[]) {
    this.#project = project;
  }

  /** The answer for a call; undefined where neither the project nor the built-in table has one. */
  answer(
    token: string,
    args: Readonly<Record<string, unknown>>,
    context: LookupContext,
  ): PropertyObject | undefined {
    const own = this.#project.find((lookup) => lookup.token === token && fits(lookup.args ?? {}, args));
    return own?.result ?? lookupTable[token]?.(args, context);
  }
}

function fits(expected: Readonly<Record<string, unknown>>, args: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(args[name]) === JSON.stringify(value),
  );
}
