import { findPulumiCli } from "../cli/pulumi-cli.ts";

/** `describe` for tests that run the real engine. Without a Pulumi CLI they are reported as skipped, with the reason. */
export function describeEngine(title: string, body: () => void): void {
  const cli = findPulumiCli();
  if ("path" in cli) describe(title, body);
  else {
    describe(title, () => {
      it.skip(cli.missing);
    });
  }
}
