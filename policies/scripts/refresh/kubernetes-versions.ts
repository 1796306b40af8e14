import type { TableRefresh } from "./table-refresh.ts";

/** The input is latest/ug/versioning/kubernetes-versions.adoc of github.com/awsdocs/amazon-eks-user-guide: the release calendar. */
export const kubernetesVersions: TableRefresh = {
  file: "kubernetes-version-table.ts",
  constant: "KUBERNETES_VERSION",
  title: "Kubernetes versions",
  lineFormat:
    "One line per version, the newest first: `version released standard-support-ends extended-support-ends`.",
  goodForMonths: 3,
  lines([guide = ""]) {
    const [, calendar = ""] = /\|End of extended support\n(.*?)^\|===/ms.exec(guide) ?? [];
    const rows = calendar.matchAll(/^\|`(\d\.\d+)`\n\|.*\n\|(.*)\n\|(.*)\n\|(.*)$/gm);
    return [...rows]
      .map(([, version = "", ...dates]) => [version, ...dates.map(toIsoDate)].join(" "))
      .sort((a, b) => minorOf(b) - minorOf(a));
  },
};

/** Parses a date in the guide's notation, `September 26, 2024`; rejects a month alone, which is only approximate. */
function toIsoDate(text: string): string {
  const date = new Date(`${text.trim()} UTC`);
  if (!/^[A-Z][a-z]+ \d+, \d{4}$/.test(text.trim()) || Number.isNaN(date.getTime()))
    throw new Error(`"${text.trim()}" is not a date`);
  return date.toISOString().slice(0, 10);
}

function minorOf(line: string): number {
  return Number(/^\d\.(\d+)/.exec(line)?.[1]);
}
