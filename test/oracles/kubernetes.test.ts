import assert from "node:assert/strict";

import fc from "fast-check";

import { parseSchedule } from "../../policies/src/facts/schedule.ts";
import { isTimeZone } from "../../policies/src/facts/time-zone.ts";
import {
  isPropertyObject,
  isUnknown,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { partsOf } from "../../policies/src/rule/resource-parts.ts";
import type { Resource } from "../../policies/src/rule/resource-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { Run } from "../../policies/src/run/run.ts";
import { completed } from "./complete-object.ts";
import { verdictsOn } from "./kubernetes.ts";
import { KUBERNETES, skipWithout } from "./oracle.ts";
import { ruleInputs } from "./rule-inputs.ts";

/** What the API server rejects, and no rule does; each with the reason. */
const DIFFERENCES: readonly (readonly [refused: RegExp, reason: string])[] = [
  [/cannot unmarshal/, "a value of another type that no rule reads: the SDK's types don't accept it"],
  [/^(Cluster)?Role(Binding)?\.rbac/, "the form of RBAC objects: rules judge what they grant"],
];

describe("Kubernetes' own validation", () => {
  skipWithout(KUBERNETES);

  it("rejects what a finding says that the API server rejects, and accepts the rest of all examples and cases", async () => {
    const objects = await judgedObjects();
    const verdicts = verdictsOn(objects.map(({ object }) => object));
    const used = new Set<RegExp>();
    const differences = objects.flatMap(({ object, rejectedBy, isJudged }, index) => {
      const verdict = verdicts[index] ?? assert.fail();
      if ("unserved" in verdict) return [];
      const refused = "refused" in verdict ? verdict.refused : undefined;
      const isRejected = rejectedBy.length > 0;
      if ((refused !== undefined) === isRejected) return [];
      if (refused !== undefined && !isJudged) return [];
      const [known] = DIFFERENCES.find(([pattern]) => refused !== undefined && pattern.test(refused)) ?? [];
      if (known) {
        used.add(known);
        return [];
      }
      return [
        [JSON.stringify(object), refused ?? "accepted", rejectedBy.join() || "no finding"].join("\n  "),
      ];
    });
    assert.deepEqual(differences, []);
    assert.equal(used.size, DIFFERENCES.length, "each entry is needed");
    assert.ok(verdicts.filter((verdict) => "refused" in verdict).length > 50);
  });

  it("reads the same schedules", () => {
    const schedules = fc.sample(schedule, { seed: 20261128, numRuns: 3000 });
    const verdicts = verdictsOn(schedules.map((text) => cronJob({ schedule: text })));
    const differences = schedules.filter(
      (text, index) => "accepted" in (verdicts[index] ?? {}) !== (parseSchedule(text) !== undefined),
    );
    assert.deepEqual(differences, []);
    assert.ok(verdicts.some((verdict) => "accepted" in verdict));
  });

  it("knows the same time zones", () => {
    const known = Intl.supportedValuesOf("timeZone");
    const zones = [
      ...known,
      ...known.map((zone) => zone.toLowerCase()),
      ...["UTC", "Etc/UTC", "GMT", "EST5EDT", "PST", "CST", "IST", "JST", "US/Pacific", "US/Pacific-New"],
      ...["SystemV/AST4", "Factory", "Local", "", " ", "Europe", "Europe/", "../UTC", "Z"],
    ];
    const verdicts = verdictsOn(zones.map((timeZone) => cronJob({ schedule: "@daily", timeZone })));
    const differences = zones.filter(
      (zone, index) => "accepted" in (verdicts[index] ?? {}) !== isTimeZone(zone),
    );
    assert.deepEqual(differences, []);
  });
});

function cronJob(spec: object): object {
  const jobTemplate = { spec: { template: { spec: { restartPolicy: "Never" } } } };
  const object = { apiVersion: "batch/v1", kind: "CronJob", spec: { ...spec, jobTemplate } };
  return completed(object, "report");
}

const FIELD_RANGES: readonly (readonly [min: number, max: number, names: readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, ["?", "L", "W", "15W", "LW"]],
  [1, 12, ["JAN", "feb", "Dec", "XYZ"]],
  [0, 6, ["SUN", "mon", "Fri", "SAT", "7", "5L", "MON#2", "?"]],
];
/** Fields that are right or just beyond, in lists, ranges and steps; macros; and what surrounds and separates them. */
const schedule = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(...FIELD_RANGES.map(fieldOf)).map((fields) => fields.join(" ")) },
  {
    weight: 1,
    arbitrary: fc.tuple(...FIELD_RANGES.map(fieldOf)).map((fields) => `0 ${fields.join("  ")}\n`),
  },
  fc.constantFrom(
    ...["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@reboot", "@Daily"],
    ...[
      "@hourly ",
      " @hourly",
      "@every 1h30m",
      "@every .5h",
      "@every -5m",
      "@every 1d",
      "@every",
      "@every 1h ",
    ],
    ...["", " ", "* * * *", "* * * * * *", "TZ=UTC 0 3 * * *", "CRON_TZ=UTC @daily", "0,,5 * * * *"],
    ...["+5 * * * *", "005 * * * *", "*-5 * * * *", "0 0 30 2 *", "0 3 * * MON-SUN", "0 3 * * SAT-SUN"],
  ),
);

function fieldOf([min, max, names]: (typeof FIELD_RANGES)[number]): fc.Arbitrary<string> {
  const number = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min, max }).map(String) },
    fc.constantFrom(...[min - 1, max + 1].map(String), ...names, "", "x", "1.5"),
  );
  const range = fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: number },
    fc.tuple(number, number).map((ends) => ends.join("-")),
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: range },
    fc.tuple(range, number).map((parts) => parts.join("/")),
  );
  return fc.oneof(
    { weight: 5, arbitrary: step },
    fc.tuple(step, step).map((parts) => parts.join(",")),
  );
}

interface Judged {
  readonly object: object;
  /** The findings that say that the API server rejects the object. */
  readonly rejectedBy: readonly string[];
  /** False if a rule recorded a place that it could not judge. */
  readonly isJudged: boolean;
}

async function judgedObjects(): Promise<readonly Judged[]> {
  const judged = new Map<string, Judged>();
  for (const resource of (await ruleInputs()).flat()) {
    for (const { type, value } of partsOf(resource)) {
      const object = objectOf(type, resource.name, value);
      if (object) judged.set(JSON.stringify(object), judge({ ...resource, type, props: object }));
    }
  }
  return [...judged.values()];
}

/** The findings that say that the API server rejects an object, and the rules that have any. Others can't excuse a miss. */
const REJECTIONS = new Set(
  rules.flatMap(({ id, findings }) =>
    Object.entries(findings).flatMap(([key, documented]) =>
      /API server (rejects|accepts only)/.test(documented) ? [`${id}: ${key}`] : [],
    ),
  ),
);
const REJECTING = rules.filter(({ id }) => [...REJECTIONS].some((finding) => finding.startsWith(`${id}: `)));

function judge(resource: Resource): Judged {
  const run = new Run({ rules: REJECTING, preset: "strict", now: new Date("2026-11-28") });
  const findings = run.judge(resource).map(({ rule, key }) => `${rule}: ${key}`);
  const rejectedBy = findings.filter((finding) => REJECTIONS.has(finding));
  return { object: resource.props, rejectedBy, isJudged: run.undetermined.length === 0 };
}

/** Returns the object that is sent to the API server; undefined for one that is not known completely, or that only changes another. */
function objectOf(type: string, name: string, value: PropertyValue): PropertyObject | undefined {
  const [, group, kind] = /^kubernetes:(.+):(\w+)$/.exec(type) ?? [];
  if (!group || !kind || kind.endsWith("Patch") || !/\/v\d+$/.test(group)) return undefined;
  if (!isPropertyObject(value) || !isPlain(value)) return undefined;
  return completed({ ...value, apiVersion: group.replace(/^core\//, ""), kind }, name);
}

/** True if all below it is known and not secret. */
function isPlain(value: PropertyValue): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (isPropertyObject(value)) return Object.values(value).every(isPlain);
  return !isUnknown(value) && (value === null || typeof value !== "object");
}
