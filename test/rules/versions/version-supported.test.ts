import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import versionSupported from "../../../policies/src/rules/versions/version-supported.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";

// The tester's date is 2026-06-15; 1.36 came on 2026-06-02, and standard support of 1.33 ends on 2026-07-29.
const of = (version: PropertyValue) => cluster({ version, upgradePolicy: { supportType: "STANDARD" } });
const PASSES = "set 1.34 or 1.35 or 1.36";
const advisory = { level: "advisory" as const, path: "version" };
const ending = (days: number, passes = PASSES) => ({
  ...advisory,
  key: "ending" as const,
  message: `1.33 leaves standard support on 2026-07-29 (days left: ${days}); ${passes}`,
});
const unsupported = (version: string, since: string) => ({
  ...advisory,
  key: "unsupported" as const,
  level: "mandatory" as const,
  message: `${version} has had no support since ${since}; ${PASSES}`,
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
          message: `1.13 is no longer supported; ${PASSES}`,
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
      resource: of("1.30"),
      today: "2026-07-22",
      findings: [
        {
          ...advisory,
          key: "extended",
          message:
            "1.30 has cost six times as much since 2025-07-23, and leaves extended support on 2026-07-23 (days left: 1); set 1.34 or 1.35 or 1.36",
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
      resource: of("1.32"),
      preset: "strict",
      findings: [
        {
          ...advisory,
          key: "extended",
          message: `1.32 has cost six times as much since 2026-03-23, and leaves extended support on 2027-03-23 (days left: 281); ${PASSES}`,
        },
      ],
    },
    { name: "the end of standard support is near", resource: of("1.33"), findings: [ending(44)] },
    { name: "one day too few", resource: of("1.33"), options: { minDays: 45 }, findings: [ending(44)] },
    {
      name: "more days than any version has",
      resource: of("1.33"),
      options: { minDays: 400, calendar: { "1.36": "2027-01-01 2027-06-01" } },
      findings: [ending(44, "update the policy pack, which knows no version that passes")],
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
      name: "an invalid version",
      resource: of("latest"),
      undetermined: ["version: expected a version such as 1.36"],
    },
    {
      name: "a policy that is not known yet",
      resource: cluster({ version: "1.36", upgradePolicy: UNKNOWN }),
      undetermined: ["upgradePolicy: not known before pulumi up"],
    },
  ],
});
