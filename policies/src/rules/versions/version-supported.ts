import { CLUSTER } from "../../cluster/aws-types.ts";
import { isPastBestBefore } from "../../facts/fact-source.ts";
import { KUBERNETES_VERSION_SOURCE } from "../../facts/kubernetes-version-table.ts";
import { KUBERNETES_VERSIONS } from "../../facts/kubernetes-versions.ts";
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
  why: "A version lives 14 months on EKS. From then on it costs six times as much, and a year later EKS updates the cluster by itself, on a day that nobody chose and whether or not its workloads are ready for it.",
  fix: "Update the cluster version by version, then add-ons and nodes. Set upgradePolicy.supportType to what you want at the end of standard support: STANDARD has EKS update the cluster, EXTENDED has you pay.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html",
  ],
  findings: {
    unsupported:
      "The version's extended support is over: EKS makes no such cluster, and updates those it has.",
    extended: "The version's standard support is over.",
    ending: "The version's standard support ends in fewer than `minDays` days.",
    missing: "version is not set, so EKS takes its default of the day.",
    "upgrade-policy":
      "upgradePolicy.supportType is not set, which means EXTENDED: six times the price from the end of standard support on.",
    stale: "The pack's dates are past their best-before.",
  },
  presets: {
    baseline: {
      level: "mandatory",
      advisory: ["extended", "ending", "missing", "upgrade-policy", "stale"],
    },
    strict: {
      level: "mandatory",
      advisory: ["extended", "ending", "missing", "upgrade-policy", "stale"],
    },
  },
  options: {
    minDays: integer({
      description: "Days of standard support that a version must have left.",
      default: 60,
      min: 0,
      max: 400,
    }),
    calendar: texts({
      description:
        'The ends of standard and extended support by version, where the pack does not know them or knows them wrongly: { "1.38": "2028-03-01 2029-03-01" }.',
      default: {},
      form: {
        pattern: "^\\d{4}-(0[1-9]|1[0-2])-[0-3]\\d \\d{4}-(0[1-9]|1[0-2])-[0-3]\\d$",
        expected: "two days, as YYYY-MM-DD YYYY-MM-DD",
      },
    }),
  },
  targets: [CLUSTER],
  check(cluster, options, report, now) {
    const version = cluster.value("version", KUBERNETES_VERSION);
    if (version.kind === "absent") {
      report("missing", version, {
        found: text`no version, so EKS takes its default of the day`,
        passes: usable(options, now),
      });
    } else if (version.kind === "known") {
      judgeVersion(cluster, version, options, report, now);
    }
    const support = cluster.oneOf(["STANDARD", "EXTENDED"], "upgradePolicy.supportType");
    if (support.kind === "absent") {
      report("upgrade-policy", support, {
        found: text`supportType is not set, which means EXTENDED`,
        passes: text`set STANDARD, or EXTENDED to say that you pay six times as much after standard support`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A version with more than a year of standard support",
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
        title: "A version without any support",
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

/** Ends of a version's support, as YYYY-MM-DD. */
interface Support {
  readonly standardEnds: string;
  readonly extendedEnds: string;
}

function judgeVersion(
  cluster: ResourceView,
  version: Shown<string>,
  { minDays, calendar }: VersionOptions,
  report: Report<"unsupported" | "extended" | "ending" | "stale">,
  now: Date,
): void {
  const { date, bestBefore } = KUBERNETES_VERSION_SOURCE;
  const isStale = isPastBestBefore(KUBERNETES_VERSION_SOURCE, now) && !(version.value in calendar);
  if (isStale) {
    report("stale", version, {
      found: text`judged by dates of ${Text.of(date)}, which are past their best-before, ${Text.of(bestBefore)}`,
      passes: text`update the policy pack, or give the version's dates in calendar`,
    });
  }
  const support = supportOf(version.value, calendar);
  if (support === undefined) {
    cluster
      .at("version")
      .undetermined(text`newer than the pack's dates of ${Text.of(date)}; give its own in calendar`);
    return;
  }
  const passes = usable({ minDays, calendar }, now);
  const standardDays = daysUntil(support.standardEnds, now);
  const extendedDays = daysUntil(support.extendedEnds, now);
  if (extendedDays <= 0) {
    report("unsupported", version, {
      found: text`${version} has no support since ${Text.of(support.extendedEnds)}`,
      passes,
    });
  } else if (standardDays <= 0) {
    report("extended", version, {
      found: text`${version} costs six times as much since ${Text.of(support.standardEnds)}, and leaves extended support on ${Text.of(support.extendedEnds)} (days left: ${extendedDays})`,
      passes,
    });
  } else if (standardDays < minDays) {
    report("ending", version, {
      found: text`${version} leaves standard support on ${Text.of(support.standardEnds)} (days left: ${standardDays})`,
      passes,
    });
  }
}

/** The ends of a version's support; undefined for one that is newer than the table. Older ones ended long ago. */
function supportOf(version: string, calendar: VersionOptions["calendar"]): Support | undefined {
  const [standardEnds, extendedEnds] = calendar[version]?.split(" ") ?? [];
  if (standardEnds !== undefined && extendedEnds !== undefined) return { standardEnds, extendedEnds };
  const known =
    KUBERNETES_VERSIONS.find((each) => each.version === version) ??
    (version < (KUBERNETES_VERSIONS.at(-1)?.version ?? "") ? KUBERNETES_VERSIONS.at(-1) : undefined);
  return known && { standardEnds: known.standardSupportEnds, extendedEnds: known.extendedSupportEnds };
}

/** What to set: the versions that pass on a day. */
function usable({ minDays, calendar }: VersionOptions, now: Date): Text {
  const released = KUBERNETES_VERSIONS.filter((each) => daysUntil(each.released, now) <= 0);
  const versions = new Set([...Object.keys(calendar), ...released.map(({ version }) => version)]);
  const passing = [...versions].filter((version) => {
    const support = supportOf(version, calendar);
    return support && daysUntil(support.standardEnds, now) >= Math.max(minDays, 1);
  });
  return passing.length === 0
    ? text`update the policy pack, which knows no version that passes`
    : text`set ${Text.of(passing.sort().join(" or "))}`;
}

/** Whole days from a time's day to another day, both in UTC; negative for one that is over. */
function daysUntil(day: string, now: Date): number {
  return Math.floor(Date.parse(day) / DAY) - Math.floor(now.getTime() / DAY);
}

const DAY = 86_400_000;
