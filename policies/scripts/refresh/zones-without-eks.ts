import type { TableRefresh } from "./table-refresh.ts";

/** From latest/ug/networking/network-reqs.adoc of github.com/awsdocs/amazon-eks-user-guide: the disallowed zones. */
export const zonesWithoutEks: TableRefresh = {
  file: "zones-without-eks-table.ts",
  constant: "ZONES_WITHOUT_EKS",
  title: "availability zones without EKS",
  lineFormat: "One line per Region: `region zone-id …`.",
  goodForMonths: 12,
  lines([guide = ""]) {
    const [, zones = ""] = /\|Disallowed Availability Zone IDs\n(.*?)^\|===/ms.exec(guide) ?? [];
    return [...zones.matchAll(/^\|`([a-z0-9-]+)`\n\|.*\n\|(.*)$/gm)].map(([, region = "", ids = ""]) =>
      [region, ...[...ids.matchAll(/`([a-z0-9-]+)`/g)].map(([, id = ""]) => id)].join(" "),
    );
  },
};
