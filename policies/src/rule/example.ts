import type { Options, OptionValues } from "./option.ts";
import type { PropertyObject } from "./property-value.ts";

/** A resource in an example of a rule, or in a test of it. */
export interface TestResource {
  readonly type: string;
  /** @defaultValue `"subject"` */
  readonly name?: string;
  readonly props: PropertyObject;
  /** Names of the resources in the same stack that an input comes from, by input property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Names of the resources in the same stack that it waits for, by `dependsOn`. */
  readonly dependsOn?: readonly string[];
  /** Name of the provider in the same stack that makes it. */
  readonly provider?: string;
}

/** A resource that documents a rule and tests it. */
export interface Example<O extends Options = Options> {
  readonly title: string;
  readonly type: string;
  readonly props: PropertyObject;
  /** Options under which it is one, where the rule's own don't show it. */
  readonly options?: Partial<OptionValues<O>>;
  /** What else is in the stack, where the rule judges several resources together. */
  readonly beside?: readonly TestResource[];
}
