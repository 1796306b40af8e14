import { EXIT_CODES } from "./exit-code.ts";

/**
 * Reports an error of this package itself. Its message is left out, because it may quote what was read, including secrets.
 *
 * @returns the exit code.
 */
export function reportInternalError(error: unknown): number {
  const { name, stack = "" } = error instanceof Error ? error : new Error();
  const calls = stack.split("\n").filter((line) => /^ +at /.test(line));
  const lines = ["productionproof itself failed; please report it with these lines:", name, ...calls];
  process.stderr.write(`${lines.join("\n")}\n`);
  return EXIT_CODES.internalError;
}
