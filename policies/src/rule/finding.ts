import type { FrameworkControls } from "../facts/frameworks.ts";
import type { PropertyValue } from "./property-value.ts";
import type { Place } from "./reading.ts";

/** How serious a violation of a rule is; what happens then depends on its {@link Level}. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * The effect of a rule's findings on a run: none, block it, or block it unless the rule can fix the resource. A disabled
 * rule doesn't run at all.
 */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** A violation that a rule found. Its strings contain no secrets, environment values or user data. */
export interface Finding extends Place {
  readonly rule: string;
  /** Identifies the finding within its rule; stable, so that a policy config can refer to it. */
  readonly key: string;
  readonly level: "advisory" | "mandatory";
  readonly severity: Severity;
  /** What is wrong and what passes, in one line for a list of findings. */
  readonly message: string;
  /** What is wrong. */
  readonly found: string;
  /** What passes. */
  readonly passes: string;
  /** Additional remarks, such as an exemption that has expired or how many similar findings are left out. */
  readonly notes: readonly string[];
  /** What to change. */
  readonly fix: string;
  /** Where to read more. */
  readonly link: string;
  /** The controls of security frameworks that the rule checks. @defaultValue none */
  readonly frameworks?: FrameworkControls;
}

/** A property that a rule needed but could not judge. */
export interface UndeterminedProperty extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** A resource or a property that a rule doesn't apply to, such as the addresses of pods that use IPv6. */
export interface NotApplicable extends Place {
  readonly rule: string;
  readonly reason: string;
}

/** A change to a resource's inputs that makes a rule pass. */
export interface Edit {
  /** Property path in Pulumi's notation; a path that continues below a string points into the document that the string holds. */
  readonly path: string;
  readonly value: PropertyValue;
}

/**
 * Returns a finding in full, one line for each part: what is wrong and where, what passes, additional remarks, what to change,
 * where to read more.
 */
export function findingLines({ path, found, passes, notes, fix, link }: Finding): readonly string[] {
  return [path === "" ? found : `${path}: ${found}`, sentence(passes), ...notes, fix, link].filter(
    (line) => line !== "",
  );
}

function sentence(text: string): string {
  // The name of a setting, such as maxPods, is not capitalized.
  const isWord = /^[a-z]+(?![A-Za-z0-9._-])/.test(text);
  return text === "" ? "" : `${isWord ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`;
}
