/** How a table of facts is generated from its public source. */
export interface TableRefresh {
  /** The table's module in src/facts, which is overwritten completely. */
  readonly file: string;
  /** The prefix of the names of its constants. */
  readonly constant: string;
  /** The title, as in FactSource. */
  readonly title: string;
  /** The format of a line. */
  readonly lineFormat: string;
  /** The number of months after which the table should be refreshed. */
  readonly goodForMonths: number;
  /** Returns the table's lines from the source files, in the order in which the refresh lists them. */
  lines(inputs: readonly string[]): readonly string[];
}

/**
 * Returns the text of a table's module. The data is a single string, which formatters leave alone and which is parsed on first
 * use.
 *
 * @throws Error if the source is not in the expected format.
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
  if (unsafe !== undefined) throw new Error(`${file}: can't be written unescaped: ${unsafe}`);
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
