import type { PropertyObject } from "../rule/property-value.ts";
import type { StackResource } from "../rule/stack-view.ts";
import type { SourceResource } from "./source.ts";

/** The resources that a program would create, in the order in which it registered them. */
export class Plan {
  readonly #resources = new Map<string, SourceResource>();
  readonly #outputs = new Map<string, PropertyObject>();
  readonly #outputDependencies = new Map<string, Readonly<Record<string, readonly string[]>>>();
  readonly #ids = new Map<string, string>();
  /** What a real preview would see but this one doesn't, one line each. */
  readonly blindSpots = new Set<string>();
  /** URNs of components whose children a real preview would see but this one doesn't, or not all of them. */
  readonly unseen = new Set<string>();
  /** URNs of those of which this preview sees no child. */
  readonly hiding = new Set<string>();

  /** @throws Error with the engine's message if a resource with this URN is already planned. */
  add(resource: SourceResource): void {
    if (this.#resources.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    this.#resources.set(resource.urn, resource);
  }

  /** Takes back that the children of a component are not seen. */
  see(urn: string): void {
    this.unseen.delete(urn);
    this.hiding.delete(urn);
  }

  get(urn: string): SourceResource | undefined {
    return this.#resources.get(urn);
  }

  /** Returns the ID of an existing resource; empty for a new one. */
  id(urn: string): string {
    return this.#ids.get(urn) ?? "";
  }

  setId(urn: string, id: string): void {
    this.#ids.set(urn, id);
  }

  /**
   * Sets the outputs of a component or of an existing resource.
   *
   * @param dependencies URNs that each output depends on in addition to the resource itself. @defaultValue none
   */
  setOutputs(
    urn: string,
    outputs: PropertyObject,
    dependencies: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    this.#outputs.set(urn, outputs);
    this.#outputDependencies.set(urn, dependencies);
  }

  /** Returns the URNs that each output depends on in addition to the resource itself. */
  outputDependencies(urn: string): Readonly<Record<string, readonly string[]>> {
    return this.#outputDependencies.get(urn) ?? {};
  }

  /** Returns what a preview knows of a resource's outputs: the outputs that were set, or else its inputs. */
  outputs(urn: string): PropertyObject {
    const resource = this.get(urn);
    return this.#outputs.get(urn) ?? (resource?.custom ? resource.props : {});
  }

  /** Resources with their inputs, as a rule sees them individually. */
  get resources(): readonly SourceResource[] {
    return [...this.#resources.values()].map((resource) =>
      this.hiding.has(resource.urn) ? { ...resource, hidesChildren: true } : resource,
    );
  }

  /** The number of resources. */
  get size(): number {
    return this.#resources.size;
  }

  /** Resources with their outputs, as a rule sees them together. */
  get resourcesWithOutputs(): readonly StackResource[] {
    return this.resources.map((resource) => ({ ...resource, props: this.outputs(resource.urn) }));
  }
}
