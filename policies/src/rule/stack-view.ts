import { unfold } from "./kubernetes-list.ts";
import type { Resource, ResourceView } from "./resource-view.ts";
import type { RecordUndetermined } from "./view.ts";

/** A resource of a stack, with what its inputs come from. */
export interface StackResource extends Resource {
  /** URNs of the resources that each input property was made from, unknown or not. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** All resources of a stack, as rules read them. */
export class StackView {
  readonly #resources: readonly StackResource[];
  readonly #record: RecordUndetermined;

  constructor(resources: readonly StackResource[], record: RecordUndetermined) {
    this.#resources = resources;
    this.#record = record;
  }

  /** The resources of these types, members of Kubernetes lists included. */
  ofType(types: Iterable<string>): readonly ResourceView[] {
    const wanted = new Set(types);
    return this.#views(this.#resources).filter((view) => wanted.has(view.type));
  }

  /** The resources that an input property of a resource was made from. */
  dependencies(resource: ResourceView, property: string): readonly ResourceView[] {
    const urns =
      this.#resources.find(({ urn }) => urn === resource.urn)?.propertyDependencies[property] ?? [];
    return this.#views(this.#resources.filter(({ urn }) => urns.includes(urn)));
  }

  #views(resources: readonly StackResource[]): ResourceView[] {
    return resources.flatMap((resource) => [...unfold(resource, this.#record)]);
  }
}
