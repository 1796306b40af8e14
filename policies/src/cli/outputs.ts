import path from "node:path";

import { InvalidArgumentError } from "commander";

import { didYouMean } from "../did-you-mean.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../report/formats.ts";
import type { PreviewResult } from "../run/preview.ts";
import { UsageError } from "../usage-error.ts";
import { writeText } from "./write-text.ts";

/** A report to write. */
export interface Output {
  readonly format: FormatName;
  /** @defaultValue standard output */
  readonly file?: string;
}

/**
 * Adds the value of an option `--output` to those before it.
 *
 * @throws InvalidArgumentError if the format is not known or the file has no name.
 */
export function addOutput(value: string, before: readonly Output[]): readonly Output[] {
  const [name = "", ...rest] = value.split("=");
  const format = FORMAT_NAMES.find((one) => one === name);
  if (format === undefined) {
    throw new InvalidArgumentError(
      `Expected one of ${FORMAT_NAMES.join(", ")}${didYouMean(name, FORMAT_NAMES)}.`,
    );
  }
  if (rest.length === 0) return [...before, { format }];
  const file = rest.join("=");
  if (file === "") throw new InvalidArgumentError(`Expected a file after ${format}=.`);
  return [...before, { format, file }];
}

/** Returns the list of formats for help. */
export function formatList(): string {
  return FORMAT_NAMES.map((name) => `${name.padEnd(8)}  for ${FORMATS[name].purpose}`).join("\n");
}

/**
 * Returns the reports to write: those of the options, or else a text. GitHub reads annotations among other lines, so that they can
 * follow a text.
 *
 * @throws UsageError if two reports have the same destination.
 */
export function outputsOf(given: readonly Output[], json: boolean): readonly Output[] {
  const outputs: readonly Output[] = json ? [...given, { format: "json" }] : given;
  const printed = outputs.filter(({ file }) => file === undefined).map(({ format }) => format);
  const exclusive = printed.join() === "text,github" ? [] : printed;
  if (exclusive.length > 1) {
    throw new UsageError(
      `--output ${exclusive.join(" and ")}: only one report can be printed; write the others to files: --output ${exclusive[1] ?? ""}=FILE`,
    );
  }
  const written = outputs.filter((output): output is Required<Output> => output.file !== undefined);
  const files = written.map(({ file }) => path.resolve(file));
  const double = written.find((_, index) => files.indexOf(files[index] ?? "") < index);
  if (double) {
    throw new UsageError(`--output ${double.format}=${double.file}: another report is written to this file`);
  }
  return outputs.length === 0 ? [{ format: "text" }] : outputs;
}

/**
 * Prints reports and writes files.
 *
 * @param tree whether a text lists all resources.
 * @throws UsageError if a file can't be written.
 */
export async function writeOutputs(
  outputs: readonly Output[],
  result: PreviewResult,
  tree: boolean,
): Promise<void> {
  for (const { format, file } of outputs) {
    const report = (await FORMATS[format].load())(result, { tree });
    if (file !== undefined) writeText("--output", file, `${report}\n`);
    else if (report !== "") process.stdout.write(`${report}\n`);
  }
}
