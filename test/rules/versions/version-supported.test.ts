import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import versionSupported from "../../../policies/src/rules/versions/version-supported.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";

// The tester's date is 2026-06-15; 1.36 came on 2026-06-02, and standard support of 1.33 ends on 2026-07-29.
const of = (version: PropertyValue) => cluster({ version, upgradePolicy: { supportType: "STANDARD" } });
const PASSES = "set 1.34 or 1.35 or 1.36";
const EXISTING = "in an existing cluster, the version to which EKS has updated it";
const next = (version: string, passes = PASSES) => `set ${version} next; in a new cluster, ${passes}`;
const extended = (version: PropertyValue) => cluster({ version, upgradePolicy: { supportType: "EXTENDED" } });
const advisory = { level: "advisory" as const, path: "version" };
const ending = (days: number, passes = next("1.34")) => ({
  ...advisory,
  key: "ending" as const,
  message: `1.33 leaves standard support on 2026-07-29 (days left: ${days}); ${passes}`,
});
const unsupported = (version: string, since: string) => ({
  ...advisory,
  key: "unsupported" as const,
  level: "mandatory" as const,
  message: `${version} has had no support since ${since}; ${PASSES}; ${EXISTING}`,
});
const invalid = (passes: string) => ({
  ...advisory,
  key: "invalid" as const,
  level: "mandatory" as const,
  message: `EKS rejects this version: it takes a minor version, such as 1.36; ${passes}`,
});
const updated = (version: string, since: string, passes: string) => ({
  ...advisory,
  key: "updated" as const,
  message: `${version} left standard support on ${since}, and with STANDARD, EKS updates the cluster to a newer version than the program's, to which the program can't return; set the version that the cluster has by now, or ${passes}`,
});
const stale = {
  ...advisory,
  key: "stale" as const,
  message:
    "judged by dates from 2026-11-22, which are past their best-before date, 2027-02-22; update the policy pack, or set the version's dates in calendar",
};
const CALENDAR = { "1.36": "2027-08-02 2028-08-02", "1.38": "2028-03-01 2029-03-01" };

ruleTester(versionSupported, {
  valid: [
    { name: "a version in standard support", resource: of("1.36") },
    { name: "a version as a number, as YAML reads it", resource: of(1.35) },
    {
      name: "paid extended support, chosen explicitly",
      resource: cluster({ version: "1.35", upgradePolicy: { supportType: "EXTENDED" } }),
    },
    { name: "exactly the number of days that must be left", resource: of("1.33"), options: { minDays: 44 } },
    { name: "a version that the team knows", resource: of("1.38"), options: { calendar: CALENDAR } },
    { name: "the day before the dates need a refresh", resource: of("1.37"), today: "2027-02-21" },
    {
      name: "a day on which they are outdated, and the team knows the version",
      resource: of("1.36"),
      options: { calendar: CALENDAR },
      today: "2027-03-01",
    },
  ],
  invalid: [
    {
      name: "no version, and no supportType",
      resource: cluster({}),
      findings: [
        {
          ...advisory,
          key: "missing",
          message: `version is not set, so EKS uses its current default; ${PASSES}`,
        },
        {
          ...advisory,
          key: "upgrade-policy",
          path: "upgradePolicy.supportType",
          message:
            "supportType is not set, which means EXTENDED; set STANDARD, or EXTENDED to accept six times the price after standard support",
        },
      ],
    },
    {
      name: "a version from before the first date that the policy pack has",
      resource: cluster({ version: "1.13" }),
      findings: [
        {
          ...advisory,
          key: "unsupported",
          level: "mandatory",
          message: `1.13 is no longer supported; ${PASSES}; ${EXISTING}`,
        },
      ],
    },
    {
      name: "a version without support",
      resource: of("1.29"),
      findings: [unsupported("1.29", "2026-03-23")],
    },
    {
      name: "the last day of extended support",
      resource: extended("1.30"),
      today: "2026-07-22",
      findings: [
        {
          ...advisory,
          key: "extended",
          message:
            "1.30 has cost six times as much since 2025-07-23, and leaves extended support on 2026-07-23 (days left: 1); set 1.31 next; in a new cluster, set 1.34 or 1.35 or 1.36",
        },
      ],
    },
    {
      name: "the day after it, under strict",
      resource: of("1.30"),
      preset: "strict",
      today: "2026-07-23",
      findings: [unsupported("1.30", "2026-07-23")],
    },
    {
      name: "extended support, under strict",
      resource: extended("1.32"),
      preset: "strict",
      findings: [
        {
          ...advisory,
          key: "extended",
          message: `1.32 has cost six times as much since 2026-03-23, and leaves extended support on 2027-03-23 (days left: 281); ${next("1.33")}`,
        },
      ],
    },
    {
      name: "a version after whose standard support EKS updates the cluster",
      resource: of("1.32"),
      findings: [updated("1.32", "2026-03-23", next("1.33"))],
    },
    {
      name: "the same under strict, on the first day",
      resource: of("1.33"),
      preset: "strict",
      today: "2026-07-29",
      findings: [{ ...updated("1.33", "2026-07-29", next("1.34")), level: "mandatory" }],
    },
    ...["v1.36", "1.36.1"].map((version) => ({
      name: `the version ${version}`,
      resource: of(version),
      findings: [invalid("set 1.36")],
    })),
    ...["latest", "1.9", 1.3].map((version) => ({
      name: `the version ${version}, for which there is no minor version`,
      resource: of(version),
      findings: [invalid(PASSES)],
    })),
    { name: "the end of standard support is near", resource: of("1.33"), findings: [ending(44)] },
    { name: "one day too few", resource: of("1.33"), options: { minDays: 45 }, findings: [ending(44)] },
    {
      name: "more days than any version has",
      resource: of("1.33"),
      options: { minDays: 400, calendar: { "1.36": "2027-01-01 2027-06-01" } },
      findings: [ending(44, next("1.34", "update the policy pack, which knows no version that passes"))],
    },
    {
      name: "a date that the team corrects",
      resource: of("1.36"),
      options: { calendar: { "1.36": "2026-06-20 2027-06-20" } },
      findings: [
        {
          ...advisory,
          key: "ending",
          message: "1.36 leaves standard support on 2026-06-20 (days left: 5); set 1.34 or 1.35",
        },
      ],
    },
    {
      name: "the day on which the dates need a refresh",
      resource: of("1.37"),
      today: "2027-02-22",
      findings: [stale],
    },
  ],
  unknown: [
    {
      name: "a version that is not known yet",
      resource: of(UNKNOWN),
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "a version that came after the pack",
      resource: of("1.38"),
      undetermined: [
        "version: newer than the policy pack's dates from 2026-11-22; set its dates in calendar",
      ],
    },
    {
      name: "a version that came long after it",
      resource: of("1.38"),
      today: "2027-03-01",
      undetermined: [
        "version: newer than the policy pack's dates from 2026-11-22; set its dates in calendar",
      ],
      findings: [stale],
    },
    {
      name: "a version of another type",
      resource: of(["1.36"]),
      undetermined: ["version: expected a version such as 1.36"],
    },
    {
      name: "the end of extended support, with a policy that is not known yet",
      resource: cluster({ version: "1.32", upgradePolicy: UNKNOWN }),
      undetermined: ["upgradePolicy: not known before pulumi up"],
      findings: [
        {
          ...advisory,
          key: "extended",
          message: `1.32 has cost six times as much since 2026-03-23, and leaves extended support on 2027-03-23 (days left: 281); ${next("1.33")}`,
        },
      ],
    },
    {
      name: "a policy that is not known yet",
      resource: cluster({ version: "1.36", upgradePolicy: UNKNOWN }),
      undetermined: ["upgradePolicy: not known before pulumi up"],
    },
  ],
  // In every version with standard support, supportType is to be set.
  appears: { "upgrade-policy": ["version"] },
});
