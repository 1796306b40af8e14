import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { verdicts } from "../capacity/verdict.ts";
import { groupBy } from "../facts/group-by.ts";
import type { ClusterCapacity, CoolingAddresses, HeldAddresses, ZoneCapacity } from "../facts/index.ts";
import { paint } from "./paint.ts";

/**
 * Formats a cluster's capacity for people: its nodes, its zones, and a line for each verdict.
 *
 * @param held the addresses of CronJobs, if it is known how long their pods run.
 * @param notes notes on the plan.
 */
export function capacityText(
  capacity: ClusterCapacity,
  cooling: CoolingAddresses,
  held?: HeldAddresses,
  notes: readonly string[] = [],
): string {
  const noted = notes.map((note) => paint("yellow", `! ${note}.`));
  return [...nodeTable(capacity), ...noted, "", ...zoneLines(capacity, cooling, held)].join("\n");
}

/** The zones of a cluster, and a line for each verdict. */
export function zoneLines(
  capacity: ClusterCapacity,
  cooling: CoolingAddresses,
  held?: HeldAddresses,
): readonly string[] {
  return [
    ...zoneTable(capacity),
    "",
    ...sentences(capacity, cooling, held),
    ...verdicts(capacity).map(({ passes, subject, text }) =>
      passes ? paint("green", `✓ ${subject}: ${text}.`) : paint("red", `✗ ${subject}: ${text}.`),
    ),
  ];
}

function nodeTable({ nodeGroups }: ClusterCapacity): readonly string[] {
  return table([
    ["Nodes", "at most", "maxPods", "pods with an address", "addresses", "free at worst"],
    ...nodeGroups.map(({ name, maxNodes, pool, podsPerNode, addressesPerNode, cooldownHeadroom }) => {
      // Pods can't use up 2^48 addresses.
      const free = pool.cni.ipv6 ? "enough" : cooldownHeadroom;
      return [name, maxNodes, pool.maxPods, podsPerNode, addressesPerNode, free].map(format);
    }),
  ]);
}

function zoneTable({ zones }: ClusterCapacity): readonly string[] {
  return table([
    [
      "Zone",
      "subnet",
      "addresses",
      "reserved",
      "held",
      "in an update",
      "zone lost",
      "pods asked",
      "possible",
    ],
    ...[...groupBy(zones, (zone) => JSON.stringify(rowsOfZone(zone))).values()].flatMap(rowsOfZones),
  ]);
}

/** The rows of zones that differ only in their names. */
function rowsOfZones(zones: readonly ZoneCapacity[]): readonly (readonly string[])[] {
  const names = zones.map(({ name }) => name).join(", ");
  const [first] = zones;
  return (first ? rowsOfZone(first) : []).map((row, index) => {
    if (index > 0) return ["", ...row];
    return [zones.length > 1 ? `each of ${names}` : names, ...row];
  });
}

/** One row per subnet; the pods are only in the first row of a zone. */
function rowsOfZone({ subnets, podsAsked, podsPossible }: ZoneCapacity): readonly (readonly string[])[] {
  return subnets.map((subnet, index) => [
    `/${subnet.prefixLength}${subnets.length > 1 ? ` ${subnet.use}` : ""}`,
    ...[subnet.total, subnet.reserved, subnet.heldAtMaximum, subnet.heldInUpdate].map(format),
    subnet.heldWithZoneLost === undefined ? "-" : format(subnet.heldWithZoneLost),
    ...(index === 0 ? [podsAsked, podsPossible].map(format) : []),
  ]);
}

/** The sentences on values that have no column in the tables, and an empty line. */
function sentences(
  { podsPossibleWithZoneLost, podsAsked }: ClusterCapacity,
  { average, burst, atOnce }: CoolingAddresses,
  held: HeldAddresses | undefined,
): readonly string[] {
  const lines = [
    ...(podsPossibleWithZoneLost === undefined || podsPossibleWithZoneLost >= podsAsked
      ? []
      : [`While a zone is lost, ${podsPossibleWithZoneLost} of ${podsAsked} pods have an address.`]),
    ...(atOnce === 0
      ? []
      : [
          `CronJobs keep ${rounded(average)} addresses cooling on average, and ${burst} after their busiest minute.`,
        ]),
    ...(atOnce === 0 || held === undefined
      ? []
      : [
          `Running and cooling, their pods hold ${rounded(held.average)} on average, and ${held.most} at most.`,
        ]),
  ];
  return lines.length === 0 ? [] : [...lines, ""];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Formats columns as wide as their longest cell; the first one is left-aligned, numbers are right-aligned. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        isText(cell, column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function isText(cell: string, column: number): boolean {
  return column === 0 || cell.startsWith("/") || cell === "subnet";
}

function format(value: number | string): string {
  return String(value);
}

/** Returns a note that names the nodes that a cluster's capacity doesn't include; none if it includes all. */
export function uncountedNotes({ uncounted = [] }: StackCapacity): readonly string[] {
  return uncounted.length > 0 ? [`Not counted: ${uncounted.join(", ")}`] : [];
}
