import provider from "@pulumi/pulumi/proto/provider_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { toStruct, toWire } from "../../../protocol/struct.ts";
import { LOOKUP, SECRET_ARGUMENTS } from "../../../protocol/unknown-answer.ts";
import { decodeObject, type WireObject, type WireValue } from "../../../protocol/wire.ts";
import { UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import type { Plan } from "../../plan.ts";
import { awsRegion } from "../aws-region.ts";
import { holdsUnknown, unknownPaths } from "../components/output.ts";
import type { Renderer } from "../kubernetes/rendering.ts";
import type { Lookups } from "../lookups/lookups.ts";
import { chartLabel, renderedLookups } from "../lookups/rendered-lookups.ts";
import { answerEntry, howToAnswer, UnknownLookups } from "../lookups/unknown-lookups.ts";
import { plannedOutputs } from "./computed-fields.ts";
import type { Refusals } from "./refusals.ts";
import type { Registrar } from "./registrar.ts";

const CHART = "kubernetes:helm.sh/v3:Chart";

/** The type of the resource that stands for another stack. */
export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

// The SDK that this package is installed with may be older than 3.257, where the provider's response, which has the same fields,
// answers both. Source: pulumi sdk/nodejs/proto/resource_grpc_pb.js, 3.255.0 and 3.257.0.
const ResourceInvokeResponse =
  (resource as Partial<typeof resource>).ResourceInvokeResponse ??
  (provider.InvokeResponse as unknown as typeof resource.ResourceInvokeResponse);

export interface LookupOptions {
  readonly plan: Plan;
  readonly registrar: Registrar;
  readonly lookups: Lookups;
  readonly renderer: Renderer;
  readonly config: Readonly<Record<string, string>>;
}

/** Answers what a program looks up: functions, methods of components and outputs of other stacks. */
export class LookupRequests {
  readonly unknown = new UnknownLookups();
  readonly #options: LookupOptions;
  readonly #refusals: Refusals;
  /** The charts and kustomizations whose objects the program asked for. */
  readonly #asked = new Set<string>();

  constructor(options: LookupOptions, refusals: Refusals) {
    this.#options = options;
    this.#refusals = refusals;
  }

  /** Returns the properties of a stack reference, with the other stack's outputs if the project provides them. */
  stackReference(request: resource.ReadResourceRequest): struct.Struct {
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

  /** Returns the result of a method of a component. */
  call(request: resource.ResourceCallRequest): provider.CallResponse {
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

  /** Returns the result of a function. */
  async invoke(request: resource.ResourceInvokeRequest): Promise<resource.ResourceInvokeResponse> {
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
        this.unknown.addLater(token, lookups.fields(token));
      }
      return unknown;
    }
    if (token === "pulumi:pulumi:getResource") {
      const urn = typeof args["urn"] === "string" ? args["urn"] : "";
      return new ResourceInvokeResponse().setReturn(
        toStruct({ urn, id: plan.id(urn), state: await plannedOutputs(plan, urn) }),
      );
    }
    const named: string[] = [];
    const context = {
      region: this.#region(request.getProvider(), args),
      addBlindSpot: (line: string) => named.push(line),
    };
    const answer = await this.#refusals.noting(
      () => lookups.answer(token, args, context) ?? this.#rendered(token, args, context.addBlindSpot),
    );
    for (const line of named) plan.blindSpots.add(line);
    if (named.length === 0 && (answer === undefined || holdsUnknown(answer))) {
      const names = Object.keys(args).filter((name) => !(secret as readonly string[]).includes(name));
      const shown = Object.fromEntries(names.map((name) => [name, args[name]]));
      this.unknown.add(token, shown, answer);
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
