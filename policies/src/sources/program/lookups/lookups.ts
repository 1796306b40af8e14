import { existsSync } from "node:fs";
import path from "node:path";

import {
  isPropertyObject,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../rule/property-value.ts";
import { UsageError } from "../../../usage-error.ts";
import { readJson } from "../../read-json.ts";
import type { PriorState } from "../../state/prior-state.ts";
import type { Project } from "../project.ts";
import { lookupTable, type LookupContext } from "./lookup-table.ts";
import { stateAnswer } from "./state-lookups.ts";
import { NOT_ANSWERED } from "./unknown-lookups.ts";

/** An answer to a lookup that a project provides in its `productionproof.json`. */
export interface ProjectLookup {
  /** Token of the function, such as `aws:ec2/getVpc:getVpc`. */
  readonly token: string;
  /** Arguments that a call must have for the answer to apply. @defaultValue any arguments */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result: PropertyObject;
  /** True for values that could be others in the account. They don't apply if the plan is compared with a state. @defaultValue false */
  readonly example?: boolean;
}

/** Answers calls of functions (data sources) without a cloud account. */
export class Lookups {
  readonly #project: readonly ProjectLookup[];
  readonly #state: PriorState | undefined;

  /** @param state the stack's state that the plan is compared with. @defaultValue none */
  constructor(project: readonly ProjectLookup[], state?: PriorState) {
    this.#project = project;
    this.#state = state;
  }

  /** Returns the answer to a call; undefined if neither the project, the stack's state nor the built-in table has one. */
  answer(
    token: string,
    args: Readonly<Record<string, unknown>>,
    context: LookupContext,
  ): PropertyObject | undefined {
    return (
      this.projectAnswer(token, args) ??
      (this.#state && stateAnswer(this.#state, token, args)) ??
      lookupTable[token]?.(args, context)
    );
  }

  /** Returns the fields of an answer that only AWS knows, as far as the built-in table has them. */
  fields(token: string): readonly string[] {
    const answer = lookupTable[token]?.({}, { region: "", addBlindSpot: () => undefined }) ?? {};
    return Object.keys(answer).filter((field) => answer[field] === UNKNOWN);
  }

  /** Returns the project's own answer to a call; undefined if it has none. */
  projectAnswer(token: string, args: Readonly<Record<string, unknown>>): PropertyObject | undefined {
    return this.#project.find((lookup) => lookup.token === token && fits(lookup.args ?? {}, args))?.result;
  }
}

/**
 * Returns the lookups of a project, with its own answers from `productionproof.json` if that file exists.
 *
 * @param state the stack's state that the plan is compared with, to which values that are only examples don't apply.
 * @throws UsageError if the file doesn't have the expected format.
 */
export function loadLookups({ directory }: Project, state?: PriorState): Lookups {
  const file = path.join(directory, "productionproof.json");
  if (!existsSync(file)) return new Lookups([], state);
  const { lookups } = (readJson(file) ?? {}) as { readonly lookups?: unknown };
  if (!Array.isArray(lookups) || !lookups.every(isLookup)) {
    throw new UsageError(
      `${file}: lookups: expected a list of { "token": "…", "args": { … }, "result": { … }, "example": true }, with or without args and example`,
    );
  }
  const applying = lookups.filter(({ example }) => !state || example !== true);
  return new Lookups(
    applying.map((lookup) => ({ ...lookup, result: filledIn(lookup.result) as PropertyObject })),
    state,
  );
}

/** Returns a result in which the values that are still to be filled in are unknown. */
function filledIn(value: PropertyValue): PropertyValue {
  if (value === NOT_ANSWERED) return UNKNOWN;
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(filledIn);
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner)]));
}

function isLookup(value: Partial<ProjectLookup> | null): value is ProjectLookup {
  const { token, args = {}, result, example = false } = value ?? {};
  return typeof token === "string" && isObject(args) && isObject(result) && typeof example === "boolean";
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(expected: Readonly<Record<string, unknown>>, args: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(args[name]) === JSON.stringify(value),
  );
}
