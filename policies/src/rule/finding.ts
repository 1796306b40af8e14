import type { PropertyValue } from "./property-value.ts";
import type { Place } from "./reading.ts";

/** How bad it is when a rule is broken; what is done about it is its {@link Level}. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * What a rule's findings do to a run: nothing, stop it, or stop it unless the rule can mend the resource; or the rule is
 * not run at all.
 */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** Something a rule found wrong. Its texts hold no secret, environment value or user data. */
export interface Finding extends Place {
  readonly rule: string;
  /** Which of the rule's findings it is; stable, so that configuration can name it. */
  readonly key: string;
  readonly level: "advisory" | "mandatory";
  readonly severity: Severity;
  /** What is wrong, and what passes: one line for a list of findings. */
  readonly message: string;
  /** What is wrong. */
  readonly found: string;
  /** What passes. */
  readonly passes: string;
  /** What else there is to say: the exemption that has expired, how many findings like this one are left out. */
  readonly notes: readonly string[];
  /** What to change. */
  readonly fix: string;
  /** Where to read on. */
  readonly link: string;
}

/** A property that a rule needed and could not judge. */
export interface UndeterminedProperty extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** A resource, or a property, to which a rule does not apply: the addresses of pods that have IPv6. */
export interface NotApplicable extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** A change to a resource's inputs after which a rule passes. */
export interface Edit {
  /** Property path in Pulumi's notation; one that goes on below a string is inside the document that the string holds. */
  readonly path: string;
  readonly value: PropertyValue;
}

/**
 * A finding in full, a line for each thing it says: what is wrong and where, what passes, what else there is to say, what to
 * change, where to read on.
 */
export function findingLines({ path, found, passes, notes, fix, link }: Finding): readonly string[] {
  return [path === "" ? found : `${path}: ${found}`, sentence(passes), ...notes, fix, link].filter(
    (line) => line !== "",
  );
}

function sentence(text: string): string {
  // The name of a setting, such as maxPods, stays as it is written.
  const isWord = /^[a-z]+(?![A-Za-z0-9._-])/.test(text);
  return text === "" ? "" : `${isWord ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`;
}
