import type { PropertyObject, PropertyValue } from "../../../rule/property-value.ts";

/** A resource that a modelled component makes. */
export interface Child {
  readonly type: string;
  readonly name: string;
  readonly props: PropertyObject;
  /** False for a component inside the component. @defaultValue true */
  readonly custom?: boolean;
  /** URN of the parent. @defaultValue the component */
  readonly parent?: string;
  /** URN of the provider. @defaultValue the component's provider for the package, or else the default one */
  readonly provider?: string;
  /** URNs that an input comes from, by input property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** URNs to wait for beside those in {@link from}. */
  readonly dependsOn?: readonly string[];
  /** Version of the SDK that the component makes the resource with; it names the default provider. */
  readonly version?: string;
}

/** A registered child: what an input of another child, or an output of the component, can be made of. */
export interface RegisteredChild {
  readonly urn: string;
  /** Its inputs, after the program's transforms; its id and outputs too where it is there already. */
  readonly props: PropertyObject;
}

/** A component that a program asked for and that a plugin would construct. */
export interface RemoteComponent {
  readonly name: string;
  readonly urn: string;
  /** What the program passed; unknown values are unknown. */
  readonly inputs: PropertyObject;
  /** AWS region of what it makes; absent where that is not known. */
  readonly region: string | undefined;
  /** URNs that an input comes from. */
  readonly inputDependencies: (input: string) => readonly string[];
  /** Registers a child as the plugin would: transforms of the component and its parents run on it. */
  readonly register: (child: Child) => Promise<RegisteredChild>;
}

/**
 * What is known of a component that a plugin would construct: the resources that it makes of its inputs. Models are made
 * from recordings of the real component.
 */
export interface ComponentModel {
  /** Type token of the component. */
  readonly type: string;
  /** The version of the package that was recorded. */
  readonly version: string;
  /** Registers the children. @returns the outputs that a preview knows; every other output is unknown. */
  expand(component: RemoteComponent): Promise<Readonly<Record<string, PropertyValue>>>;
  /** Names the options in these inputs that the model takes no notice of, though the component may. */
  readonly notModelled?: (inputs: PropertyObject) => readonly string[];
}
