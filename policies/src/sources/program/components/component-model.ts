import type { PropertyObject, PropertyValue } from "../../../rule/property-value.ts";
import type { Renderer } from "../kubernetes/rendering.ts";
import type { Output } from "./output.ts";

/** A resource that a modeled component creates. */
export interface Child {
  readonly type: string;
  readonly name: string;
  readonly props: PropertyObject;
  /** False for a component inside the component. @defaultValue true */
  readonly custom?: boolean;
  /** URN of the parent. @defaultValue the component */
  readonly parent?: string;
  /** URN of the provider. @defaultValue the component's provider for the package, or the default provider */
  readonly provider?: string;
  /** URNs that an input depends on, by input property. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** URNs to wait for in addition to those in {@link from}. */
  readonly dependsOn?: readonly string[];
  /** Version of the SDK that the component creates the resource with, which determines the default provider. */
  readonly version?: string;
}

/** A registered child, which inputs of other children and outputs of the component can use. */
export interface RegisteredChild {
  readonly urn: string;
  /** Its inputs after the program's transforms; also its ID and outputs if it already exists. */
  readonly props: PropertyObject;
}

/** A component that a program registered and that a plugin would construct. */
export interface RemoteComponent {
  readonly name: string;
  readonly urn: string;
  /** The inputs from the program; they may contain unknown values. */
  readonly inputs: PropertyObject;
  /** The AWS Region of its resources; undefined if it isn't known. */
  readonly region: string | undefined;
  /** The version of the package that the program uses; empty if its SDK doesn't send one. */
  readonly version: string;
  /**
   * Returns the answer to a lookup of the plugin.
   *
   * @throws Error if there is none offline.
   */
  readonly lookup: (token: string, args: PropertyObject) => PropertyObject;
  /** Returns the URNs that an input depends on. */
  readonly inputDependencies: (input: string) => readonly string[];
  /** Returns an input of the component's provider for a package, or of the default provider. */
  readonly providerInput: (packageName: string, input: string) => PropertyValue;
  /** Renders charts and kustomizations, relative to the folder of the program. */
  readonly renderer: Renderer;
  /**
   * Says that objects of the component are not known, and why.
   *
   * @returns no outputs.
   */
  readonly hide: (reason: string) => ComponentOutputs;
  /** Registers a child as the plugin would: the transforms of the component and its parents apply to it. */
  readonly register: (child: Child) => Promise<RegisteredChild>;
}

/** The outputs of a component; an {@link Output} comes with the URNs that it depends on. */
export type ComponentOutputs = Readonly<Record<string, PropertyValue | Output>>;

/** The versions of a package, three numbers each, that a model holds for. */
export interface ModeledVersions {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  /** Versions in between for which it doesn't hold. @defaultValue none */
  readonly except?: readonly string[];
}

/**
 * A model of a component that a plugin would construct: the resources that it creates from its inputs. Models are based on
 * recordings of the real component.
 */
export interface ComponentModel {
  /** Type token of the component. */
  readonly type: string;
  readonly versions: ModeledVersions;
  /** The input whose component is the parent, whatever the program says. @defaultValue the parent is as the program says */
  readonly parentInput?: string;
  /**
   * Registers the children.
   *
   * @returns the outputs that a preview knows, and those that depend on children or inputs; every other output is unknown.
   */
  expand(component: RemoteComponent): Promise<ComponentOutputs>;
  /** The output with whose dependencies each method returns its result, by token. @defaultValue the component has no methods */
  readonly methods?: Readonly<Record<string, string>>;
  /** Returns the options in these inputs that the model ignores although the component may not. */
  readonly notModeled?: (inputs: PropertyObject) => readonly string[];
}
