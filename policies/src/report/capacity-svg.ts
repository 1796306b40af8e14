import { verdicts, type Verdict } from "../capacity/verdict.ts";
import type { ClusterCapacity, SubnetCapacity, ZoneCapacity } from "../facts/index.ts";
import { escapeXml } from "./escape-xml.ts";

const WIDTH = 1000;
const MARGIN = 32;

/** The start (unless names are longer) and end of the bars; names are to the left of them, numbers to the right. */
const BARS = { left: 176, right: 700 } as const;

/** The approximate width of a letter in a name, and the space after a name. */
const LETTER_WIDTH = 8;
const NAME_GAP = 24;

const ROW_HEIGHT = 60;
const BAR_HEIGHT = 26;

/** The approximate number of characters that fit on a line of text. */
const LINE_LENGTH = 120;

/**
 * Draws a cluster's capacity as a picture: a bar for each subnet that stacks the addresses in use at maximum size, in an update
 * and while a zone is lost, and a line where the subnet ends. It follows the light or dark color scheme of the viewer.
 *
 * @param notes notes on the plan.
 */
export function capacitySvg(capacity: ClusterCapacity, notes: readonly string[] = []): string {
  const headLines = [
    ...verdicts(capacity).flatMap(verdictLines),
    ...notes.flatMap((note) => headLinesOf("muted", `! ${note}`)),
  ];
  const legendTop = 64 + headLines.length * 20 + 12;
  const barsTop = legendTop + 40;
  const rows = capacity.zones.flatMap((zone) => zone.subnets.map((subnet) => ({ zone, subnet })));
  const height = barsTop + rows.length * ROW_HEIGHT + 8;
  const longestName = Math.max(0, ...rows.map(({ zone }) => zone.name.length));
  const left = Math.max(BARS.left, MARGIN + longestName * LETTER_WIDTH + NAME_GAP);
  const scales = new Map(rows.map(({ subnet }) => [subnet.use, scaleOf(subnet.use, capacity, left)]));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Addresses in each availability zone">
<style>${STYLE}</style>
<rect class="background" width="${WIDTH}" height="${height}"/>
<text class="heading" x="${MARGIN}" y="44">Addresses in each availability zone</text>
${headLines.map(({ style, text, x }, index) => `<text class="${style}" x="${x}" y="${72 + index * 20}">${escapeXml(text)}</text>`).join("\n")}
${legend(legendTop)}
${rows.map(({ zone, subnet }, index) => bar(zone, subnet, barsTop + index * ROW_HEIGHT, scales.get(subnet.use) ?? Number)).join("\n")}
</svg>
`;
}

const STYLE = `
svg { color-scheme: light dark; font: 14px system-ui, "Helvetica Neue", Arial, sans-serif; }
.background { fill: #ffffff; } text { fill: #1f2328; } .muted { fill: #59636e; font-size: 13px; }
.heading { font-size: 20px; font-weight: 600; } .name { font-weight: 600; } .worst { font-size: 13px; }
.passes { fill: #1a7f37; } .fails { fill: #c21c2c; }
.reserved { fill: #9aa4af; } .maximum { fill: #2f6fd0; } .update { fill: #86b4f2; } .lost { fill: #eda23b; }
.limit { stroke: #c21c2c; stroke-width: 3; } .track { fill: #eceff2; }
@media (prefers-color-scheme: dark) {
.background { fill: #0d1117; } text { fill: #e6edf3; } .muted { fill: #9aa4af; }
.passes { fill: #4ac264; } .fails { fill: #ff7b72; }
.reserved { fill: #6e7681; } .maximum { fill: #3f82e8; } .update { fill: #9cc4fb; } .lost { fill: #e39a34; }
.limit { stroke: #ff7b72; } .track { fill: #21262d; }
}
`;

/** The x position of a number of addresses. Subnets with the same use share a scale, because node subnets are far smaller. */
function scaleOf(
  use: SubnetCapacity["use"],
  { zones }: ClusterCapacity,
  left: number,
): (addresses: number) => number {
  const subnets = zones.flatMap((zone) => zone.subnets.filter((subnet) => subnet.use === use));
  const largest = Math.max(
    ...subnets.map((subnet) => Math.max(subnet.total, subnet.reserved + worst(subnet))),
  );
  return (addresses) => round(left + (addresses / largest) * (BARS.right - left));
}

interface HeadLine {
  readonly style: string;
  readonly text: string;
  readonly x: number;
}

function verdictLines({ passes, subject, text }: Verdict): readonly HeadLine[] {
  return headLinesOf(passes ? "passes" : "fails", `${passes ? "✓" : "✗"} ${subject}: ${text}`);
}

function headLinesOf(style: string, text: string): readonly HeadLine[] {
  return wrap(text, LINE_LENGTH).map((line, index) => ({
    style,
    text: line,
    x: index === 0 ? MARGIN : MARGIN + 16,
  }));
}

/** Splits a text into lines of whole words. */
function wrap(text: string, length: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < length) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function legend(top: number): string {
  const entries = [
    ["reserved", "reserved", 0],
    ["maximum", "all groups at their largest", 106],
    ["update", "an update on top", 318],
    ["lost", "a lost zone on top", 468],
  ] as const;
  const swatches = entries.map(
    ([style, text, x]) =>
      `<rect class="${style}" x="${MARGIN + x}" y="${top}" width="14" height="14" rx="2"/><text class="muted" x="${MARGIN + x + 22}" y="${top + 12}">${text}</text>`,
  );
  const x = MARGIN + 628;
  const limit = `<line class="limit" x1="${x}" x2="${x}" y1="${top - 2}" y2="${top + 16}"/><text class="muted" x="${x + 12}" y="${top + 12}">end of the subnet</text>`;
  return [...swatches, limit].join("\n");
}

function bar(
  zone: ZoneCapacity,
  subnet: SubnetCapacity,
  top: number,
  scale: (addresses: number) => number,
): string {
  const { total, reserved, heldAtMaximum, heldInUpdate } = subnet;
  const ends = [
    ["reserved", reserved],
    ["maximum", reserved + heldAtMaximum],
    ["update", reserved + heldInUpdate],
    ["lost", reserved + worst(subnet)],
  ] as const;
  const segments = ends.map(([style, end], index) => {
    const start = scale(ends[index - 1]?.[1] ?? 0);
    return `<rect class="${style}" x="${start}" y="${top}" width="${round(scale(end) - start)}" height="${BAR_HEIGHT}"/>`;
  });
  const limit = scale(total);
  const pods =
    subnet.use === "nodes"
      ? `${number(zone.nodes)} nodes`
      : `${number(zone.podsPossible)} of ${number(zone.podsAsked)} pods`;
  return `<text class="name" x="${MARGIN}" y="${top + 12}">${escapeXml(zone.name)}</text>
<text class="muted" x="${MARGIN}" y="${top + 30}">/${subnet.prefixLength} ${subnet.use}</text>
<rect class="track" x="${scale(0)}" y="${top}" width="${round(limit - scale(0))}" height="${BAR_HEIGHT}"/>
${segments.join("\n")}
<line class="limit" x1="${limit}" x2="${limit}" y1="${top - 6}" y2="${top + BAR_HEIGHT + 6}"/>
<text class="name" x="${BARS.right + 20}" y="${top + 12}">${pods}</text>
<text class="worst ${subnet.fits ? "passes" : "fails"}" x="${BARS.right + 20}" y="${top + 30}">${number(worst(subnet))} of ${number(total - reserved)} addresses at worst</text>`;
}

function worst({ heldInUpdate, heldWithZoneLost }: SubnetCapacity): number {
  return heldWithZoneLost ?? heldInUpdate;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
