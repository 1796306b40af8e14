import { credentials } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import resourceService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";

import { toStruct, toWire } from "../../../policies/src/protocol/struct.ts";
import { decodeObject } from "../../../policies/src/protocol/wire.ts";
import {
  isPropertyObject,
  isUnknown,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import type {
  Child,
  RegisteredChild,
} from "../../../policies/src/sources/program/components/component-model.ts";
import { componentModels } from "../../../policies/src/sources/program/components/index.ts";
import { flatten } from "../../../policies/src/sources/program/components/output.ts";
import { Renderer } from "../../../policies/src/sources/program/kubernetes/rendering.ts";
import { serveProvider } from "./provider-server.ts";

/**
 * The stand-in for the plugin of @pulumi/eks: registers the resources that the models define for a component. Recordings of the
 * real component verify the models, here as well as without an engine.
 */
serveProvider("eks", {
  check: (_, inputs) => ({ inputs, failures: new Map() }),
  outputs: (_, inputs) => inputs,
  async construct(request) {
    const model = componentModels.find(({ type }) => type === request.getType());
    if (!model) throw new Error(`there is no model of ${request.getType()}`);
    const inputs = decodeObject(toWire(request.getInputs()));
    const other = inputs[model.parentInput ?? ""];
    const parent = isPropertyObject(other) ? other["urn"] : undefined;
    const registration = new Construction(request);
    const urn = await registration.registerComponent(typeof parent === "string" ? parent : undefined);
    const outputs = await model.expand({
      name: request.getName(),
      urn,
      inputs,
      region: request.getConfigMap().get("aws:region"),
      version: "",
      lookup: (token) => {
        throw new Error(`the stand-in has no result for ${token}`);
      },
      inputDependencies: (input) => request.getInputdependenciesMap().get(input)?.getUrnsList() ?? [],
      providerInput: () => undefined,
      renderer: new Renderer(process.cwd()),
      hide: (reason) => {
        throw new Error(reason);
      },
      register: (child) => registration.registerChild(urn, child),
    });
    const flat = Object.entries(outputs).map(([name, output]) => [name, flatten(output)] as const);
    const state = registration.made(Object.fromEntries(flat.map(([name, { value }]) => [name, value])));
    await registration.registerOutputs(urn, state);
    const response = new provider.ConstructResponse().setUrn(urn).setState(toStruct(state));
    for (const [name, { from }] of flat) {
      const dependencies = new provider.ConstructResponse.PropertyDependencies().setUrnsList([...from]);
      response.getStatedependenciesMap().set(name, dependencies);
    }
    return response;
  },
});

/** One call of the engine to construct a component. */
class Construction {
  readonly #request: provider.ConstructRequest;
  readonly #monitor: InstanceType<typeof resourceService.ResourceMonitorClient>;
  /** The references of the resources created so far, by URN. */
  readonly #references = new Map<string, string>();

  constructor(request: provider.ConstructRequest) {
    this.#request = request;
    this.#monitor = new resourceService.ResourceMonitorClient(
      request.getMonitorendpoint(),
      credentials.createInsecure(),
    );
  }

  async registerComponent(parent = this.#request.getParent()): Promise<string> {
    const component = this.#component(this.#request.getType(), this.#request.getName(), parent);
    component.setDependenciesList(this.#request.getDependenciesList());
    component.setAliasesList(this.#request.getAliasesList());
    if (this.#request.hasProtect()) component.setProtect(this.#request.getProtect() === true);
    const { urn } = await this.#register(component);
    return urn;
  }

  async registerChild(component: string, child: Child): Promise<RegisteredChild> {
    const { type, name, props, custom = true, parent = component, from = {}, dependsOn = [] } = child;
    const request = custom ? new resource.RegisterResourceRequest() : this.#component(type, name, parent);
    request.setType(type).setName(name).setParent(parent).setCustom(custom);
    request
      .setObject(toStruct(this.made(props)))
      .setAcceptsecrets(true)
      .setAcceptresources(true);
    request.setDependenciesList([...new Set([...Object.values(from).flat(), ...dependsOn])]);
    for (const [property, urns] of Object.entries(from)) {
      const dependencies = new resource.RegisterResourceRequest.PropertyDependencies().setUrnsList([...urns]);
      request.getPropertydependenciesMap().set(property, dependencies);
    }
    request.setVersion(child.version ?? "");
    const reference =
      child.provider === undefined
        ? this.#request.getProvidersMap().get(type.slice(0, type.indexOf(":")))
        : this.#references.get(child.provider);
    if (custom && reference !== undefined) request.setProvider(reference);
    return this.#register(request);
  }

  async registerOutputs(urn: string, outputs: PropertyObject): Promise<void> {
    const request = new resource.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(outputs));
    await new Promise<void>((resolve, reject) => {
      this.#monitor.registerResourceOutputs(request, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** A value that the model leaves open is known once all its possible sources are created: a string then replaces it. */
  made<T extends PropertyValue>(value: T): T {
    const isPlanned = [...this.#references.values()].some((reference) => reference.endsWith(UNKNOWN));
    return (isPlanned ? value : known(value)) as T;
  }

  #component(type: string, name: string, parent: string): resource.RegisterResourceRequest {
    const request = new resource.RegisterResourceRequest().setType(type).setName(name).setParent(parent);
    request.setObject(toStruct({}));
    this.#request.getProvidersMap().forEach((reference, packageName) => {
      request.getProvidersMap().set(packageName, reference);
    });
    return request;
  }

  #register(request: resource.RegisterResourceRequest): Promise<RegisteredChild> {
    return new Promise((resolve, reject) => {
      this.#monitor.registerResource(request, (error, response) => {
        if (error) {
          reject(error);
          return;
        }
        const urn = response.getUrn();
        const id = response.getId() || UNKNOWN;
        this.#references.set(urn, `${urn}::${id}`);
        resolve({ urn, props: { ...decodeObject(toWire(response.getObject())), id } });
      });
    });
  }
}

function known(value: PropertyValue): PropertyValue {
  if (isUnknown(value)) return "known-by-now";
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(known);
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, known(inner)]));
}
