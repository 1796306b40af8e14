import type { TableRefresh } from "./table-refresh.ts";

/** From the file names in lib/time/zoneinfo.zip of a Go release: `unzip -Z1 "$(go env GOROOT)/lib/time/zoneinfo.zip"`. */
export const timeZones: TableRefresh = {
  file: "time-zone-table.ts",
  constant: "TIME_ZONE",
  title: "time zones",
  lineFormat: "One line per area: `area name …`; zones without an area are below `.`.",
  goodForMonths: 24,
  lines([list = ""]) {
    const byArea = new Map<string, string[]>();
    for (const zone of list.split("\n").filter((line) => line !== "" && !line.endsWith("/"))) {
      const slash = zone.indexOf("/");
      const area = slash < 0 ? "." : zone.slice(0, slash);
      byArea.set(area, [...(byArea.get(area) ?? []), zone.slice(slash + 1)]);
    }
    return [...byArea]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([area, names]) => [area, ...names.sort()].join(" "));
  },
};
