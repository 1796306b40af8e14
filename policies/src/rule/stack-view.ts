import { groupBy } from "../facts/group-by.ts";
import { Journal } from "./journal.ts";
import { toSegments } from "./property-path.ts";
import type { PropertyObject } from "./property-value.ts";
import type { Place, Recorder } from "./reading.ts";
import { partsOf } from "./resource-parts.ts";
import { ResourceView, type Resource, type ResourcePart } from "./resource-view.ts";
import { text, Text } from "./text.ts";

/** A resource of a stack, with its dependencies. */
export interface StackResource extends Resource {
  /** URNs of the resources that each input property depends on, whether or not its value is known. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URNs of the resources that it depends on, including those in `dependsOn`. @defaultValue none */
  readonly dependencies?: readonly string[];
  /** URN of the parent. @defaultValue none */
  readonly parent?: string;
  /** Paths of the properties whose changes Pulumi ignores, as in the option `ignoreChanges`. @defaultValue none */
  readonly ignoreChanges?: readonly string[];
  /** URN of the provider that creates it. @defaultValue none, for components */
  readonly provider?: string;
  /** True for a component that creates resources that the source of the stack doesn't show. @defaultValue false */
  readonly hidesChildren?: boolean;
  /** URNs of the resources that a plugin's component has as inputs, which only the offline preview sees. @defaultValue none */
  readonly given?: readonly string[];
}

/** Type token of the resource that represents the stack. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** All resources of a stack, sorted once for all rules. */
export class Stack {
  /** URN of the stack, to which findings that concern no particular resource are attached. */
  readonly urn: string;
  /** The Kubernetes version as which the stack is judged before its clusters have it; see `atTargetVersion`. */
  readonly targetVersion: string | undefined;
  readonly #resources: ReadonlyMap<string, StackResource>;
  readonly #parts: ReadonlyMap<string, readonly ResourcePart[]>;
  readonly #byType = new Map<string, ResourcePart[]>();
  #waiting: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(unsorted: readonly StackResource[], targetVersion?: string) {
    this.targetVersion = targetVersion;
    // The engine lists resources as they finish, in a different order each time. Sorting keeps a finding about one of several
    // resources on the same one.
    const resources = unsorted.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
    this.urn = resources.find(({ type }) => type === STACK_TYPE)?.urn ?? "";
    this.#resources = new Map(resources.map((resource) => [resource.urn, resource]));
    this.#parts = new Map(resources.map((resource) => [resource.urn, partsOf(resource)]));
    for (const part of [...this.#parts.values()].flat()) {
      const parts = this.#byType.get(part.type);
      if (parts) parts.push(part);
      else this.#byType.set(part.type, [part]);
    }
  }

  /** All resources, sorted by URN. */
  get resources(): readonly StackResource[] {
    return [...this.#resources.values()];
  }

  /** The properties of all resources. */
  get properties(): readonly PropertyObject[] {
    return [...this.#resources.values()].map(({ props }) => props);
  }

  get(urn: string): StackResource | undefined {
    return this.#resources.get(urn);
  }

  /** The URNs of the components that create resources that the source of the stack doesn't show. */
  get hiding(): readonly string[] {
    return [...this.#resources.values()].flatMap(({ urn, hidesChildren }) => (hidesChildren ? [urn] : []));
  }

  /** Returns what a resource stands for; see {@link partsOf}. */
  parts(urn: string): readonly ResourcePart[] {
    return this.#parts.get(urn) ?? [];
  }

  /** Returns the URNs of what a resource waits for directly: what it depends on, and its parent, which waits for more. */
  awaited(urn: string): readonly string[] {
    const { dependencies = [], propertyDependencies = {}, parent } = this.get(urn) ?? {};
    return [...dependencies, ...Object.values(propertyDependencies).flat(), ...(parent ? [parent] : [])];
  }

  /** Returns the URNs of what waits for a resource directly. */
  waiting(urn: string): readonly string[] {
    this.#waiting ??= this.#findWaiting();
    return this.#waiting.get(urn) ?? [];
  }

  /** Returns the packages of all types: `aws`, `kubernetes`. */
  get packages(): readonly string[] {
    return [...new Set([...this.#byType.keys()].map((type) => type.split(":")[0] ?? ""))];
  }

  #findWaiting(): ReadonlyMap<string, readonly string[]> {
    const edges = [...this.#resources.keys()].flatMap((urn) =>
      this.awaited(urn).map((awaited) => ({ urn, awaited })),
    );
    return new Map(
      [...groupBy(edges, ({ awaited }) => awaited)].map(([awaited, all]) => [
        awaited,
        all.map(({ urn }) => urn),
      ]),
    );
  }

  /** Returns the resources of a type, including parts of other resources. */
  ofType(type: string): readonly ResourcePart[] {
    return this.#byType.get(type) ?? [];
  }
}

const SECRET_NUMBER = text`[secret]`;

/** All resources of a stack, as a rule reads them. */
export class StackView {
  readonly #stack: Stack;
  readonly #recorder: Recorder;
  readonly #views = new Map<ResourcePart, ResourceView>();
  readonly #byTypes = new Map<string, readonly ResourceView[]>();
  readonly #secrets: Place[] = [];
  #journal: Journal | undefined;

  constructor(stack: Stack, recorder: Recorder) {
    this.#stack = stack;
    this.#recorder = {
      ...recorder,
      undetermined: (place, reason) => {
        this.#journal?.add({ kind: "undetermined", place, reason });
        recorder.undetermined(place, reason);
      },
      notApplicable: (place, reason) => {
        this.#journal?.add({ kind: "notApplicable", place, reason });
        recorder.notApplicable?.(place, reason);
      },
      read: (place, kind) => {
        if (place.isSecret === true && kind === "known") {
          this.#secrets.push(place);
          this.#journal?.add({ kind: "secret", place });
        }
        recorder.read?.(place, kind);
      },
    };
  }

  /** Returns the result of an operation, and all that is recorded in it or was in what it uses of earlier ones; see `oncePerStack`. */
  withJournal<T>(operation: () => T): { readonly value: T; readonly journal: Journal } {
    const outer = this.#journal;
    const journal = new Journal();
    this.#journal = journal;
    try {
      return { value: operation(), journal };
    } finally {
      this.#journal = outer;
    }
  }

  /** Returns the result of an operation that later ones use, for which it has a journal of its own if a journal is kept. */
  derive<T>(operation: () => T): { readonly value: T; readonly journal?: Journal } {
    return this.#journal ? this.withJournal(operation) : { value: operation() };
  }

  /** Records, in the journal that is kept, what was recorded in an earlier operation. */
  repeat(journal: Journal): void {
    this.#journal?.add(journal);
  }

  /** The Kubernetes version for which objects are judged whose cluster is not in the stack; undefined if there is none. */
  get targetVersion(): string | undefined {
    return this.#stack.targetVersion;
  }

  /** The secret values that have been read from this view so far. */
  get secrets(): readonly Place[] {
    return this.#secrets;
  }

  /**
   * Returns a text for a number that was calculated from several values, or for words that depend on such numbers and have
   * nothing else that a program sets.
   *
   * @param ifSecret what to say instead if a value that has been read so far is secret.
   */
  calculated(value: number | string, ifSecret: Text = SECRET_NUMBER): Text {
    return this.#secrets.length > 0 ? ifSecret : Text.of(String(value));
  }

  /** Returns the packages of all types in the stack: `aws`, `kubernetes`. */
  packages(): readonly string[] {
    return this.#stack.packages;
  }

  /** Returns the resources of these types, including parts of other resources, ordered by type as given and then by URN. */
  ofType(types: Iterable<string>): readonly ResourceView[] {
    const distinct = [...new Set(types)];
    const key = distinct.join(" ");
    const views =
      this.#byTypes.get(key) ??
      distinct.flatMap((type) => this.#stack.ofType(type)).map((part) => this.#view(part));
    this.#byTypes.set(key, views);
    return views;
  }

  /**
   * Returns the resources that an input property of a resource depends on. For a part of a resource, the plan lists only what the
   * property that contains it depends on.
   */
  dependencies({ urn, container }: ResourceView, property: string): readonly ResourceView[] {
    const urns = this.#stack.get(urn)?.propertyDependencies[container ?? property] ?? [];
    return [...new Set(urns)].flatMap((one) => this.#stack.parts(one)).map((part) => this.#view(part));
  }

  /** True if an input property depends on a resource that is not in the stack, such as a stack reference. */
  dependsOnOthers({ urn, container }: ResourceView, property: string): boolean {
    const urns = this.#stack.get(urn)?.propertyDependencies[container ?? property] ?? [];
    return urns.some((one) => this.#stack.get(one) === undefined);
  }

  /** Returns the resources of the stack that a component has as inputs, as far as the source of the stack shows them. */
  given({ urn }: ResourceView): readonly ResourceView[] {
    const { given = [] } = this.#stack.get(urn) ?? {};
    return given.flatMap((one) => this.#stack.parts(one)).map((part) => this.#view(part));
  }

  /** Returns the provider that creates a resource, if it is in the stack. */
  provider(resource: ResourceView): ResourceView | undefined {
    const { provider = "" } = this.#stack.get(resource.urn) ?? {};
    const [part] = this.#stack.parts(provider);
    return part && this.#view(part);
  }

  /** Returns the parent of a resource, if it is in the stack. */
  parent(resource: ResourceView): ResourceView | undefined {
    const { parent = "" } = this.#stack.get(resource.urn) ?? {};
    const [part] = this.#stack.parts(parent);
    return part && this.#view(part);
  }

  /** True if Pulumi ignores changes of a property, because of the option `ignoreChanges`. */
  ignoresChanges({ urn, path }: Place): boolean {
    const ignored = this.#stack.get(urn)?.ignoreChanges ?? [];
    const segments = toSegments(path);
    return ignored.some((option) =>
      // An option for a property also covers what is below it; `*` stands for any name or index.
      toSegments(option).every(
        (segment, index) =>
          index < segments.length && (segment === "*" || String(segment) === String(segments[index])),
      ),
    );
  }

  /** True for a component that creates resources that the source of the stack doesn't show. */
  hidesChildren(resource: ResourceView): boolean {
    return this.#stack.get(resource.urn)?.hidesChildren === true;
  }

  /** Returns the components that create resources that the source of the stack doesn't show. */
  componentsThatHide(): readonly ResourceView[] {
    return this.#stack.hiding.flatMap((urn) => this.#stack.parts(urn)).map((part) => this.#view(part));
  }

  /** Returns the URNs of what a resource waits for: all that it or one of its parents depends on, directly or indirectly. */
  awaited({ urn }: ResourceView): ReadonlySet<string> {
    return reached(urn, (one) => this.#stack.awaited(one));
  }

  /** Returns the URNs of what waits for a resource; the opposite of {@link awaited}. */
  waitingFor({ urn }: ResourceView): ReadonlySet<string> {
    return reached(urn, (one) => this.#stack.waiting(one));
  }

  #view(part: ResourcePart): ResourceView {
    const view = this.#views.get(part) ?? new ResourceView(part, part.value, this.#recorder, part.segments);
    this.#views.set(part, view);
    return view;
  }
}

/** Returns what can be reached from a start, without the start itself unless a step leads back to it. */
function reached(start: string, steps: (from: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [start];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const next = steps(one).filter((other) => !found.has(other));
    for (const other of next) found.add(other);
    left.push(...next);
  }
  return found;
}
