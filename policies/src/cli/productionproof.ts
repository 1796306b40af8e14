import { Command, CommanderError } from "commander";

import { printable } from "../report/printable.ts";
import { ProgramError } from "../sources/program/program-error.ts";
import { UsageError } from "../usage-error.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { reportInternalError } from "./internal-error.ts";
import { previewCommand } from "./preview-command.ts";

/**
 * Runs the `productionproof` command.
 *
 * @param argv the arguments, as in `process.argv`.
 * @param stop ends it early; the reason is its exit code.
 * @returns the exit code; see {@link EXIT_CODES}.
 */
export async function run(argv: readonly string[], stop: AbortSignal): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = new Command("productionproof")
    .description(
      "Checks Pulumi stacks that create or use EKS clusters against the rules of productionproof-eks.",
    )
    .exitOverride()
    .showHelpAfterError("Run with --help to see the accepted arguments and options.");
  program.addCommand(previewCommand((code) => (exitCode = code), stop).copyInheritedSettings(program));
  // Its tables take a while to load, and a preview doesn't need the command.
  if (argv[2] !== "preview") {
    const { capacityCommand } = await import("./capacity-command.ts");
    program.addCommand(capacityCommand((code) => (exitCode = code)).copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (stop.aborted) return stop.reason as number;
    // Commander has already printed help or its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    if (error instanceof UsageError) return fail(error, EXIT_CODES.usage);
    if (error instanceof ProgramError) return fail(error, EXIT_CODES.programFailed);
    return reportInternalError(error);
  }
  return exitCode;
}

function fail(error: Error, exitCode: number): number {
  process.stderr.write(`${printable(error.message.trimEnd())}\n`);
  return exitCode;
}
