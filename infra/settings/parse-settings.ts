import { RunError } from "@pulumi/pulumi";

import { conflicts } from "./conflicts.ts";
import { describeProblems } from "./problems.ts";
import { fromConfig, stackConfig, type Settings } from "./settings.ts";

/**
 * Returns the settings in a stack's configuration.
 *
 * @param config every configuration value of the stack, from `namespace:key` to a string; structured values are JSON.
 * @param file the stack's file, for messages.
 * @param encryptedKeys keys whose values are secret.
 * @throws RunError, which Pulumi shows without a stack trace, with a line for each problem: the file, the key, the value and
 * what would be accepted.
 */
export function parseSettings(
  config: Readonly<Record<string, string>>,
  file: string,
  encryptedKeys: readonly string[] = [],
): Settings {
  if (encryptedKeys.length > 0) {
    const expected = "expected plain text: no setting is a secret, and messages can show any value";
    throw new RunError(encryptedKeys.map((key) => `${file}: ${key} is encrypted; ${expected}`).join("\n"));
  }
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !key.startsWith("pulumi:"))
      .map(([key, value]) => [key, fromText(value)]),
  );
  const result = stackConfig.safeParse(values, { reportInput: true });
  const problems = (issues: Parameters<typeof describeProblems>[0]): RunError =>
    new RunError(describeProblems(issues, stackConfig, `${file}: `).join("\n"));
  if (!result.success) throw problems(result.error.issues);
  const settings = fromConfig(result.data);
  const found = conflicts(settings, values);
  if (found.length > 0) throw problems(found);
  return settings;
}

/** Pulumi passes structured values to a program as JSON, and others unchanged. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
