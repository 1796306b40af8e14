import assert from "node:assert/strict";

import { resourceUrn } from "../../../../policies/src/protocol/urn.ts";
import type { PropertyObject, PropertyValue } from "../../../../policies/src/rule/property-value.ts";
import type {
  Child,
  ComponentModel,
  RemoteComponent,
} from "../../../../policies/src/sources/program/components/component-model.ts";
import { flatten } from "../../../../policies/src/sources/program/components/output.ts";
import { Renderer } from "../../../../policies/src/sources/program/kubernetes/rendering.ts";
import { availabilityZones } from "../../../../policies/src/sources/program/lookups/availability-zones.ts";

/** A program's request for a component. */
export interface Request {
  readonly name: string;
  readonly inputs?: PropertyObject;
  /** URNs that inputs depend on, by input. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** URNs of the component's providers, by package. */
  readonly providers?: Readonly<Record<string, string>>;
  /** A transform of the program, which receives the type and the inputs of each child. */
  readonly transform?: (type: string, props: PropertyObject) => PropertyObject;
  readonly project?: string;
  /** URN of the parent. @defaultValue none */
  readonly parent?: string;
  readonly region?: string;
  /** The version of the package. @defaultValue none */
  readonly version?: string;
  /** The inputs of its provider. @defaultValue none */
  readonly providerInputs?: PropertyObject;
  /** The folder of the program. @defaultValue the current one */
  readonly directory?: string;
}

/** A child as a plan would contain it. */
export interface MadeChild {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly provider?: string;
  readonly props: PropertyObject;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** The result of a model for a component. */
export interface Expansion {
  readonly children: readonly MadeChild[];
  readonly outputs: Readonly<Record<string, PropertyValue>>;
  /** URNs that each output depends on, sorted. */
  readonly outputDependencies: Readonly<Record<string, readonly string[]>>;
  /** Why objects of it are not known. */
  readonly hidden: readonly string[];
}

/** Runs a model against a component that keeps its children in memory. */
export async function expand(
  model: ComponentModel,
  {
    name,
    inputs = {},
    from = {},
    providers = {},
    transform = (_type, props) => props,
    project = "p",
    parent: parentOfComponent = "",
    region,
    version = "",
    providerInputs = {},
    directory = ".",
  }: Request,
): Promise<Expansion> {
  const identity = { project, stack: "dev" };
  const urn = resourceUrn(identity, parentOfComponent, model.type, name);
  const children: MadeChild[] = [];
  const hidden: string[] = [];

  const make = (child: Child): MadeChild => {
    const { type, parent = urn, custom = true, dependsOn = [] } = child;
    const propertyDependencies = child.from ?? {};
    const packageName = type.slice(0, type.indexOf(":"));
    const version = (child.version ?? "").replaceAll(".", "_");
    const provider =
      child.provider ??
      providers[packageName] ??
      resourceUrn(identity, "", `pulumi:providers:${packageName}`, `default_${version}`);
    return {
      type,
      name: child.name,
      urn: resourceUrn(identity, parent, type, child.name),
      parent,
      props: transform(type, child.props),
      dependencies: [...new Set([...Object.values(propertyDependencies).flat(), ...dependsOn])].sort(),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([property, urns]) => [property, [...urns].sort()]),
      ),
      ...(custom && packageName !== "pulumi" ? { provider } : {}),
    };
  };
  const component: RemoteComponent = {
    name,
    urn,
    inputs,
    region,
    version,
    lookup: (token, args) => {
      assert.equal(token, "aws:index/getAvailabilityZones:getAvailabilityZones");
      return availabilityZones((args["region"] as string | undefined) ?? region, args);
    },
    inputDependencies: (input) => from[input] ?? [],
    providerInput: (_, input) => providerInputs[input],
    renderer: new Renderer(directory),
    hide: (reason) => {
      hidden.push(reason);
      return {};
    },
    register: (child) => {
      const made = make(child);
      if (children.some((other) => other.urn === made.urn)) {
        throw new Error(`Duplicate resource URN '${made.urn}'`);
      }
      children.push(made);
      return Promise.resolve({ urn: made.urn, props: made.props });
    },
  };
  const outputs = Object.entries(await model.expand(component)).map(
    ([output, value]) => [output, flatten(value)] as const,
  );
  return {
    children,
    hidden,
    outputs: Object.fromEntries(outputs.map(([output, { value }]) => [output, value])),
    outputDependencies: Object.fromEntries(
      outputs.map(([output, { from: urns }]) => [output, [...urns].sort()]),
    ),
  };
}
