import { CLUSTER } from "../../cluster/aws-types.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { isPastBestBefore } from "../../facts/fact-source.ts";
import { KUBERNETES_VERSION_SOURCE } from "../../facts/kubernetes-version-table.ts";
import { findKubernetesVersion, KUBERNETES_VERSIONS, supportOf } from "../../facts/kubernetes-versions.ts";
import { KUBERNETES_VERSION } from "../../rule/kinds.ts";
import { integer, texts } from "../../rule/option.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";

export default defineRule({
  id: "version-supported",
  title: "The cluster's version is in standard support, and stays there for a while",
  severity: "critical",
  frameworks: { "aws-fsbp": ["EKS.2"], checkov: ["CKV_AWS_339"] },
  why: "EKS gives a version 14 months of standard support. After that, it costs six times as much, and a year later EKS updates the cluster automatically, on a date that nobody chose and whether or not its workloads are ready for it.",
  fix: "Update the cluster one version at a time, then its add-ons and nodes. Set upgradePolicy.supportType to what you want at the end of standard support: with STANDARD, EKS updates the cluster; with EXTENDED, you pay for extended support.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html",
  ],
  findings: {
    unsupported:
      "The version's extended support is over: EKS creates no such clusters, and updates existing ones.",
    invalid: "version is not a minor version such as 1.36, so EKS rejects it.",
    extended: "The version's standard support is over.",
    updated:
      "The version's standard support is over and supportType is STANDARD, so EKS updates the cluster to a newer version than the program's.",
    ending: "The version's standard support ends in fewer than `minDays` days.",
    missing: "version is not set, so EKS uses its current default.",
    "upgrade-policy":
      "upgradePolicy.supportType is not set, which means EXTENDED: six times the price after the end of standard support.",
    stale: "The policy pack's dates are past their best-before date.",
  },
  presets: {
    baseline: {
      level: "mandatory",
      advisory: ["extended", "updated", "ending", "missing", "upgrade-policy", "stale"],
    },
    strict: {
      level: "mandatory",
      advisory: ["extended", "ending", "missing", "upgrade-policy", "stale"],
    },
  },
  options: {
    minDays: integer({
      description: "The number of days of standard support that a version must have left.",
      default: 60,
      min: 0,
      max: 400,
    }),
    calendar: texts({
      description:
        'The end dates of standard and extended support by version, for versions whose dates in the policy pack are missing or wrong: { "1.38": "2028-03-01 2029-03-01" }.',
      default: {},
      form: {
        pattern: "^\\d{4}-(0[1-9]|1[0-2])-[0-3]\\d \\d{4}-(0[1-9]|1[0-2])-[0-3]\\d$",
        expected: "two dates, as YYYY-MM-DD YYYY-MM-DD",
      },
    }),
  },
  targets: [CLUSTER],
  check(cluster, options, report, now) {
    const written = cluster.scalar("version");
    if (written.kind === "known" && KUBERNETES_VERSION.parse(written.value) === undefined) {
      const minor = minorVersion(written.value) ?? 0;
      report("invalid", written, {
        found: text`EKS rejects this version: it takes a minor version, such as 1.36`,
        passes: minor < 10 || written.isSecret ? usable(options, now) : text`set 1.${minor}`,
      });
      return;
    }
    const version = cluster.value("version", KUBERNETES_VERSION);
    const support = cluster.oneOf(["STANDARD", "EXTENDED"], "upgradePolicy.supportType");
    const isStandard = support.kind === "known" && support.value === "STANDARD";
    // Nobody can leave extended support by choosing STANDARD (2026-11):
    // https://docs.aws.amazon.com/eks/latest/userguide/disable-extended-support.html
    let isOutOfStandardSupport = false;
    if (version.kind === "absent") {
      report("missing", version, {
        found: text`version is not set, so EKS uses its current default`,
        passes: usable(options, now),
      });
    } else if (version.kind === "known") {
      isOutOfStandardSupport = judgeVersion(cluster, version, { ...options, isStandard }, report, now);
    }
    if (support.kind === "absent" && !isOutOfStandardSupport) {
      report("upgrade-policy", support, {
        found: text`supportType is not set, which means EXTENDED`,
        passes: text`set STANDARD, or EXTENDED to accept six times the price after standard support`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A version with more than a year of standard support left",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          version: "1.36",
          upgradePolicy: { supportType: "STANDARD" },
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
    bad: [
      {
        title: "A version that is no longer supported",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          version: "1.28",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});

interface VersionOptions {
  readonly minDays: number;
  readonly calendar: Readonly<Record<string, string>>;
}

/** The end dates of a version's support, as YYYY-MM-DD. */
interface Support {
  readonly standardEnds: string;
  readonly extendedEnds: string;
}

/** Judges a version's support. @returns true if its standard support is over. */
function judgeVersion(
  cluster: ResourceView,
  version: Shown<string>,
  { minDays, calendar, isStandard }: VersionOptions & { readonly isStandard: boolean },
  report: Report<"unsupported" | "extended" | "updated" | "ending" | "stale">,
  now: Date,
): boolean {
  const { date, bestBefore } = KUBERNETES_VERSION_SOURCE;
  const isStale = isPastBestBefore(KUBERNETES_VERSION_SOURCE, now) && !(version.value in calendar);
  if (isStale) {
    report("stale", version, {
      found: text`judged by dates from ${Text.of(date)}, which are past their best-before date, ${Text.of(bestBefore)}`,
      passes: text`update the policy pack, or set the version's dates in calendar`,
    });
  }
  const list = usable({ minDays, calendar }, now);
  const passes = nextOf(version, list, now);
  const support = datesOf(version.value, calendar);
  if (support === undefined && supportOf(version.value, now) === "ended") {
    // Older than the table, which has no date for it.
    report("unsupported", version, {
      found: text`${version} is no longer supported`,
      passes: text`${list}; in an existing cluster, the version to which EKS has updated it`,
    });
    return true;
  }
  if (support === undefined) {
    cluster
      .at("version")
      .undetermined(
        text`newer than the policy pack's dates from ${Text.of(date)}; set its dates in calendar`,
      );
    return false;
  }
  const standardDays = daysUntil(support.standardEnds, now);
  const extendedDays = daysUntil(support.extendedEnds, now);
  if (extendedDays <= 0) {
    report("unsupported", version, {
      found: text`${version} has had no support since ${Text.of(support.extendedEnds)}`,
      passes: text`${list}; in an existing cluster, the version to which EKS has updated it`,
    });
  } else if (standardDays <= 0 && isStandard) {
    report("updated", version, {
      found: text`${version} left standard support on ${Text.of(support.standardEnds)}, and with STANDARD, EKS updates the cluster to a newer version than the program's, to which the program can't return`,
      passes: text`set the version that the cluster has by now, or ${passes}`,
    });
  } else if (standardDays <= 0) {
    report("extended", version, {
      found: text`${version} has cost six times as much since ${Text.of(support.standardEnds)}, and leaves extended support on ${Text.of(support.extendedEnds)} (days left: ${extendedDays})`,
      passes,
    });
  } else if (standardDays < minDays) {
    report("ending", version, {
      found: text`${version} leaves standard support on ${Text.of(support.standardEnds)} (days left: ${standardDays})`,
      passes,
    });
  }
  return standardDays <= 0;
}

/** Returns the end dates of a version's support; undefined if neither the team nor the policy pack has them. */
function datesOf(version: string, calendar: VersionOptions["calendar"]): Support | undefined {
  const [standardEnds, extendedEnds] = calendar[version]?.split(" ") ?? [];
  if (standardEnds !== undefined && extendedEnds !== undefined) return { standardEnds, extendedEnds };
  const known = findKubernetesVersion(version);
  return known && { standardEnds: known.standardSupportEnds, extendedEnds: known.extendedSupportEnds };
}

/** Returns the fix for an existing cluster, which EKS updates one version at a time, and for a new one. */
function nextOf(version: Shown<string>, list: Text, now: Date): Text {
  const minor = minorVersion(version.value);
  if (minor === undefined || version.isSecret) return list;
  const next = findKubernetesVersion(`1.${minor + 1}`);
  return next && daysUntil(next.released, now) <= 0
    ? text`set ${Text.of(next.version)} next; in a new cluster, ${list}`
    : list;
}

/** Returns the fix: the versions that pass on a given day. */
function usable({ minDays, calendar }: VersionOptions, now: Date): Text {
  const released = KUBERNETES_VERSIONS.filter((each) => daysUntil(each.released, now) <= 0);
  const versions = new Set([...Object.keys(calendar), ...released.map(({ version }) => version)]);
  const passing = [...versions].filter((version) => {
    const support = datesOf(version, calendar);
    return support && daysUntil(support.standardEnds, now) >= Math.max(minDays, 1);
  });
  return passing.length === 0
    ? text`update the policy pack, which knows no version that passes`
    : text`set ${Text.of(passing.sort().join(" or "))}`;
}

/** Returns the whole days from the day of `now` to another day, both in UTC; negative if that day has passed. */
function daysUntil(day: string, now: Date): number {
  return Math.floor(Date.parse(day) / DAY) - Math.floor(now.getTime() / DAY);
}

const DAY = 86_400_000;
