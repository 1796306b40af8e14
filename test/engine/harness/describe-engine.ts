import { findPulumiCli } from "../cli/pulumi-cli.ts";

const cli = findPulumiCli();
if ("missing" in cli) console.warn(`Tests with the real engine are skipped: ${cli.missing}\n`);

/** `describe` for tests that run the real engine. Without a Pulumi CLI, they are reported as skipped. */
export function describeEngine(title: string, body: () => void): void {
  ("path" in cli ? describe : describe.skip)(title, body);
}
