import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";

import { textReport } from "../../policies/src/report/text.ts";
import type { PreviewResult } from "../../policies/src/run/preview.ts";
import { finding, resultWith } from "./result.ts";

function sectionOf(title: string, result: Partial<PreviewResult>): readonly string[] {
  const text = textReport(resultWith(result));
  const sections = stripVTControlCharacters(text).split("\n\n");
  return (
    sections
      .find((section) => section.startsWith(title))
      ?.split("\n")
      .slice(1) ?? []
  );
}

describe("the text report", () => {
  it("names the place of a rule's only finding in its first line", () => {
    assert.deepEqual(
      sectionOf("Findings", { findings: [finding("a", "version", "it is old")] }).slice(0, 3),
      [
        "  ! advisory  version-supported  high  aws:eks:Cluster  a  version",
        "    it is old",
        "    Fix: Update.",
      ],
    );
  });

  it("names the controls that a rule checks once", () => {
    const frameworks = { "aws-fsbp": ["EKS.2"], "cis-eks-1.8": ["4.1.1", "4.1.2"] } as const;
    const findings = ["a", "b"].map((name) => ({ ...finding(name, "version", "it is old"), frameworks }));
    const lines = sectionOf("Findings", { findings });
    assert.deepEqual(
      lines.filter((line) => line.includes("Controls")),
      ["    Controls: aws-fsbp EKS.2; cis-eks-1.8 4.1.1, 4.1.2"],
    );
    assert.equal(lines.at(-3), "    Fix: Update.");
  });

  it("names the resource of all of a rule's findings once", () => {
    const findings = [
      finding("a", "version", "it is old"),
      finding("a", "", "it is alone"),
      finding("a", "upgradePolicy.supportType", "it is old"),
    ];
    assert.deepEqual(sectionOf("Findings", { findings }).slice(0, 4), [
      "  ! advisory  version-supported  high  aws:eks:Cluster  a",
      "    version, upgradePolicy.supportType: it is old",
      "    it is alone",
      "    Fix: Update.",
    ]);
  });

  it("lists the resources below each of a rule's messages if there are several", () => {
    const findings = [
      finding("a", "version", "it is old"),
      finding("a", "upgradePolicy", "it is dear"),
      finding("b", "version", "it is old"),
    ];
    assert.deepEqual(sectionOf("Findings", { findings }).slice(0, 5), [
      "  ! advisory  version-supported  high",
      "    it is old",
      "      aws:eks:Cluster  a, b  version",
      "    it is dear",
      "      aws:eks:Cluster  a  upgradePolicy",
    ]);
  });

  it("shows what the program said several times once", () => {
    const diagnostics = ["old", "other", "old"].map((message) => ({ severity: "warning", message }) as const);
    assert.deepEqual(sectionOf("The program said", { diagnostics }), [
      "  warning: old (2 times)",
      "  warning: other",
    ]);
  });

  it("gives ten reasons why the addresses of a cluster are not counted, and the number of the others", () => {
    const reasons = Array.from({ length: 12 }, (_, index) => `reason ${index}`);
    const linesFor = (count: number): readonly string[] =>
      sectionOf("Addresses of shop", {
        capacity: [{ cluster: "shop", urn: "", reasons: reasons.slice(0, count) }],
      });
    const ten = reasons.slice(0, 10).join("; ");
    assert.deepEqual(linesFor(10), [`  not counted: ${ten}`]);
    assert.deepEqual(linesFor(12), [`  not counted: ${ten}; and 2 more reasons`]);
  });
});
