import { credentials } from "@grpc/grpc-js";
import callbackService from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callback from "@pulumi/pulumi/proto/callback_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { KNOWN_IN_PART } from "../../../protocol/known-in-part.ts";
import { decode, encodeForTransform, type WireObject } from "../../../protocol/wire.ts";
import { isPartlyKnown, type PropertyObject } from "../../../rule/property-value.ts";
import type { Registration, Transform } from "./registrar.ts";

/** Calls the transforms of a program, which serves them as callbacks. */
export class ProgramTransforms {
  readonly #clients = new Map<string, InstanceType<typeof callbackService.CallbacksClient>>();

  /** Returns the transform of a callback. */
  transform(reference: callback.Callback): Transform {
    const client = this.#client(reference.getTarget());
    return async (registration) => {
      const request = new callback.CallbackInvokeRequest();
      request.setToken(reference.getToken());
      request.setRequest(transformRequest(registration).serializeBinary());
      const bytes = await new Promise<Uint8Array>((resolve, reject) => {
        client.invoke(request, (error, response) => {
          if (error) reject(new Error(error.details));
          else resolve(response.getResponse_asU8());
        });
      });
      return transformed(registration, resource.TransformResponse.deserializeBinary(bytes));
    };
  }

  /** Closes the connections to the program. */
  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(target: string): InstanceType<typeof callbackService.CallbacksClient> {
    const existing = this.#clients.get(target);
    if (existing) return existing;
    const client = new callbackService.CallbacksClient(target, credentials.createInsecure());
    this.#clients.set(target, client);
    return client;
  }
}

function transformRequest(registration: Registration): resource.TransformRequest {
  const { type, name, custom, parent, props, protect, provider, providers, version, dependencies } =
    registration;
  const { ignoreChanges = [] } = registration;
  const options = new resource.TransformResourceOptions();
  options.setDependsOnList([...dependencies]);
  options.setIgnoreChangesList([...ignoreChanges]);
  if (protect !== undefined) options.setProtect(protect);
  options.setProvider(provider);
  options.setVersion(version);
  for (const [packageName, reference] of Object.entries(providers)) {
    options.getProvidersMap().set(packageName, reference);
  }
  const request = new resource.TransformRequest();
  request.setType(type);
  request.setName(name);
  request.setCustom(custom);
  request.setParent(parent);
  const encoded = Object.entries(props).map(([name, value]) => {
    const wire = encodeForTransform(value);
    return [name, isPartlyKnown(value) ? { ...(wire as WireObject), [KNOWN_IN_PART]: name } : wire] as const;
  });
  request.setProperties(struct.Struct.fromJavaScript(Object.fromEntries(encoded)));
  request.setOptions(options);
  return request;
}

function transformed(registration: Registration, response: resource.TransformResponse): Registration {
  const wire = response.getProperties()?.toJavaScript() as WireObject | undefined;
  if (!wire) return registration;
  const props: Record<string, PropertyObject[string]> = {};
  const propertyDependencies: Record<string, readonly string[]> = {};
  for (const [key, value] of Object.entries(wire)) {
    const dependencies = new Set(registration.propertyDependencies[key]);
    const isSame = (value as WireObject | null)?.[KNOWN_IN_PART] === key;
    props[key] = isSame ? registration.props[key] : decode(value, dependencies);
    if (dependencies.size > 0) propertyDependencies[key] = [...dependencies];
  }
  const options = response.getOptions();
  const dependsOn = options?.getDependsOnList() ?? [];
  const protect = options?.hasProtect() === true ? options.getProtect() : registration.protect;
  const provider = options?.getProvider() ?? "";
  return {
    ...registration,
    props,
    propertyDependencies,
    dependencies: [
      ...new Set([...registration.dependencies, ...dependsOn, ...Object.values(propertyDependencies).flat()]),
    ],
    ...(options && { ignoreChanges: options.getIgnoreChangesList() }),
    provider: provider === "" ? registration.provider : provider,
    ...(protect === undefined ? {} : { protect }),
  };
}
