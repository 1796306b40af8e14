import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import type aliases from "@pulumi/pulumi/proto/alias_pb.js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import resourceService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type source from "@pulumi/pulumi/proto/source_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { limitNesting } from "../../../protocol/nesting.ts";
import { toStruct, toWire } from "../../../protocol/struct.ts";
import { unary } from "../../../protocol/unary.ts";
import { resourceUrn, type StackIdentity } from "../../../protocol/urn.ts";
import { LOOKUP, PLAIN_USE, SECRET_ARGUMENTS, type PlainUse } from "../../../protocol/unknown-answer.ts";
import { decodeObject, type WireObject, type WireValue } from "../../../protocol/wire.ts";
import { UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import type { Plan } from "../../plan.ts";
import type { Diagnostic } from "../../source.ts";
import { awsRegion } from "../aws-region.ts";
import { holdsUnknown, unknownPaths } from "../components/output.ts";
import type { Renderer } from "../kubernetes/rendering.ts";
import type { Lookups } from "../lookups/lookups.ts";
import { chartLabel, renderedLookups } from "../lookups/rendered-lookups.ts";
import { answerEntry, howToAnswer, UnknownLookups } from "../lookups/unknown-lookups.ts";
import { withComputedFields } from "./computed-fields.ts";
import { ProgramTransforms } from "./program-transform.ts";
import type { Registrar, Registration } from "./registrar.ts";

/** The features that the server reports to the SDK; source: pulumi sdk/nodejs/runtime/settings.ts, 3.259.0. */
const FEATURES = [
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
];

const CHART = "kubernetes:helm.sh/v3:Chart";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

// The SDK that this package is installed with may be older than 3.257, where the provider's response, which has the same fields,
// answers both. Source: pulumi sdk/nodejs/proto/resource_grpc_pb.js, 3.255.0 and 3.257.0.
const ResourceInvokeResponse =
  (resource as Partial<typeof resource>).ResourceInvokeResponse ??
  (provider.InvokeResponse as unknown as typeof resource.ResourceInvokeResponse);

// The engine's own limit; source: pulumi sdk/go/common/util/rpcutil, 3.259.0.
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

interface EngineServerOptions {
  readonly identity: StackIdentity;
  readonly plan: Plan;
  readonly registrar: Registrar;
  readonly lookups: Lookups;
  readonly renderer: Renderer;
  readonly config: Readonly<Record<string, string>>;
  /** Called after every resource. */
  readonly onResource: () => void;
}

/** The part of the engine that a program talks to in a dry run: the resource monitor and the engine service. */
export class EngineServer {
  readonly diagnostics: Diagnostic[] = [];
  /** The reasons why this engine rejected requests of the program. */
  readonly refusals: string[] = [];
  readonly unknownLookups = new UnknownLookups();
  readonly #server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  readonly #connections = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
  readonly #transforms = new ProgramTransforms();
  readonly #packages = new Map<string, string>();
  readonly #options: EngineServerOptions;
  /** The charts and kustomizations whose objects the program asked for. */
  readonly #asked = new Set<string>();
  #rootUrn = "";
  #unknownNames = 0;

  constructor(options: EngineServerOptions) {
    this.#options = options;
    limitNesting();
    this.#server.addService(resourceService.ResourceMonitorService, {
      supportsFeature: unary((request: resource.SupportsFeatureRequest) =>
        new resource.SupportsFeatureResponse().setHassupport(FEATURES.includes(request.getId())),
      ),
      // The same in a single response, which SDKs request since 3.259.
      getDeploymentInfo: unary(() =>
        new resource.DeploymentInfo().setSupportedfeaturesList(FEATURES.map(featureNumber)),
      ),
      registerResource: unary((request: resource.RegisterResourceRequest) => this.#registerResource(request)),
      registerResourceOutputs: unary((request: resource.RegisterResourceOutputsRequest) => {
        options.plan.setOutputs(request.getUrn(), decodeObject(toWire(request.getOutputs())));
        return new empty.Empty();
      }),
      readResource: unary((request: resource.ReadResourceRequest) => this.#readResource(request)),
      invoke: unary((request: resource.ResourceInvokeRequest) => this.#invoke(request)),
      call: unary((request: resource.ResourceCallRequest) => this.#call(request)),
      registerPackage: unary((request: resource.RegisterPackageRequest) => {
        const reference = String(this.#packages.size + 1);
        this.#packages.set(reference, request.getVersion());
        return new resource.RegisterPackageResponse().setRef(reference);
      }),
      registerStackTransform: unary((callback: Parameters<ProgramTransforms["transform"]>[0]) => {
        options.registrar.stackTransforms.push(this.#transforms.transform(callback));
        return new empty.Empty();
      }),
      // Hooks run before and after creation and deletion, which don't happen in a preview.
      registerResourceHook: unary(() => new empty.Empty()),
      registerErrorHook: unary(() => new empty.Empty()),
      signalAndWaitForShutdown: unary(() => new empty.Empty()),
    });
    this.#server.addService(engineService.EngineService, {
      log: unary((request: engine.LogRequest) => {
        const message = request.getMessage();
        if (message.startsWith(PLAIN_USE)) {
          const { lookup, path } = JSON.parse(message.slice(PLAIN_USE.length)) as PlainUse;
          this.unknownLookups.addUse(lookup, path);
        } else {
          this.diagnostics.push({ severity: severityOf(request.getSeverity()), message });
        }
        return new empty.Empty();
      }),
      getRootResource: unary(() => new engine.GetRootResourceResponse().setUrn(this.#rootUrn)),
      setRootResource: unary((request: engine.SetRootResourceRequest) => {
        this.#rootUrn = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
      requirePulumiVersion: unary(() => new engine.RequirePulumiVersionResponse()),
    });
  }

  /** Accepts a connection from the program. */
  readonly accept = (socket: Socket): void => {
    this.#connections.injectConnection(socket);
  };

  close(): void {
    this.#transforms.close();
    this.#options.renderer.close();
    this.#connections.destroy();
    this.#server.forceShutdown();
  }

  async #registerResource(
    request: resource.RegisterResourceRequest,
  ): Promise<resource.RegisterResourceResponse> {
    const { registrar, plan, onResource } = this.#options;
    const { urn } = await this.#noting(() => registrar.register(this.#registration(request)));
    onResource();
    const response = new resource.RegisterResourceResponse()
      .setUrn(urn)
      .setId(plan.id(urn))
      .setObject(toStruct(await this.#outputsOf(urn)));
    for (const [output, urns] of Object.entries(plan.outputDependencies(urn))) {
      const dependencies = new resource.RegisterResourceResponse.PropertyDependencies().setUrnsList([
        ...urns,
      ]);
      response.getPropertydependenciesMap().set(output, dependencies);
    }
    return response;
  }

  #registration(request: resource.RegisterResourceRequest): Registration {
    const remote = request.getRemote();
    const propertyDependencies: Record<string, readonly string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, key) => {
      propertyDependencies[key] = dependencies.getUrnsList();
    });
    return {
      type: request.getType(),
      // A name that is made of an unknown value, of which there may be several.
      name: request.getName().replaceAll(UNKNOWN, () => `unknown-${String((this.#unknownNames += 1))}`),
      parent: request.getParent(),
      custom: request.getCustom(),
      remote,
      props: decodeObject(toWire(request.getObject())),
      propertyDependencies,
      dependencies: request.getDependenciesList(),
      provider: request.getProvider(),
      providers: Object.fromEntries(request.getProvidersMap().toArray()),
      version: this.#packages.get(request.getPackageref()) ?? request.getVersion(),
      transforms: request.getTransformsList().map((callback) => this.#transforms.transform(callback)),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      aliases: request.getAliasesList().map((alias) => this.#aliasUrn(request, alias)),
      ...(request.hasProtect() ? { protect: request.getProtect() === true } : {}),
      ...writtenAt(request.getSourceposition()),
    };
  }

  /** Returns a URN that a resource had before: given as a URN, or by the parts that were different. */
  #aliasUrn(request: resource.RegisterResourceRequest, alias: aliases.Alias): string {
    const spec = alias.getSpec();
    if (!spec) return alias.getUrn();
    const { project, stack } = this.#options.identity;
    return resourceUrn(
      { project: spec.getProject() || project, stack: spec.getStack() || stack },
      spec.getNoparent() ? "" : spec.getParenturn() || request.getParent(),
      spec.getType() || request.getType(),
      spec.getName() || request.getName(),
    );
  }

  #readResource(request: resource.ReadResourceRequest): resource.ReadResourceResponse {
    const properties =
      request.getType() === STACK_REFERENCE
        ? this.#stackOutputs(request)
        : (request.getProperties() ?? new struct.Struct());
    const urn = resourceUrn(
      this.#options.identity,
      request.getParent(),
      request.getType(),
      request.getName(),
    );
    return new resource.ReadResourceResponse().setUrn(urn).setProperties(properties);
  }

  /** Returns the properties of a stack reference, with the other stack's outputs if the project provides them. */
  #stackOutputs(request: resource.ReadResourceRequest): struct.Struct {
    const { lookups, plan } = this.#options;
    const properties = toWire(request.getProperties());
    const name = decodeObject(properties)["name"];
    const outputs = lookups.projectAnswer(STACK_REFERENCE, { name });
    if (outputs === undefined || holdsUnknown(outputs)) {
      const unknown = Object.keys(outputs ?? {}).filter((output) => holdsUnknown(outputs?.[output]));
      const howTo = howToAnswer([answerEntry(STACK_REFERENCE, { name }, unknown)]);
      plan.blindSpots.add(
        `${request.getName()} (${STACK_REFERENCE}): its outputs are not known offline; to answer them, ${howTo}`,
      );
    }
    return outputs
      ? toStruct({ ...properties, outputs, secretOutputNames: [] })
      : (request.getProperties() ?? new struct.Struct());
  }

  /** Returns the outputs of a resource as the program sees them. */
  async #outputsOf(urn: string): Promise<PropertyObject> {
    const { plan } = this.#options;
    const outputs = plan.outputs(urn);
    return plan.id(urn) === "" ? withComputedFields(plan.get(urn)?.type ?? "", outputs) : outputs;
  }

  #call(request: resource.ResourceCallRequest): provider.CallResponse {
    const { lookups, plan, registrar } = this.#options;
    const token = request.getTok();
    const { __self__: self, ...args } = toWire(request.getArgs());
    const answer = lookups.projectAnswer(token, args);
    if (answer === undefined || holdsUnknown(answer)) {
      const howTo = howToAnswer([answerEntry(token, {}, Object.keys(answer ?? { result: UNKNOWN }))]);
      plan.blindSpots.add(`${token}: the result of this method is not known offline; to answer it, ${howTo}`);
    }
    const response = new provider.CallResponse().setReturn(toStruct(answer ?? { result: UNKNOWN }));
    const urn = urnOf(self);
    const urns = plan.outputDependencies(urn)[registrar.outputOfMethod(token) ?? ""] ?? [];
    const dependencies = new provider.CallResponse.ReturnDependencies().setUrnsList([...urns, urn]);
    for (const field of Object.keys(answer ?? { result: UNKNOWN }))
      response.getReturndependenciesMap().set(field, dependencies);
    return response;
  }

  async #invoke(request: resource.ResourceInvokeRequest): Promise<resource.ResourceInvokeResponse> {
    const { plan, lookups } = this.#options;
    const token = request.getTok();
    const { [SECRET_ARGUMENTS]: secret = [], ...args } = toWire(request.getArgs());
    const answered = (answer: PropertyObject): resource.ResourceInvokeResponse =>
      new ResourceInvokeResponse().setReturn(
        toStruct(holdsUnknown(answer) ? { ...answer, [LOOKUP]: token } : answer),
      );
    const unknown = new ResourceInvokeResponse().setReturn(toStruct({ [LOOKUP]: token }));
    // As in a real preview, a call with an argument that isn't known yet has no answer yet.
    if (JSON.stringify(args).includes(JSON.stringify(UNKNOWN))) {
      const answer = lookups.projectAnswer(token, args);
      if (answer) return answered(answer);
      if (token in renderedLookups) {
        const reason = "its arguments are not known before pulumi up";
        plan.blindSpots.add(`${token}: its objects were not judged: ${reason}`);
      } else {
        this.unknownLookups.addLater(token, lookups.fields(token));
      }
      return unknown;
    }
    if (token === "pulumi:pulumi:getResource") {
      const urn = typeof args["urn"] === "string" ? args["urn"] : "";
      return new ResourceInvokeResponse().setReturn(
        toStruct({ urn, id: plan.id(urn), state: await this.#outputsOf(urn) }),
      );
    }
    const named: string[] = [];
    const context = {
      region: this.#region(request.getProvider(), args),
      addBlindSpot: (line: string) => named.push(line),
    };
    const answer = await this.#noting(
      () => lookups.answer(token, args, context) ?? this.#rendered(token, args, context.addBlindSpot),
    );
    for (const line of named) plan.blindSpots.add(line);
    if (named.length === 0 && (answer === undefined || holdsUnknown(answer))) {
      const names = Object.keys(args).filter((name) => !(secret as readonly string[]).includes(name));
      const shown = Object.fromEntries(names.map((name) => [name, args[name]]));
      this.unknownLookups.add(token, shown, answer);
    }
    return answer ? answered(answer) : unknown;
  }

  /** Returns the objects that the provider would render; unknown if they can't be rendered here. */
  async #rendered(
    token: string,
    args: WireObject,
    addBlindSpot: (line: string) => void,
  ): Promise<PropertyObject | undefined> {
    const lookup = renderedLookups[token];
    if (!lookup) return undefined;
    const { label, rendering } = await lookup(args, this.#options.renderer);
    this.#asked.add(label);
    if ("objects" in rendering) return { result: rendering.objects };
    addBlindSpot(`${label}: its objects were not judged: ${rendering.missing}`);
    return { result: UNKNOWN };
  }

  /** Names the charts whose objects the SDK didn't ask for, which it doesn't do if an option is unknown. */
  addUnaskedCharts(): void {
    const { plan } = this.#options;
    for (const urn of plan.hiding) {
      const { type = "", name = "", props = {} } = plan.get(urn) ?? {};
      const label = chartLabel(name);
      if (type !== CHART || this.#asked.has(label)) continue;
      // Older SDKs don't send the options of components.
      const what = unknownPaths(props) || "its options are";
      plan.blindSpots.add(`${label}: its objects were not judged: ${what} not known before pulumi up`);
    }
  }

  async #noting<T>(answer: () => T | Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      if (error instanceof Error) this.refusals.push(error.message);
      throw error;
    }
  }

  #region(providerReference: string, args: WireObject): string | undefined {
    const { plan, config } = this.#options;
    const providerUrn = providerReference.slice(0, Math.max(0, providerReference.lastIndexOf("::")));
    return awsRegion([args["region"], plan.get(providerUrn)?.props["region"]], config);
  }
}

/** Returns the URN in a reference to a resource; empty for other values. */
function urnOf(reference: WireValue | undefined): string {
  const urn = typeof reference === "object" && reference && "urn" in reference ? reference["urn"] : "";
  return typeof urn === "string" ? urn : "";
}

/** Where a program makes a request, if its SDK names a file. */
function writtenAt(position: source.SourcePosition | undefined): Pick<Registration, "writtenAt"> {
  if (!position?.getUri().startsWith("file:")) return {};
  return {
    writtenAt: {
      file: fileURLToPath(position.getUri()),
      line: position.getLine(),
      column: position.getColumn(),
    },
  };
}

function featureNumber(feature: string): resource.ResourceMonitorFeature {
  const name = feature.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return resource.ResourceMonitorFeature[
    `RESOURCE_MONITOR_FEATURE_${name}` as keyof typeof resource.ResourceMonitorFeature
  ];
}

function severityOf(severity: engine.LogSeverity): Diagnostic["severity"] {
  switch (severity) {
    case engine.LogSeverity.ERROR:
      return "error";
    case engine.LogSeverity.WARNING:
      return "warning";
    case engine.LogSeverity.INFO:
      return "info";
    case engine.LogSeverity.DEBUG:
      return "debug";
  }
}
