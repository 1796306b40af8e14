// What IAM knows about actions: on which resources they work, and which condition keys they have.
import { readFileSync } from "node:fs";
import path from "node:path";

import type { Statement } from "./policy-documents.ts";

/** The table of facts, which `npm run refresh-iam-actions` writes. */
export const FACTS_FILE = path.join(import.meta.dirname, "iam-actions.jsonl");

/** The facts about an action. */
export interface ActionFacts {
  /** The service and the name, such as `logs:PutLogEvents`. */
  readonly action: string;
  /** The formats of the ARNs of the resources on which it works; none if it works only on `*`. */
  readonly arns: readonly string[];
  readonly conditionKeys: readonly string[];
}

let loaded: readonly ActionFacts[] | undefined;

function facts(): readonly ActionFacts[] {
  return (loaded ??= readFileSync(FACTS_FILE, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as ActionFacts));
}

/** Yields what has no effect in a statement: actions that don't exist, on resources or with conditions that they don't have. */
export function* ineffective({ actions, resources, conditionKeys }: Statement): Generator<string> {
  const unused = new Set(resources.filter((resource) => resource !== "*"));
  const narrowed = [...unused];
  for (const pattern of actions) {
    // The resource policy of a bucket or a key says what is allowed there, of all actions of its service.
    if (/^\w+:\*$/.test(pattern)) continue;
    const found = facts().filter(({ action }) => matches(pattern, action));
    if (found.length === 0)
      yield `${pattern} is no action; npm run refresh-iam-actions adds it, if it is new`;
    for (const { action, arns, conditionKeys: known } of found) {
      // A pattern covers actions for which the statement isn't meant.
      if (pattern !== action) continue;
      const used = narrowed.filter((resource) =>
        arns.some((arn) => overlap(arn.replaceAll(/\$\{\w+\}/g, "*"), resource)),
      );
      for (const resource of used) unused.delete(resource);
      if (narrowed.length > 0 && used.length === 0)
        yield arns.length === 0
          ? `${action} works only on *`
          : `${action} works on none of ${narrowed.join(", ")}`;
      for (const key of conditionKeys) {
        // Keys of IAM itself, which are in every request that they describe.
        if (/^aws:(Principal|Source|Resource(Account|OrgID))/.test(key)) continue;
        if (!known.some((one) => matches(one.replace(/\$\{.*/, "*"), key)))
          yield `${action} has no condition key ${key}`;
      }
    }
  }
  for (const resource of unused) yield `no action works on ${resource}`;
}

function matches(pattern: string, text: string): boolean {
  return overlap(pattern.toLowerCase(), text.toLowerCase());
}

/** True if some text matches both patterns, in which a `*` stands for any text. */
function overlap(a: string, b: string): boolean {
  if (a === "" || b === "") return a.replaceAll("*", "") === b.replaceAll("*", "");
  if (a.startsWith("*")) return overlap(a.slice(1), b) || (!b.startsWith("*") && overlap(a, b.slice(1)));
  if (b.startsWith("*")) return overlap(b, a);
  return b.startsWith(a.charAt(0)) && overlap(a.slice(1), b.slice(1));
}
