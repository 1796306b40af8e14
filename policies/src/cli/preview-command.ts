import { Command, InvalidArgumentError, Option } from "commander";

import { FORMATS } from "../report/formats.ts";
import { printable } from "../report/printable.ts";
import { PRESETS, type Preset } from "../run/preset.ts";
import type { PreviewOptions, PreviewResult } from "../run/preview.ts";
import { UsageError } from "../usage-error.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { addOutput, formatList, outputsOf, writeOutputs, type Output } from "./outputs.ts";
import { Progress } from "./progress.ts";
import { wholeNumber } from "./whole-number.ts";
import { writeText } from "./write-text.ts";

interface Flags {
  readonly stack?: string;
  readonly policyPackConfig?: string;
  readonly preset?: Preset;
  readonly targetVersion?: string;
  readonly against?: string;
  readonly allowDestructive?: true;
  readonly timeout?: number;
  readonly output: readonly Output[];
  readonly json?: true;
  readonly tree?: true;
  readonly capacitySvg?: string;
}

/**
 * Returns the command `productionproof preview`, which passes its exit code to `finish`.
 *
 * @param stop ends the program.
 */
export function previewCommand(finish: (exitCode: number) => void, stop: AbortSignal): Command {
  return new Command("preview")
    .description(
      "Runs a Pulumi program written in TypeScript or JavaScript without a cloud account, a Pulumi login or the Pulumi CLI, and shows the resources that it would create and all findings.",
    )
    .argument("[directory]", "folder of the Pulumi project", ".")
    .option("-s, --stack <name>", "stack to preview (default: the project's only stack)")
    .option(
      "--policy-pack-config <file>",
      "policy config in the format of pulumi preview (default: policy.<stack>.json next to the stack file)",
    )
    .addOption(new Option("--preset <name>", "preset of the rules").choices(PRESETS).default("baseline"))
    .addOption(
      new Option(
        "--target-version <version>",
        "judge older clusters as if they had this Kubernetes version, and report what to do before they get it",
      ).argParser(kubernetesVersion),
    )
    .option(
      "--against <file>",
      "the stack's state, from pulumi stack export: shows what would be created, updated, replaced or deleted",
    )
    .option(
      "--allow-destructive",
      "with --against: allow protected resources and parts of protected clusters to be replaced or deleted",
    )
    .option(
      "--timeout <seconds>",
      "end the program if it takes longer (default: no limit)",
      wholeNumber(1, 86_400),
    )
    .option("--tree", "also list all resources, as a tree")
    .addOption(
      new Option(
        "-o, --output <format[=file]>",
        `report to print or to write to a file; can be repeated\n${formatList()}`,
      )
        .argParser(addOutput)
        .default([], "text"),
    )
    .option("--json", "the same as --output json")
    .option("--capacity-svg <file>", "also write a diagram of the IP addresses of the program's cluster")
    .addHelpText(
      "after",
      `
Exit codes:
  ${EXIT_CODES.ok}  no blocking findings
  ${EXIT_CODES.blocked}  mandatory findings, or a protected resource or a part of a protected cluster would be replaced or deleted
  ${EXIT_CODES.usage}  incorrect usage or an invalid setting
  ${EXIT_CODES.programFailed}  the program itself failed
  ${EXIT_CODES.internalError}  productionproof itself failed; please report it
  ${EXIT_CODES.notWritten}  the report could not be written
  ${EXIT_CODES.timedOut}  the program took longer than --timeout

Examples:
  $ productionproof preview
  $ productionproof preview ../shop --stack prod --preset strict
  $ productionproof preview --stack prod --json | jq .findings
  $ productionproof preview --stack prod --output text --output sarif=productionproof.sarif --output markdown=comment.md
  $ productionproof preview --stack prod --target-version 1.37
  $ pulumi stack export --stack prod --file state.json && productionproof preview --stack prod --against state.json`,
    )
    .action(async (directory: string, flags: Flags) => {
      finish(await showPreview(directory, flags, stop));
    });
}

async function showPreview(
  directory: string,
  {
    stack,
    policyPackConfig,
    preset,
    targetVersion,
    against,
    allowDestructive,
    timeout,
    output: outputs,
    json,
    tree,
    capacitySvg,
  }: Flags,
  stop: AbortSignal,
): Promise<number> {
  if (allowDestructive && against === undefined)
    throw new UsageError("--allow-destructive requires --against");
  const reports = outputsOf(outputs, json === true);
  const progress = new Progress("Running the program");
  const output: string[] = [];
  const limit = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000);
  const options: PreviewOptions = {
    directory,
    ...(stack === undefined ? {} : { stack }),
    ...(policyPackConfig === undefined ? {} : { policyConfigFile: policyPackConfig }),
    ...(preset === undefined ? {} : { preset }),
    ...(targetVersion === undefined ? {} : { targetVersion }),
    ...(against === undefined ? {} : { stateFile: against }),
    positions: reports.some(({ format }) => FORMATS[format].positions),
    onProgress: (resources) => {
      progress.update(`${resources} resources`);
    },
    onOutput: (text) => output.push(text),
    signal: limit ? AbortSignal.any([stop, limit]) : stop,
  };
  try {
    // Loaded after the progress line is shown: the gRPC libraries take a while.
    const { preview } = await import("../run/preview.ts");
    const result = await preview(options);
    progress.stop();
    if (capacitySvg !== undefined) await writePicture(capacitySvg, result);
    await writeOutputs(reports, result, tree === true);
    const isStopped = result.findings.some(({ level }) => level === "mandatory");
    return isStopped || (!allowDestructive && (await isLoss(result))) ? EXIT_CODES.blocked : EXIT_CODES.ok;
  } catch (error) {
    if (limit?.aborted !== true || error !== limit.reason) throw error;
    output.push(
      `The program did not end within ${timeout} second${timeout === 1 ? "" : "s"} and was terminated.\n`,
    );
    return EXIT_CODES.timedOut;
  } finally {
    progress.stop();
    process.stderr.write(printable(output.join("")));
  }
}

function kubernetesVersion(text: string): string {
  if (/^1\.\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a Kubernetes version such as 1.37.");
}

async function isLoss({ changes }: PreviewResult): Promise<boolean> {
  if (!changes) return false;
  const { destructiveChanges } = await import("../sources/changes.ts");
  return destructiveChanges(changes).length > 0;
}

async function writePicture(file: string, { capacity }: PreviewResult): Promise<void> {
  const [first, ...others] = capacity.filter((one) => one.capacity);
  if (!first?.capacity || others.length > 0) {
    const found = first ? "several clusters" : "no cluster whose IP addresses are known";
    throw new UsageError(`--capacity-svg ${file}: the program creates ${found}`);
  }
  const { capacitySvg } = await import("../report/capacity-svg.ts");
  const { uncountedNotes } = await import("../report/capacity-text.ts");
  writeText("--capacity-svg", file, capacitySvg(first.capacity, uncountedNotes(first)));
}
