import type { Place } from "./view.ts";

/** How bad it is when a rule is broken; what is done about it is its {@link Level}. */
export type Severity = "low" | "medium" | "high" | "critical";

/** What a rule's findings do to a run: nothing, stop it, or the rule is not run at all. */
export type Level = "advisory" | "mandatory" | "disabled";

/** Something a rule found wrong. */
export interface Finding extends Place {
  readonly rule: string;
  /** Which of the rule's findings it is; stable, so that configuration can name it. */
  readonly key: string;
  readonly level: Exclude<Level, "disabled">;
  readonly severity: Severity;
  /** What is wrong and what would pass. Holds no secret, environment value or user data. */
  readonly message: string;
}

/** A property that a rule needed and could not judge. */
export interface UndeterminedProperty extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** The outcome of one rule on one resource, or on the stack. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly undetermined: readonly UndeterminedProperty[];
}
