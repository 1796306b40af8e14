import type { PropertyObject } from "../rule/property-value.ts";
import type { StackResource } from "../rule/stack-view.ts";
import type { SourceResource } from "./source.ts";

/** What a program would make, in the order in which it asked for it. */
export class Plan {
  readonly #resources = new Map<string, SourceResource>();
  readonly #outputs = new Map<string, PropertyObject>();
  readonly #ids = new Map<string, string>();
  /** Things that a real preview would see and this one does not, one line each. */
  readonly blindSpots = new Set<string>();
  /** URNs of components whose children a real preview would see and this one does not. */
  readonly unseen = new Set<string>();

  /** @throws Error with the engine's message where a resource of this URN is already planned. */
  add(resource: SourceResource): void {
    if (this.#resources.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    this.#resources.set(resource.urn, resource);
  }

  get(urn: string): SourceResource | undefined {
    return this.#resources.get(urn);
  }

  /** Id of a resource that is there already; empty for one that is not. */
  id(urn: string): string {
    return this.#ids.get(urn) ?? "";
  }

  setId(urn: string, id: string): void {
    this.#ids.set(urn, id);
  }

  /** Sets the outputs of a component, or of a resource that is there already. */
  setOutputs(urn: string, outputs: PropertyObject): void {
    this.#outputs.set(urn, outputs);
  }

  /** What a preview knows of a resource's outputs: its inputs, or what was set. */
  outputs(urn: string): PropertyObject {
    const resource = this.get(urn);
    return this.#outputs.get(urn) ?? (resource?.custom ? resource.props : {});
  }

  /** Resources with their inputs, as a rule sees them one by one. */
  get resources(): readonly SourceResource[] {
    return [...this.#resources.values()];
  }

  /** Resources with their outputs, as a rule sees them together. */
  get stack(): readonly StackResource[] {
    return this.resources.map((resource) => ({ ...resource, props: this.outputs(resource.urn) }));
  }
}
