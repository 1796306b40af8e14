import assert from "node:assert/strict";

import type { Finding } from "../../policies/src/rule/finding.ts";
import { limitFindings } from "../../policies/src/run/limit-findings.ts";

/** Findings about this many resources, three for each; `onRead` is called when one of them is read. */
function findings(count: number, onRead: () => void): readonly Finding[] {
  return Array.from({ length: 3 * count }, (_, index) => {
    const finding = { urn: `urn:${index % count}`, level: "mandatory", notes: [] as readonly string[] };
    return new Proxy(finding as unknown as Finding, {
      get: (target, name) => {
        onRead();
        return Reflect.get(target, name) as unknown;
      },
    });
  });
}

describe("limiting the findings of a rule", () => {
  it("takes time proportional to their number", () => {
    const reads = (count: number): number => {
      let read = 0;
      const limited = limitFindings(findings(count, () => (read += 1)));
      assert.equal(limited.length, 3 * count);
      return read;
    };
    assert.equal(reads(40), 2 * reads(20));
  });
});
