import { UNKNOWN } from "../../rule/property-value.ts";
import { ENCRYPTED } from "./project.ts";

/**
 * Returns the effective AWS Region: the first known one in the list, or else that of the stack or the environment. Undefined if
 * none is known.
 */
export function awsRegion(
  own: readonly unknown[],
  config: Readonly<Record<string, string>>,
): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return [...own, config["aws:region"], AWS_REGION, AWS_DEFAULT_REGION].find(isKnown);
}

function isKnown(region: unknown): region is string {
  return typeof region === "string" && !["", UNKNOWN, ENCRYPTED].includes(region);
}
