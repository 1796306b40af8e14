import type { Options, OptionValues } from "./option.ts";
import type { PropertyObject } from "./property-value.ts";

/** A resource in an example or a test of a rule; `testUrn` returns its URN from its type, name and component. */
export interface TestResource {
  readonly type: string;
  /** @defaultValue `"subject"` */
  readonly name?: string;
  readonly props: PropertyObject;
  /** Names of the resources in the same stack that an input depends on, by input property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Names of the resources in the same stack that it depends on through `dependsOn`. */
  readonly dependsOn?: readonly string[];
  /** The option `ignoreChanges`. */
  readonly ignoreChanges?: readonly string[];
  /** Name of the provider in the same stack that creates it. */
  readonly provider?: string;
  /** Name of the parent in the same stack. */
  readonly parent?: string;
  /** Type token of the component that creates it, which is a part of its URN. */
  readonly within?: string;
  /** True for a component whose children the stack doesn't show. @defaultValue false */
  readonly hidesChildren?: boolean;
}

/** A resource that both documents and tests a rule. */
export interface Example<O extends Options = Options> {
  readonly title: string;
  readonly type: string;
  readonly props: PropertyObject;
  /** Options that the example needs, if it isn't one with the rule's defaults. */
  readonly options?: Partial<OptionValues<O>>;
  /** Other resources in the stack, if the rule judges several resources together. */
  readonly beside?: readonly TestResource[];
}
