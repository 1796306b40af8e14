import type { TestResource } from "../rule/example.ts";
import type { Options, OptionValues } from "../rule/option.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { CommonOptions } from "../rule/rule.ts";
import type { Preset } from "../run/preset.ts";

/** The day on which tests run. */
export const TEST_DAY = "2026-06-15";

/** The input of a rule: one resource, or a whole stack. */
export interface TestCase<O extends Options = Options, Key extends string = string> {
  readonly name: string;
  readonly resource?: TestResource;
  readonly stack?: readonly TestResource[];
  /** The options, as in a policy config. */
  readonly options?: Partial<OptionValues<O & CommonOptions<Key>>>;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** The day of the run, as YYYY-MM-DD. @defaultValue {@link TEST_DAY} */
  readonly today?: string;
}

/** A finding that a case expects, in full. */
export interface ExpectedFinding<Key extends string = string> {
  readonly key: Key;
  readonly level: "advisory" | "mandatory";
  /** The name of the resource. @defaultValue `"subject"` */
  readonly name?: string;
  readonly path: string;
  /** What is wrong and what passes: `found; passes`. */
  readonly message: string;
}

/** The cases of a rule. */
export interface RuleCases<O extends Options, Key extends string> {
  /** Cases with no findings, in which everything is judged and the rule applies to everything. */
  readonly valid: readonly TestCase<O, Key>[];
  /** Cases with exactly these findings, in which everything is judged. */
  readonly invalid: readonly (TestCase<O, Key> & { readonly findings: readonly ExpectedFinding<Key>[] })[];
  /** Cases with exactly these paths recorded as not judged, as `path: reason`, and these findings. */
  readonly unknown: readonly (TestCase<O, Key> & {
    readonly undetermined: readonly string[];
    readonly findings?: readonly ExpectedFinding<Key>[];
  })[];
  /** Cases with exactly these resources recorded as not applicable, as `name: reason`, and these findings. */
  readonly notApplicable?: readonly (TestCase<O, Key> & {
    readonly because: readonly string[];
    readonly findings?: readonly ExpectedFinding<Key>[];
  })[];
  /**
   * Cases with exactly these findings under the option `exempt`, on {@link TEST_DAY}. The tester already checks with the invalid
   * cases that findings can be waived; these cases are for rules in which the selectors of an exemption matter.
   */
  readonly exempt?: readonly (TestCase<O, Key> & { readonly findings: readonly ExpectedFinding<Key>[] })[];
  /** Cases with the properties of the resource after the level `remediate`; for rules that remediate. */
  readonly remediate?: readonly (TestCase<O, Key> & {
    readonly resource: TestResource;
    readonly props: PropertyObject;
  })[];
  /**
   * Findings that are right although they only appear when the value at one of these paths is not known: it decides which of
   * several findings there is, or everything that it may refer to has the same defect.
   *
   * @defaultValue none: a finding that appears is a false alarm, and the rule must leave it at recording what is not known
   */
  readonly appears?: AppearingFindings<Key>;
}

/** Paths of values by the keys of the findings that appear when they are not known. */
export type AppearingFindings<Key extends string = string> = Readonly<
  Partial<Record<Key, readonly string[]>>
>;

/** Returns the cases with a list for each kind. A caller without the compiler can leave out a required kind. */
export function withAllKinds<O extends Options, Key extends string>({
  valid = [],
  invalid = [],
  unknown = [],
  notApplicable = [],
  exempt = [],
  remediate = [],
  appears = {} as AppearingFindings<Key>,
}: Partial<RuleCases<O, Key>>): Required<RuleCases<O, Key>> {
  return { valid, invalid, unknown, notApplicable, exempt, remediate, appears };
}
