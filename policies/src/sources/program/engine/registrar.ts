import { resourceUrn, stackUrn, type StackIdentity } from "../../../protocol/urn.ts";
import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";
import { STACK_TYPE } from "../../../rule/stack-view.ts";
import type { Plan } from "../../plan.ts";
import type { Position, SourceResource } from "../../source.ts";
import type { ChangeFinder, ComparedRequest } from "../../state/change-finder.ts";
import { awsRegion } from "../aws-region.ts";
import type {
  Child,
  ComponentModel,
  ModeledVersions,
  ComponentOutputs,
  RegisteredChild,
  RemoteComponent,
} from "../components/component-model.ts";
import { flatten, holdsUnknown } from "../components/output.ts";
import type { Renderer } from "../kubernetes/rendering.ts";
import { withGeneratedName } from "../names/generated-name.ts";
import type { NamingOfType } from "../names/naming.ts";
import type { Lookups } from "../lookups/lookups.ts";

/** A request of a program or of a component's model to register a resource. */
export interface Registration extends ComparedRequest {
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack and for resources without a parent. */
  readonly parent: string;
  readonly custom: boolean;
  /** True for a component that a plugin would construct. */
  readonly remote: boolean;
  readonly props: PropertyObject;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: readonly string[];
  /** If absent, the value of the parent applies. */
  readonly protect?: boolean;
  /** Reference of the provider, `<urn>::<id>`; empty for the default provider. */
  readonly provider: string;
  /** References of the providers that a component's children use, by package. */
  readonly providers: Readonly<Record<string, string>>;
  /** Version of the SDK that made the request. */
  readonly version: string;
  /** Where the program makes the request; absent where its SDK does not say. */
  readonly writtenAt?: Position;
  readonly transforms: readonly Transform[];
}

/** A transform of the program, which may replace the properties and some options of a resource before it is registered. */
export type Transform = (registration: Registration) => Promise<Registration>;

interface RegistrarOptions {
  readonly identity: StackIdentity;
  readonly plan: Plan;
  readonly models: readonly ComponentModel[];
  /** Answers the lookups of components. @defaultValue there are no answers */
  readonly lookups?: Lookups;
  readonly renderer: Renderer;
  /** Stack configuration, `namespace:key` to value. */
  readonly config: Readonly<Record<string, string>>;
  /** How the project wants generated names to be. */
  readonly namingOf: NamingOfType;
  /** Present if the plan is compared with the stack's state. */
  readonly changes?: ChangeFinder;
}

/** Components whose children come from objects that a plugin renders. */
const RENDERED = ["kubernetes:helm.sh/v3:Chart", "kubernetes:kustomize:Directory"];

/** Handles a request as the engine does in a preview, and adds the result to the plan. */
export class Registrar {
  readonly stackTransforms: Transform[] = [];
  readonly #identity: StackIdentity;
  readonly #plan: Plan;
  readonly #models: readonly ComponentModel[];
  readonly #lookups: Lookups | undefined;
  readonly #renderer: Renderer;
  readonly #config: Readonly<Record<string, string>>;
  readonly #namingOf: NamingOfType;
  readonly #changes: ChangeFinder | undefined;
  readonly #registrations = new Map<string, Registration>();

  constructor({ identity, plan, models, lookups, renderer, config, namingOf, changes }: RegistrarOptions) {
    this.#identity = identity;
    this.#plan = plan;
    this.#models = models;
    this.#lookups = lookups;
    this.#renderer = renderer;
    this.#config = config;
    this.#namingOf = namingOf;
    this.#changes = changes;
  }

  /**
   * Registers a resource, and the children of a component that a plugin would construct.
   *
   * @throws Error with the engine's message, if the URN is already in use, a transform fails or its provider can't name it.
   */
  async register(request: Registration): Promise<SourceResource> {
    const registration = await this.#transformed(this.#withParent(request));
    const { type, name, parent, custom, remote, writtenAt, ignoreChanges = [] } = registration;
    const urn =
      type === STACK_TYPE ? stackUrn(this.#identity) : resourceUrn(this.#identity, parent, type, name);
    const provider = this.#providerOf(registration);
    const asked: SourceResource = {
      urn,
      type,
      name,
      custom,
      // Policies see no inputs of a plugin's components; the model receives what the program passed.
      props: remote ? {} : withProviderVersion(registration),
      protect: registration.protect ?? this.#plan.get(parent)?.protect ?? false,
      dependencies: registration.dependencies,
      propertyDependencies: remote ? {} : registration.propertyDependencies,
      ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
      ...(parent === "" ? {} : { parent }),
      ...(writtenAt === undefined ? {} : { writtenAt }),
      ...(provider === undefined ? {} : { provider }),
      ...(remote ? { given: resourcesIn(registration.props) } : {}),
    };
    const prior = this.#changes?.prior(urn, registration.aliases);
    const existing = this.#named(asked, prior?.inputs);
    const known = this.#changes?.compare(existing, registration);
    // What is replaced gets a new name.
    const resource = prior && !known ? this.#named(asked) : existing;
    this.#plan.add(resource);
    this.#registrations.set(urn, registration);
    // What was rendered is no longer hidden.
    if (RENDERED.includes(this.#plan.get(parent)?.type ?? "")) this.#plan.see(parent);
    if (known) {
      this.#plan.setId(urn, known.id);
      this.#plan.setOutputs(urn, known.outputs);
    }
    if (RENDERED.includes(type)) {
      this.#plan.unseen.add(urn);
      this.#plan.hiding.add(urn);
    }
    if (remote) await this.#expand(resource, registration);
    return resource;
  }

  /** Replaces the parent of a component that the plugin creates below another one. */
  #withParent(request: Registration): Registration {
    const input = request.remote ? this.#modelOf(request.type)?.parentInput : undefined;
    const other = input === undefined ? undefined : request.props[input];
    const parent = isPropertyObject(other) ? other["urn"] : undefined;
    return typeof parent === "string" && this.#plan.get(parent) ? { ...request, parent } : request;
  }

  #modelOf(type: string): ComponentModel | undefined {
    return this.#models.find((model) => model.type === type);
  }

  async #transformed(request: Registration): Promise<Registration> {
    let registration = request;
    for (const transform of [...this.#ownAndInherited(request), ...this.stackTransforms]) {
      registration = await transform(registration);
    }
    return registration;
  }

  /** Returns the resource's own transforms, then those of its parents, in the order of the engine. */
  *#ownAndInherited(request: Registration): Iterable<Transform> {
    let current: Registration | undefined = request;
    while (current) {
      yield* current.transforms;
      current = this.#registrations.get(current.parent);
    }
  }

  /** Adds the name that the provider generates. A provider whose configuration isn't known yet checks nothing. */
  #named(resource: SourceResource, prior?: PropertyObject): SourceResource {
    const { custom, provider = "" } = resource;
    const configuration = this.#plan.get(provider)?.props;
    if (!custom || configuration === undefined || (!prior && holdsUnknown(configuration))) return resource;
    return { ...resource, props: withGeneratedName(resource, this.#namingOf, prior) };
  }

  #providerOf({ type, custom, provider, version }: Registration): string | undefined {
    if (!custom || type.startsWith("pulumi:")) return undefined;
    if (provider !== "") return provider.slice(0, provider.lastIndexOf("::"));
    return this.#defaultProvider(packageOf(type), version);
  }

  #defaultProvider(packageName: string, version: string): string {
    const type = `pulumi:providers:${packageName}`;
    const name = version === "" ? "default" : `default_${version.replaceAll(/[^\w]/g, "_")}`;
    const urn = resourceUrn(this.#identity, "", type, name);
    if (this.#plan.get(urn) === undefined) {
      const prefix = `${packageName}:`;
      const settings = Object.entries(this.#config)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value] as const);
      this.#plan.add({
        urn,
        type,
        name,
        custom: true,
        props: { ...Object.fromEntries(settings), ...(version === "" ? {} : { version }) },
        protect: false,
        dependencies: [],
        propertyDependencies: {},
      });
    }
    return urn;
  }

  async #expand({ urn, type, name }: SourceResource, registration: Registration): Promise<void> {
    const model = this.#modelOf(type);
    if (!model) {
      this.#plan.unseen.add(urn);
      this.#plan.hiding.add(urn);
      this.#plan.blindSpots.add(
        `${name} (${type}): its children are created by a plugin and were not judged`,
      );
      return;
    }
    const version = packageVersion(registration);
    if (version !== "" && !holdsFor(model.versions, version)) {
      const { package: packageName, to } = model.versions;
      this.#plan.blindSpots.add(
        `${packageName} ${version}: its components were judged as those of ${to}, and may create other resources`,
      );
    }
    for (const option of model.notModeled?.(registration.props) ?? []) {
      this.#plan.unseen.add(urn);
      this.#plan.blindSpots.add(`${name} (${type}): the effect of ${option} was not judged`);
    }
    const component: RemoteComponent = {
      name,
      urn,
      inputs: registration.props,
      region: this.#regionOf(registration),
      version,
      lookup: (token, args) => this.#lookUp(token, args, registration),
      inputDependencies: (input) => registration.propertyDependencies[input] ?? [],
      providerInput: (packageName, input) => this.#providerInput(packageName, input, registration),
      renderer: this.#renderer,
      hide: (reason) => {
        this.#plan.unseen.add(urn);
        this.#plan.hiding.add(urn);
        this.#plan.blindSpots.add(`${name} (${type}): its objects were not judged: ${reason}`);
        return {};
      },
      register: (child) => this.#registerChild(urn, registration, child),
    };
    this.#setOutputs(urn, await model.expand(component));
  }

  #setOutputs(urn: string, outputs: ComponentOutputs): void {
    const flat = Object.entries(outputs).map(([name, output]) => [name, flatten(output)] as const);
    this.#plan.setOutputs(
      urn,
      Object.fromEntries(flat.map(([name, { value }]) => [name, value])),
      Object.fromEntries(flat.map(([name, { from }]) => [name, from])),
    );
  }

  /** Returns the output with whose dependencies a method of a component returns its result. */
  outputOfMethod(token: string): string | undefined {
    return this.#models.map(({ methods }) => methods?.[token]).find((output) => output !== undefined);
  }

  #lookUp(token: string, args: PropertyObject, registration: Registration): PropertyObject {
    const region = awsRegion([args["region"], this.#regionOf(registration)], this.#config);
    const addBlindSpot = (line: string): unknown => this.#plan.blindSpots.add(line);
    const answer = this.#lookups?.answer(token, args, { region, addBlindSpot });
    if (!answer) throw new Error(`there is no offline answer for ${token}`);
    return answer;
  }

  #regionOf(registration: Registration): string | undefined {
    return awsRegion([this.#providerInput("aws", "region", registration)], this.#config);
  }

  #providerInput(packageName: string, input: string, { providers }: Registration): PropertyValue {
    const reference = providers[packageName];
    if (reference === undefined) return this.#config[`${packageName}:${input}`];
    return this.#plan.get(reference.slice(0, Math.max(0, reference.lastIndexOf("::"))))?.props[input];
  }

  async #registerChild(
    component: string,
    { providers, writtenAt }: Registration,
    child: Child,
  ): Promise<RegisteredChild> {
    const { type, name, props, custom = true, parent = component } = child;
    const { from = {}, dependsOn = [], version = "" } = child;
    this.#plan.hiding.delete(component);
    const { urn, props: transformed } = await this.register({
      type,
      name,
      parent,
      custom,
      remote: false,
      props,
      propertyDependencies: from,
      dependencies: [...new Set([...Object.values(from).flat(), ...dependsOn])],
      provider: child.provider === undefined ? (providers[packageOf(type)] ?? "") : `${child.provider}::`,
      providers,
      version,
      ...(writtenAt === undefined ? {} : { writtenAt }),
      transforms: [],
      replaceOnChanges: [],
      aliases: [],
    });
    const id = this.#plan.id(urn);
    return { urn, props: id === "" ? transformed : { ...this.#plan.outputs(urn), id } };
  }
}

/** Returns the inputs of a resource; like the engine, adds the version of a provider to its inputs. */
function withProviderVersion({ type, props, version }: Registration): PropertyObject {
  return type.startsWith("pulumi:providers:") && version !== "" ? { ...props, version } : props;
}

/** Returns the URNs of the resources among a component's inputs. */
function resourcesIn(inputs: PropertyObject): readonly string[] {
  return Object.values(inputs).flatMap((input) => {
    const urn = isPropertyObject(input) ? input["urn"] : undefined;
    return typeof urn === "string" ? [urn] : [];
  });
}

function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

/** Returns the version of a component's package as numbers and dots; empty if the request has none. */
function packageVersion({ version }: Registration): string {
  return /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "";
}

function holdsFor({ from, to, except = [] }: ModeledVersions, version: string): boolean {
  return !isNewer(from, version) && !isNewer(version, to) && !except.includes(version);
}

function isNewer(version: string, other: string): boolean {
  return version.localeCompare(other, "en", { numeric: true }) > 0;
}
