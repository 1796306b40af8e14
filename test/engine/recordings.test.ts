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
        const outcome = await project.preview({ policyPacks: [] });
        assert.equal(outcome.code, 0, outcome.output);
        const expected = recordings.flatMap(recorded).sort(byUrn);
        const components = new Set(expected.map(componentOf));
        assert.deepEqual(
          seenByEngine(outcome).filter((resource) => components.has(componentOf(resource))),
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
    .map(({ urn, type, parent, props }) => comparable({ urn, type, parent, inputs: props }))
    .filter(isBelowComponent);
}

function seenByEngine({ events }: EngineOutcome): readonly SeenResource[] {
  return events
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.new ?? [])
    .map(({ urn, type, parent, inputs }) =>
      comparable({ urn, type, parent, inputs: inputs as PropertyObject }),
    )
    .filter(isBelowComponent)
    .sort(byUrn);
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

function comparable({ inputs, ...resource }: SeenResource): SeenResource {
  // The real component looks up the AMI before it knows the volumes.
  const { ebsBlockDevices, rootBlockDevice, ...others } = inputs as PropertyObject;
  const isDelayed = resource.type.endsWith(":LaunchConfiguration") && isOpen(others["imageId"]);
  const volumes = isDelayed ? {} : { ebsBlockDevices, rootBlockDevice };
  return { ...resource, inputs: normalized({ ...others, ...volumes }) };
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
