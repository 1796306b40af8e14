import type { TestResource } from "../rule/example.ts";
import type { Options, OptionValues } from "../rule/option.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { CommonOptions } from "../rule/rule.ts";
import type { Preset } from "../run/preset.ts";

/** The day on which tests run. */
export const TEST_DAY = "2026-06-15";

/** What a rule is run on: one resource, or a whole stack. */
export interface TestCase<O extends Options = Options, Key extends string = string> {
  readonly name: string;
  readonly resource?: TestResource;
  readonly stack?: readonly TestResource[];
  /** Options as a policy config gives them. */
  readonly options?: Partial<OptionValues<O & CommonOptions<Key>>>;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** The day of the run, as YYYY-MM-DD. @defaultValue {@link TEST_DAY} */
  readonly today?: string;
}

/** A finding that a case expects, whole. */
export interface ExpectedFinding<Key extends string = string> {
  readonly key: Key;
  readonly level: "advisory" | "mandatory";
  /** Name of the resource. @defaultValue `"subject"` */
  readonly name?: string;
  readonly path: string;
  /** What is wrong and what passes: `found; passes`. */
  readonly message: string;
}

/** The cases a rule must have. */
export interface RuleCases<O extends Options, Key extends string> {
  /** No finding, and nothing that could not be judged or that the rule does not apply to. */
  readonly valid: readonly TestCase<O, Key>[];
  /** Exactly these findings, and nothing that could not be judged. */
  readonly invalid: readonly (TestCase<O, Key> & { readonly findings: readonly ExpectedFinding<Key>[] })[];
  /** Exactly these paths on record as not judged, as `path: reason`, beside these findings. */
  readonly unknown: readonly (TestCase<O, Key> & {
    readonly undetermined: readonly string[];
    readonly findings?: readonly ExpectedFinding<Key>[];
  })[];
  /** No finding, and exactly these resources on record as ones to which the rule does not apply, as `name: reason`. */
  readonly notApplicable?: readonly (TestCase<O, Key> & {
    readonly because: readonly string[];
    readonly findings?: readonly ExpectedFinding<Key>[];
  })[];
  /**
   * Exactly these findings under the option `exempt`, on {@link TEST_DAY}. That findings can be waived at all is tested with
   * the invalid cases; these are for rules in which it matters what an exemption names.
   */
  readonly exempt?: readonly (TestCase<O, Key> & { readonly findings: readonly ExpectedFinding<Key>[] })[];
  /** The properties that the level `remediate` makes of a resource; for rules that remediate. */
  readonly remediate?: readonly (TestCase<O, Key> & {
    readonly resource: TestResource;
    readonly props: PropertyObject;
  })[];
}
