import { existsSync } from "node:fs";
import path from "node:path";

import type { PropertyObject } from "../../../rule/property-value.ts";
import { UsageError } from "../../../usage-error.ts";
import { readJson } from "../../read-json.ts";
import type { Project } from "../project.ts";
import { lookupTable, type LookupContext } from "./lookup-table.ts";

/** An answer that a project gives for a lookup of its program, in its `productionproof.json`. */
export interface ProjectLookup {
  /** Token of the function, `aws:ec2/getVpc:getVpc`. */
  readonly token: string;
  /** Arguments that must be the same for the answer to fit; without it, any arguments fit. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result: PropertyObject;
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

/**
 * The lookups of a project, with its own answers from `productionproof.json`, if there is one.
 *
 * @throws UsageError where the file is not of the expected form.
 */
export function loadLookups({ directory }: Project): Lookups {
  const file = path.join(directory, "productionproof.json");
  if (!existsSync(file)) return new Lookups([]);
  const { lookups } = (readJson(file) ?? {}) as { readonly lookups?: unknown };
  if (!Array.isArray(lookups) || !lookups.every(isLookup)) {
    throw new UsageError(
      `${file}: lookups: expected a list of { "token": "…", "args": { … }, "result": { … } }`,
    );
  }
  return new Lookups(lookups);
}

function isLookup(value: Partial<ProjectLookup> | null): value is ProjectLookup {
  return typeof value?.token === "string" && isObject(value.result) && isObject(value.args ?? {});
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(expected: Readonly<Record<string, unknown>>, args: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(args[name]) === JSON.stringify(value),
  );
}
