import type { PropertyValue } from "./property-value.ts";
import type { Place } from "./view.ts";

/** How bad it is when a rule is broken; what is done about it is its {@link Level}. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * What a rule's findings do to a run: nothing, stop it, or stop it unless the rule can mend the resource; or the rule is
 * not run at all.
 */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** Something a rule found wrong. */
export interface Finding extends Place {
  readonly rule: string;
  /** Which of the rule's findings it is; stable, so that configuration can name it. */
  readonly key: string;
  readonly level: "advisory" | "mandatory";
  readonly severity: Severity;
  /** What is wrong and what would pass. Holds no secret, environment value or user data. */
  readonly message: string;
}

/** A property that a rule needed and could not judge. */
export interface UndeterminedProperty extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** A change to a resource's inputs after which a rule passes. */
export interface Edit {
  /** Property path in Pulumi's notation; one that goes on below a string is inside the document that the string holds. */
  readonly path: string;
  readonly value: PropertyValue;
}

/** The outcome of one rule on one resource, or on the stack. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly undetermined: readonly UndeterminedProperty[];
  /** What would mend the mandatory findings, as far as the rule offers it. */
  readonly edits: readonly Edit[];
}
