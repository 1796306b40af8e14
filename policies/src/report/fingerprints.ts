import { createHash } from "node:crypto";

import type { Finding } from "../rule/finding.ts";

/**
 * Returns a fingerprint for each finding, which stays the same when code moves and when elements of a list change places: made of the
 * rule, the finding's key, the resource and the property, and for findings alike in all of these their number.
 */
export function fingerprints(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const numbers = new Map<string, number>();
  return new Map(
    findings.map((finding) => {
      const { rule, key, urn, path } = finding;
      const identity = JSON.stringify([rule, key, urn, path.replaceAll(/\[\d+\]/g, "[*]")]);
      const number = numbers.get(identity) ?? 0;
      numbers.set(identity, number + 1);
      const hash = createHash("sha256").update(`${identity}${number}`).digest("hex");
      return [finding, hash.slice(0, FINGERPRINT_LENGTH)];
    }),
  );
}

/** In hexadecimal digits; enough for all findings of a repository to differ. */
const FINGERPRINT_LENGTH = 32;
