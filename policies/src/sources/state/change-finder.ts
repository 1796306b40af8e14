import { OUTPUTS_OF_UPDATES, replacingProperties } from "../../facts/replacing-properties.ts";
import { SIGNATURE } from "../../protocol/wire.ts";
import { isPropertyObject, isUnknown, UNKNOWN, type PropertyObject } from "../../rule/property-value.ts";
import type { Change, Changes, NotCompared, Operation } from "../changes.ts";
import type { Plan } from "../plan.ts";
import type { SourceResource } from "../source.ts";
import { difference } from "./difference.ts";
import type { PriorResource, PriorState } from "./prior-state.ts";

/** The part of a program's request that matters for the comparison with the last update. */
export interface ComparedRequest {
  /** Properties whose changes are ignored, as dotted paths. @defaultValue those of the last update, for models */
  readonly ignoreChanges?: readonly string[];
  /** Properties whose changes replace the resource, in addition to those for which the provider replaces it. */
  readonly replaceOnChanges: readonly string[];
  /** URNs that the resource may have had before. */
  readonly aliases: readonly string[];
}

/** What a preview knows about an existing resource. */
export interface KnownResource {
  readonly id: string;
  readonly outputs: PropertyObject;
}

// Losing one of these means losing all workloads, the addresses of all nodes or the pods of a pool.
const KEPT_WITH_CLUSTER = ["aws:ec2/subnet:Subnet", "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup"];

/** Determines what a program would change in its stack's state, while the program registers its resources. */
export class ChangeFinder {
  readonly #prior: PriorState;
  readonly #plan: Plan;
  /** URNs of resources with outputs that only the update will know. */
  readonly #renewed = new Set<string>();
  readonly #changes: Change[] = [];
  readonly #notCompared: NotCompared[] = [];
  readonly #found = new Set<string>();
  #unchanged = 0;
  /** Whether a cluster of the last update is protected, once that matters. */
  #isClusterKept: boolean | undefined;

  constructor(prior: PriorState, plan: Plan) {
    this.#prior = prior;
    this.#plan = plan;
  }

  /** Returns a resource of the last update, by its URN or one that it may have had before. */
  prior(urn: string, aliases: readonly string[]): PriorResource | undefined {
    return [urn, ...aliases].flatMap((name) => this.#prior.get(name) ?? [])[0];
  }

  /**
   * Compares a planned resource with its last update.
   *
   * @returns what is known about it in addition to its inputs; undefined if it would be created or replaced, and for components and providers.
   */
  compare(resource: SourceResource, request: ComparedRequest): KnownResource | undefined {
    const { urn, type, custom } = resource;
    const prior = this.prior(urn, request.aliases);
    if (prior) this.#found.add(prior.urn);
    if (!custom || isProvider(type)) return undefined;
    if (!prior) {
      this.#note("create", resource, []);
      this.#renewed.add(urn);
      return undefined;
    }
    const { replacing, others } = this.#changedProperties(resource, prior, request);
    const properties = [...replacing, ...others];
    if (replacing.length > 0) {
      this.#note("replace", resource, properties, this.#keptBy(prior));
      this.#renewed.add(urn);
      return undefined;
    }
    const isUpdated = properties.length > 0;
    if (isUpdated)
      this.#note(replacingProperties(type) ? "update" : "update-or-replace", resource, properties);
    else this.#unchanged += 1;
    const renewed = isUpdated ? (OUTPUTS_OF_UPDATES[type] ?? []) : [];
    if (renewed.length > 0) this.#renewed.add(urn);
    const unknown = Object.fromEntries(renewed.map((output) => [output, UNKNOWN] as const));
    return {
      id: prior.id,
      outputs: { ...prior.outputs, ...withComputed(resource.props, prior), ...unknown },
    };
  }

  /** All changes, once the program has ended. */
  get result(): Changes {
    const deleted = [...this.#prior.values()].filter(
      (prior) =>
        prior.custom && !isProvider(prior.type) && !this.#found.has(prior.urn) && !this.#isUnseen(prior),
    );
    return {
      changes: [
        ...this.#changes,
        ...deleted.map((prior) => change("delete", prior, [], this.#keptBy(prior))),
      ],
      unchanged: this.#unchanged,
      notCompared: this.#notCompared,
    };
  }

  #changedProperties(
    resource: SourceResource,
    prior: PriorResource,
    { ignoreChanges = prior.ignoreChanges, replaceOnChanges }: ComparedRequest,
  ): { readonly replacing: readonly string[]; readonly others: readonly string[] } {
    const found = difference(prior.inputs, resource.props);
    const isCounted = (path: string): boolean => !ignoreChanges.some((ignored) => covers(ignored, path));
    const changed = [...found.changed.filter(isCounted), ...regionChange(resource, prior, this.#plan)];
    for (const property of found.unknown.filter(isCounted)) {
      // An unknown value comes from a resource that is created or changed, or from something that isn't known offline.
      if (this.#isRenewed(resource, property)) changed.push(property);
      else this.#notCompared.push({ urn: resource.urn, property });
    }
    const reasons = [...replaceOnChanges, ...(replacingProperties(resource.type) ?? [])];
    const isReplacing = (path: string): boolean =>
      reasons.some((reason) => covers(reason, path) || covers(path, reason));
    return {
      replacing: changed.filter(isReplacing),
      others: changed.filter((path) => !isReplacing(path)),
    };
  }

  #isRenewed({ propertyDependencies }: SourceResource, path: string): boolean {
    const [property = ""] = path.split(".");
    return (propertyDependencies[property] ?? []).some((urn) => this.#renewed.has(urn));
  }

  /** True for a descendant of a component whose children this preview doesn't see. */
  #isUnseen({ parent }: PriorResource): boolean {
    const above = this.#prior.get(parent);
    return above !== undefined && (this.#plan.unseen.has(parent) || this.#isUnseen(above));
  }

  #note(
    operation: Operation,
    resource: SourceResource,
    properties: readonly string[],
    keptBy?: Change["keptBy"],
  ): void {
    this.#changes.push(change(operation, resource, properties, keptBy));
  }

  #keptBy({ type, protect }: PriorResource): Change["keptBy"] {
    if (protect) return "protect";
    if (!KEPT_WITH_CLUSTER.includes(type)) return undefined;
    this.#isClusterKept ??= [...this.#prior.values()].some(
      ({ type: other, protect: isProtected, inputs }) =>
        other === "aws:eks/cluster:Cluster" && (isProtected || inputs["deletionProtection"] === true),
    );
    return this.#isClusterKept ? "cluster" : undefined;
  }
}

/** Returns inputs with what the provider added inside of them, such as the security group in a cluster's `vpcConfig`. */
function withComputed(asked: PropertyObject, { inputs, outputs }: Before): PropertyObject {
  const entries = Object.entries(asked).map(([key, value]) => {
    const [before, made] = [inputs[key], outputs[key]];
    if (![value, before, made].every((one) => isPropertyObject(one) && !(SIGNATURE in one)))
      return [key, value];
    const inner = { inputs: before as PropertyObject, outputs: made as PropertyObject };
    const computed = Object.entries(inner.outputs).filter(([name]) => !(name in inner.inputs));
    return [key, { ...Object.fromEntries(computed), ...withComputed(value as PropertyObject, inner) }];
  });
  return Object.fromEntries(entries) as PropertyObject;
}

type Before = Pick<PriorResource, "inputs" | "outputs">;

function change(
  operation: Operation,
  { urn, type }: Pick<Change, "urn" | "type">,
  properties: readonly string[],
  keptBy: Change["keptBy"],
): Change {
  return { operation, urn, type, properties, ...(keptBy === undefined ? {} : { keptBy }) };
}

/** Returns a change of region. A resource without its own region is in the region of its provider. */
function regionChange(
  { provider = "" }: SourceResource,
  { inputs, outputs }: PriorResource,
  plan: Plan,
): readonly string[] {
  const before = outputs["region"];
  const now = plan.get(provider)?.props["region"];
  const isKnown = [before, now].every((region) => typeof region === "string" && !isUnknown(region));
  return isKnown && inputs["region"] === undefined && before !== now ? ["region"] : [];
}

function isProvider(type: string): boolean {
  return type.startsWith("pulumi:");
}

/** True if an option's path covers a property: the path of the property or of a parent, or `*` for all properties. */
function covers(option: string, path: string): boolean {
  const above = option.replaceAll(/\[\d+\]/g, "").replaceAll(/\[["']([^"']*)["']\]/g, ".$1");
  return above === "*" || path === above || path.startsWith(`${above}.`);
}
