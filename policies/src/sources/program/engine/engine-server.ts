import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import type aliases from "@pulumi/pulumi/proto/alias_pb.js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import resourceService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type source from "@pulumi/pulumi/proto/source_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { limitNesting } from "../../../protocol/nesting.ts";
import { toStruct, toWire } from "../../../protocol/struct.ts";
import { unary } from "../../../protocol/unary.ts";
import { resourceUrn, type StackIdentity } from "../../../protocol/urn.ts";
import { PLAIN_USE, type PlainUse } from "../../../protocol/unknown-answer.ts";
import { decodeObject } from "../../../protocol/wire.ts";
import { UNKNOWN } from "../../../rule/property-value.ts";
import type { Diagnostic } from "../../source.ts";
import { plannedOutputs } from "./computed-fields.ts";
import { LookupRequests, STACK_REFERENCE, type LookupOptions } from "./lookup-requests.ts";
import { ProgramTransforms } from "./program-transform.ts";
import { Refusals } from "./refusals.ts";
import type { Registration } from "./registrar.ts";

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

// The engine's own limit; source: pulumi sdk/go/common/util/rpcutil, 3.259.0.
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

interface EngineServerOptions extends LookupOptions {
  readonly identity: StackIdentity;
  /** Called after every resource. */
  readonly onResource: () => void;
}

/** The part of the engine that a program talks to in a dry run: the resource monitor and the engine service. */
export class EngineServer {
  readonly diagnostics: Diagnostic[] = [];
  readonly refusals = new Refusals();
  readonly lookups: LookupRequests;
  readonly #server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  readonly #connections = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
  readonly #transforms = new ProgramTransforms();
  readonly #packages = new Map<string, string>();
  readonly #options: EngineServerOptions;
  #rootUrn = "";
  #unknownNames = 0;

  constructor(options: EngineServerOptions) {
    this.#options = options;
    this.lookups = new LookupRequests(options, this.refusals);
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
      invoke: unary((request: resource.ResourceInvokeRequest) => this.lookups.invoke(request)),
      call: unary((request: resource.ResourceCallRequest) => this.lookups.call(request)),
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
          this.lookups.unknown.addUse(lookup, path);
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
    const { urn } = await this.refusals.noting(() => registrar.register(this.#registration(request)));
    onResource();
    const response = new resource.RegisterResourceResponse()
      .setUrn(urn)
      .setId(plan.id(urn))
      .setObject(toStruct(await plannedOutputs(plan, urn)));
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
        ? this.lookups.stackReference(request)
        : (request.getProperties() ?? new struct.Struct());
    const urn = resourceUrn(
      this.#options.identity,
      request.getParent(),
      request.getType(),
      request.getName(),
    );
    return new resource.ReadResourceResponse().setUrn(urn).setProperties(properties);
  }
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
