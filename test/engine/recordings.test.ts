import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import {
  isPropertyObject,
  isUnknown,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import { EngineProject } from "./harness/engine-project.ts";
import type { EngineOutcome } from "./harness/engine-run.ts";

const RECORDINGS = path.join(import.meta.dirname, "../fixtures/eks-component");

/** A resource as policies see it. */
interface SeenResource {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  readonly inputs: PropertyValue;
  /** URNs that each input depends on; only inputs that depend on something. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What the real component looked up; the stand-in performs no lookups. */
const LOOKED_UP: readonly PropertyValue[] = ["vpc-default", "subnet-aaa", "looked-up"];

/** The programs, and the recordings of what they create. */
const PROGRAMS: readonly (readonly [program: string, recordings: readonly string[]])[] = [
  ["chosen", ["chosen"]],
  ["hardened", ["hardened"]],
  ["defaults", ["defaults"]],
  ["separate", ["addons", "node-groups"]],
];

describeEngine("the stand-in for the plugin of @pulumi/eks", () => {
  for (const [program, recordings] of PROGRAMS) {
    it(`registers the resources in recordings of the real component: ${recordings.join(", ")}`, async () => {
      const project = new EngineProject(
        path.join(import.meta.dirname, `../fixtures/engine/recorded-${program}`),
      );
      try {
        const callLog = path.join(project.directory, "calls.jsonl");
        const outcome = await project.preview({ policyPacks: [], callLog });
        assert.equal(outcome.code, 0, outcome.output);
        const seen = seenByEngine(outcome, dependenciesIn(readFileSync(callLog, "utf8")));
        const expected = recordings.flatMap(recorded).sort(byUrn);
        const components = new Set(expected.map(componentOf));
        assert.deepEqual(
          seen.filter((resource) => components.has(componentOf(resource))),
          expected,
        );
      } finally {
        project.remove();
      }
    });
  }
});

function recorded(recording: string): readonly SeenResource[] {
  return readFileSync(path.join(RECORDINGS, `${recording}.jsonl`), "utf8")
    .replaceAll(/::(q\d|r)::/g, "::recorded::")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as SeenResource & { readonly props: PropertyObject })
    .map(({ urn, type, parent, props, propertyDependencies }) =>
      comparable({ urn, type, parent, inputs: props, propertyDependencies }),
    )
    .filter(isBelowComponent);
}

function seenByEngine(
  { events }: EngineOutcome,
  dependencies: ReadonlyMap<string, SeenResource["propertyDependencies"]>,
): readonly SeenResource[] {
  return events
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.new ?? [])
    .map(({ urn, type, parent, inputs }) =>
      comparable({
        urn,
        type,
        parent,
        inputs: inputs as PropertyObject,
        propertyDependencies: dependencies.get(urn) ?? {},
      }),
    )
    .filter(isBelowComponent)
    .sort(byUrn);
}

/** A call to register a resource, in the engine's log. */
interface RegisterCall {
  readonly method: string;
  readonly request?: {
    readonly remote?: boolean;
    readonly propertyDependencies?: Readonly<Record<string, { readonly urns?: readonly string[] }>>;
  };
  readonly response?: { readonly urn: string };
}

/** What each property depends on, by URN. The engine tells policies nothing of what a component's inputs depend on. */
function dependenciesIn(calls: string): ReadonlyMap<string, SeenResource["propertyDependencies"]> {
  const registered = calls
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RegisterCall)
    .filter(({ method, request }) => method.endsWith("/RegisterResource") && request?.remote !== true);
  return new Map(
    registered.flatMap(({ request, response }) => {
      if (response === undefined) return [];
      const byProperty = Object.entries(request?.propertyDependencies ?? {}).map(
        ([property, { urns = [] }]) => [property, urns] as const,
      );
      return [[response.urn, Object.fromEntries(byProperty)]];
    }),
  );
}

function isBelowComponent({ urn }: SeenResource): boolean {
  return /\$?eks:index:\w+\$/.test(urn);
}

/** The type of the innermost component of @pulumi/eks that a resource is, or is below. */
function componentOf({ urn }: SeenResource): string | undefined {
  return /.*(eks:index:\w+)/.exec(urn)?.[1];
}

function byUrn(a: SeenResource, b: SeenResource): number {
  return a.urn < b.urn ? -1 : 1;
}

function comparable({ inputs, propertyDependencies, ...resource }: SeenResource): SeenResource {
  // The real component looks up the AMI before it knows the volumes.
  const { ebsBlockDevices, rootBlockDevice, ...others } = inputs as PropertyObject;
  const isDelayed = resource.type.endsWith(":LaunchConfiguration") && isOpen(others["imageId"]);
  const volumes = isDelayed ? {} : { ebsBlockDevices, rootBlockDevice };
  return {
    ...resource,
    inputs: normalized({ ...others, ...volumes }),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies)
        .filter(([, urns]) => urns.length > 0)
        .map(([property, urns]) => [property, [...urns].sort()]),
    ),
  };
}

function isOpen(value: PropertyValue): boolean {
  return isUnknown(value) || value === "<unknown>";
}

/** Removes the values that providers generate or look up: names with their digits and case, and the default VPC. */
function normalized(value: PropertyValue): PropertyValue {
  if (isOpen(value) || LOOKED_UP.includes(value)) return "<unknown>";
  if (typeof value === "string") return withoutMadeUpNames(value);
  if (Array.isArray(value)) {
    const elements = value as readonly PropertyValue[];
    return elements.some((element) => LOOKED_UP.includes(element)) ? "<unknown>" : elements.map(normalized);
  }
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(
    // The engine's own bookkeeping, which policies don't see.
    Object.entries(value)
      .filter(([key, inner]) => !key.startsWith("__") && inner !== undefined)
      .map(([key, inner]) => [withoutMadeUpNames(key), normalized(inner)]),
  );
}

function withoutMadeUpNames(text: string): string {
  return text.replaceAll(/[\w-]+-[0-9a-f]{7}\b/g, (name) => name.slice(0, -7).toLowerCase());
}
