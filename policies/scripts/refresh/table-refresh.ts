/** How a table of facts is made from its public source. */
export interface TableRefresh {
  /** The table's module in src/facts, which is written whole. */
  readonly file: string;
  /** What the names of its constants begin with. */
  readonly constant: string;
  /** As in FactSource. */
  readonly title: string;
  /** What a line holds. */
  readonly lineFormat: string;
  /** Months after which the table wants to be refreshed. */
  readonly goodForMonths: number;
  /** The table's lines from the source's files, in the order in which the refresh names them. */
  lines(inputs: readonly string[]): readonly string[];
}

/**
 * Text of a table's module. Data is in one text, which formatters leave alone and which is parsed on first use.
 *
 * @throws Error where the source is not in the format that it had.
 */
export function tableModule(
  refresh: TableRefresh,
  { source, date }: { readonly source: string; readonly date: string },
  inputs: readonly string[],
): string {
  const { file, constant, title, lineFormat } = refresh;
  const bestBefore = monthsLater(date, refresh.goodForMonths);
  const table = refresh.lines(inputs);
  if (table.length === 0) throw new Error(`${file}: nothing found in the source`);
  const unsafe = table.find((line) => /[`\\]|\$\{/.test(line));
  if (unsafe !== undefined) throw new Error(`${file}: can't be written as it is: ${unsafe}`);
  const name = file.replace("-table.ts", "").replace(/(?<!eks)$/, "s");
  return `// Written by npm run refresh -- ${name}; don't edit.
import type { FactSource } from "./fact-source.ts";

export const ${constant}_SOURCE: FactSource = {
  title: ${JSON.stringify(title)},
  source: ${JSON.stringify(source)},
  date: ${JSON.stringify(date)},
  bestBefore: ${JSON.stringify(bestBefore)},
};

/** ${lineFormat} */
export const ${constant}_TABLE = \`
${table.join("\n")}
\`;
`;
}

function monthsLater(date: string, months: number): string {
  const later = new Date(`${date}T00:00:00Z`);
  later.setUTCMonth(later.getUTCMonth() + months);
  return later.toISOString().slice(0, 10);
}
