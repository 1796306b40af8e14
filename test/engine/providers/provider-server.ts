import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

import { toStruct, toWire } from "../../../policies/src/protocol/struct.ts";
import { unary } from "../../../policies/src/protocol/unary.ts";
import { decodeObject, type WireObject } from "../../../policies/src/protocol/wire.ts";
import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";

/** The behavior of a provider's stand-in; the rest of the protocol is the same for all. */
export interface StandInProvider {
  /** Returns the inputs with the names and defaults that the real provider adds, and what it would reject, by property. */
  check(
    resource: ResourceOfProvider,
    inputs: PropertyObject,
  ): { readonly inputs: PropertyObject; readonly failures: ReadonlyMap<string, string> };
  /** Returns the outputs of a created resource or, in a preview, those that are known. */
  outputs(resource: ResourceOfProvider, inputs: PropertyObject, isPreview: boolean): PropertyObject;
  /** How long it takes to create a resource: resources that don't wait for it overtake it. @defaultValue no time */
  creationMilliseconds?(resource: ResourceOfProvider): number;
  /** Returns the result of a function (data source); undefined if it isn't supported. */
  invoke?(token: string, args: WireObject): Promise<PropertyObject | undefined> | PropertyObject | undefined;
  /** Throws to reject the deletion of a resource with these outputs, as the cloud would. */
  delete?(resource: ResourceOfProvider, outputs: PropertyObject): void;
  /** Registers a component and its children. */
  construct?(request: provider.ConstructRequest): Promise<provider.ConstructResponse>;
}

/** The identity of a resource for its provider. */
export interface ResourceOfProvider {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The inputs of the last run; absent for a new resource. */
  readonly oldInputs?: PropertyObject;
}

/** Serves an SDK's provider, with its version, as a plugin: prints its port, and runs until the engine ends it. */
export function serveProvider(packageName: string, standIn: StandInProvider): void {
  const { version } = createRequire(import.meta.url)(`@pulumi/${packageName}/package.json`) as {
    readonly version: string;
  };
  const server = new Server();
  server.addService(providerService.ResourceProviderService, {
    checkConfig: unary((request: provider.CheckRequest) =>
      new provider.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(difference),
    configure: unary(() =>
      new provider.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setAcceptresources(true),
    ),
    getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),
    getSchema: unary(() => new provider.GetSchemaResponse().setSchema("{}")),
    check: unary((request: provider.CheckRequest) => {
      const olds = request.getOlds();
      const { inputs, failures } = standIn.check(
        { ...resourceOf(request), ...(olds ? { oldInputs: properties(olds) } : {}) },
        properties(request.getNews()),
      );
      return new provider.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(
        [...failures].map(([property, reason]) => {
          const failure = new provider.CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          return failure;
        }),
      );
    }),
    diff: unary(difference),
    create: unary(async (request: provider.CreateRequest) => {
      const isPreview = request.getPreview();
      const resource = resourceOf(request);
      if (!isPreview) await setTimeout(standIn.creationMilliseconds?.(resource) ?? 0);
      const outputs = standIn.outputs(resource, properties(request.getProperties()), isPreview);
      const id = typeof outputs["id"] === "string" && !isPreview ? outputs["id"] : "";
      return new provider.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    update: unary((request: provider.UpdateRequest) =>
      new provider.UpdateResponse().setProperties(
        toStruct(standIn.outputs(resourceOf(request), properties(request.getNews()), request.getPreview())),
      ),
    ),
    read: unary((request: provider.ReadRequest) =>
      new provider.ReadResponse()
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs()),
    ),
    delete: unary((request: provider.DeleteRequest) => {
      standIn.delete?.(resourceOf(request), properties(request.getProperties()));
      return new empty.Empty();
    }),
    invoke: unary(async (request: provider.InvokeRequest) => {
      const token = request.getTok();
      const answer = await standIn.invoke?.(token, toWire(request.getArgs()));
      if (answer) return new provider.InvokeResponse().setReturn(toStruct(answer));
      throw new Error(`the stand-in has no result for ${token}`);
    }),
    construct: unary((request: provider.ConstructRequest) => {
      if (!standIn.construct) throw new Error(`the stand-in doesn't support ${request.getType()}`);
      return standIn.construct(request);
    }),
    cancel: unary(() => new empty.Empty()),
  });
  // The engine ends a plugin with a signal, and waits for one that keeps running.
  process.once("SIGINT", () => process.exit(0));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

function resourceOf(request: { getUrn(): string }): ResourceOfProvider {
  const urn = request.getUrn();
  const [, , qualifiedType = "", name = ""] = urn.split("::");
  return { urn, type: qualifiedType.split("$").at(-1) ?? "", name };
}

function properties(struct: Parameters<typeof toWire>[0]): PropertyObject {
  return decodeObject(toWire(struct));
}

function difference(request: provider.DiffRequest): provider.DiffResponse {
  const olds = toWire(request.getOldInputs() ?? request.getOlds());
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  return new provider.DiffResponse().setChanges(
    isDeepStrictEqual(olds, toWire(request.getNews())) ? DIFF_NONE : DIFF_SOME,
  );
}
