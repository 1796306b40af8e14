import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { clusterCapacity, findInstanceType } from "productionproof-eks-policies/facts";

import { fingerprints } from "../../policies/src/report/fingerprints.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../../policies/src/report/formats.ts";
import { preview, type PreviewResult } from "../../policies/src/run/preview.ts";
import type { SourceResource } from "../../policies/src/sources/source.ts";
import { sample } from "../sample.ts";
import { clusterUrn, finding, resultWith } from "./result.ts";
import { missingBecause, sarifProblems } from "./validators/sarif-multitool.ts";
import { htmlProblems, junitProblems } from "./validators/problems.ts";

const HERE = fileURLToPath(import.meta.url);
const RELATIVE = path.relative(fileURLToPath(new URL("../..", import.meta.url)), HERE).replaceAll("\\", "/");

async function report(format: FormatName, result: PreviewResult): Promise<string> {
  return (await FORMATS[format].load())(result, {});
}

function reasonToSkip(): string {
  const reason = missingBecause();
  return reason === "" ? "" : ` (skipped: ${reason})`;
}

/** A cluster that the program creates in a file of this repository. */
const CLUSTER: SourceResource = {
  urn: clusterUrn("a"),
  type: "aws:eks/cluster:Cluster",
  name: "a",
  custom: true,
  protect: false,
  dependencies: [],
  propertyDependencies: {},
  props: { secretly: "swordfish" },
  writtenAt: { file: HERE, line: 7, column: 3 },
};

/** Its part, which a library creates. */
const PART: SourceResource = {
  ...CLUSTER,
  urn: clusterUrn("part"),
  name: "part",
  parent: CLUSTER.urn,
};
delete (PART as { writtenAt?: unknown }).writtenAt;

const EXEMPT = {
  ...finding("a", "version", "it is old, as agreed"),
  exemption: { owner: "team-shop", reason: "waits for the vendor", expires: "2027-01-31" },
};

/** A preview in which everything occurs that a report can contain, with characters that formats reserve. */
const RESULT = resultWith({
  resources: [CLUSTER, PART],
  findings: [
    finding("a", "version", 'it is <old> & "bad" | @team, see `docs` 100%\nand more', {
      level: "mandatory",
      rule: "job-deadline",
      link: "https://example.com/?a=1&b=2",
    }),
    finding("part", "logging[0]", "it is off"),
    finding("unplaced", "", "it is nowhere \u001b[31mred\u0007", { severity: "low" }),
  ],
  exempt: [EXEMPT],
  levels: {
    "job-deadline": "mandatory",
    "version-supported": "advisory",
    "az-spread": "disabled",
    "dns-min-replicas": "mandatory",
    "subnet-min-size": "mandatory",
    "job-backoff": "mandatory",
  },
  undetermined: [{ rule: "dns-min-replicas", urn: CLUSTER.urn, path: "", reason: "not known <yet>" }],
  notApplicable: [{ rule: "subnet-min-size", urn: CLUSTER.urn, path: "", reason: "uses IPv6" }],
  blindSpots: ["chart: its objects were not judged"],
  remedied: [{ rule: "job-deadline", urn: CLUSTER.urn, path: "version", value: "1.36" }],
  capacity: [{ cluster: "a", urn: CLUSTER.urn, reasons: ["its subnets are not known"] }],
});

describe("reports", () => {
  it("never contain inputs, and no control characters that a terminal would execute", async () => {
    for (const format of FORMAT_NAMES) {
      const text = await report(format, RESULT);
      assert.doesNotMatch(text, /swordfish/, format);
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f]/, format);
    }
  });

  it("are the same for the same findings", async () => {
    for (const format of FORMAT_NAMES) {
      assert.equal(await report(format, RESULT), await report(format, structuredClone(RESULT)), format);
    }
  });

  it("state where the program creates a resource, or the component that it belongs to, if that is known", async () => {
    const { findings } = JSON.parse(await report("json", RESULT)) as { findings: { source?: object }[] };
    const place = { file: RELATIVE, line: 7, column: 3 };
    assert.deepEqual(
      findings.map(({ source }) => source),
      [place, place, undefined],
    );
  });

  it("find the lines of a program: of its own code, also where a library creates the resources", async () => {
    const directory = fileURLToPath(new URL("../fixtures/programs/article-cluster", import.meta.url));
    const { resources } = await preview({ directory, positions: true });
    const lines = resources.flatMap(({ custom, name, type, writtenAt }) => {
      return custom && !type.startsWith("pulumi:") ? [`${name} ${String(writtenAt?.line)}`] : [];
    });
    assert.ok(lines.includes("batch 4"), lines.join());
    assert.ok(lines.includes("billing 53"), lines.join());
    assert.deepEqual(
      lines.filter((line) => line.endsWith("undefined")),
      [],
    );
  });
});

describe("the addresses of a cluster", () => {
  const instanceType = findInstanceType("m5.xlarge") ?? assert.fail();
  const cni = { prefixDelegation: false, customNetworking: false };
  const capacity = clusterCapacity({
    zones: [{ name: "a", nodeSubnetPrefixLength: 24 }],
    nodeGroups: [{ name: "m5.xlarge", pool: { instanceType, cni, targets: {}, maxPods: 58 }, maxNodes: 3 }],
    headroomPercent: 20,
    coolingAddresses: 0,
  });
  const cooling = { average: 0, burst: 0, atOnce: 0 };
  const result = resultWith({
    capacity: [{ cluster: "a", urn: CLUSTER.urn, capacity, cooling, uncounted: ["NodePool batch"] }],
  });

  it("name the nodes that are not counted, in every format that shows addresses", async () => {
    for (const format of ["text", "markdown", "html"] as const) {
      assert.match(await report(format, result), /Not counted: NodePool batch/, format);
    }
    assert.match(await report("json", result), /"uncounted": \[\s*"NodePool batch"/);
  });
});

describe("the fingerprint of a finding", () => {
  const printsOf = (...findings: ReturnType<typeof finding>[]) => [...fingerprints(findings).values()];

  it("stays the same when its message, its position in a list or the order of findings changes", () => {
    const before = printsOf(finding("a", "logging[0]", "it is off"), finding("b", "version", "it is old"));
    const after = printsOf(finding("b", "version", "it is too old"), finding("a", "logging[3]", "it is off"));
    assert.deepEqual(after, before.reverse());
  });

  it("differs between findings of a preview", () => {
    const prints = printsOf(
      finding("a", "logging[0]", "it is off"),
      finding("a", "logging[1]", "it is off"),
      finding("a", "version", "it is old"),
      finding("a", "version", "it is old", { key: "unset" }),
      finding("b", "version", "it is old"),
    );
    assert.equal(new Set(prints).size, prints.length);
  });
});

describe("the SARIF report", () => {
  it("has errors and warnings, and suppresses what an exemption waives", async () => {
    const { runs } = JSON.parse(await report("sarif", RESULT)) as {
      runs: { results: { level: string; suppressions?: { justification: string }[] }[] }[];
    };
    assert.deepEqual(
      runs[0]?.results.map(({ level, suppressions = [] }) => [
        level,
        ...suppressions.map((one) => one.justification),
      ]),
      [
        ["error"],
        ["warning"],
        ["warning"],
        ["warning", "waits for the vendor (team-shop, until 2027-01-31)"],
      ],
    );
  });

  it("names what was not seen as a notification", async () => {
    assert.match(
      await report("sarif", RESULT),
      /"text": "Not seen offline: chart: its objects were not judged"/,
    );
  });

  for (const title of sample([`passes Microsoft's validator, which finds a mistake${reasonToSkip()}`], 5)) {
    it(title, async function () {
      if (missingBecause() !== "") this.skip();
      const text = await report("sarif", RESULT);
      assert.deepEqual(sarifProblems(text), []);
      const mistaken = text.replace('"ruleIndex": 0', '"ruleIndex": 7');
      assert.notEqual(mistaken, text);
      assert.match(sarifProblems(mistaken).join("\n"), /ruleIndex/);
    });
  }
});

describe("the JUnit report", () => {
  it("fails rules that block, passes those that advise, and skips those that were not judged, don't apply or are disabled", async () => {
    const text = await report("junit", RESULT);
    const outcomes = [
      ...text.matchAll(/<testcase name="([^"]*)"[^>]*>(?:<(failure|skipped)[^>]*>([^<]*))?/g),
    ].map(
      ([, name, outcome = "passed", reason = ""]) =>
        `${name ?? ""}: ${outcome}${outcome === "skipped" ? ` (${reason})` : ""}`,
    );
    assert.deepEqual(outcomes, [
      "az-spread: skipped (disabled)",
      "dns-min-replicas: skipped (not judged: not known &lt;yet&gt;)",
      "job-backoff: passed",
      "job-deadline: failure",
      "subnet-min-size: skipped (not applicable: uses IPv6)",
      "version-supported: passed",
    ]);
    assert.match(text, /<testsuite name="shop\/dev" tests="6" failures="1" errors="0" skipped="3">/);
    assert.match(text, /<system-out>advisory: .*it is off/);
  });

  it("passes the schema of Jenkins, which finds a mistake", async () => {
    const text = await report("junit", RESULT);
    assert.deepEqual(await junitProblems(text), []);
    assert.notDeepEqual(await junitProblems(text.replaceAll("testcase", "case")), []);
  });
});

describe("a rule that applies to some resources only", () => {
  it("passes in JUnit if it has advisory findings on others", async () => {
    const text = await report(
      "junit",
      resultWith({
        findings: [finding("a", "version", "it is old")],
        levels: { "version-supported": "advisory" },
        notApplicable: [{ rule: "version-supported", urn: clusterUrn("b"), path: "", reason: "is not ours" }],
      }),
    );
    assert.doesNotMatch(text, /<skipped/);
    assert.match(text, /advisory: .*it is old/);
  });
});

describe("GitLab's code quality report", () => {
  it("has what GitLab requires of each finding, and Pulumi.yaml for one whose place is not known", async () => {
    const issues = JSON.parse(await report("gitlab", RESULT)) as Record<string, unknown>[];
    assert.deepEqual(
      issues.map(({ check_name: name, severity, location }) => ({ name, severity, location })),
      [
        { name: "job-deadline", severity: "critical", location: { path: RELATIVE, lines: { begin: 7 } } },
        { name: "version-supported", severity: "minor", location: { path: RELATIVE, lines: { begin: 7 } } },
        {
          name: "version-supported",
          severity: "info",
          location: { path: "Pulumi.yaml", lines: { begin: 1 } },
        },
      ],
    );
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    for (const { description } of issues) assert.match(String(description), /it is/);
  });
});

describe("GitHub's annotations", () => {
  it("are commands of one line each, with errors before warnings and notices", async () => {
    assert.deepEqual((await report("github", RESULT)).split("\n"), [
      `::error file=${RELATIVE},line=7,col=3,title=job-deadline::aws:eks:Cluster  a  version: it is <old> & "bad" | @team, see \`docs\` 100%25%0Aand more%0AUpdate.`,
      `::warning file=${RELATIVE},line=7,col=3,title=version-supported::aws:eks:Cluster  part  logging[0]: it is off%0AUpdate.`,
      "::warning title=version-supported::aws:eks:Cluster  unplaced: it is nowhere red\ufffd%0AUpdate.",
      "::notice title=Not seen offline::chart: its objects were not judged",
    ]);
  });
});

describe("the Markdown report", () => {
  it("begins with the verdict and what blocks, and folds the rest", async () => {
    const [title = "", head = ""] = (await report("markdown", RESULT)).split("\n\n");
    assert.equal(
      title,
      "### ❌ shop/dev: 1 mandatory finding, 2 advisory in what was seen; 1 thing was not: pulumi up would be stopped.",
    );
    assert.match(head, /^\| Rule \| Found \| Fix \|\n\| --- \| --- \| --- \|\n\| \[`job-deadline`\]/);
    assert.match(await report("markdown", RESULT), /<details><summary>2 advisory findings<\/summary>/);
  });

  it("neither lets a text format the comment nor notifies anybody", async () => {
    const text = await report("markdown", RESULT);
    assert.ok(
      text.includes('it is &lt;old&gt; &amp; "bad" \\| @\u200bteam, see \\`docs\\` 100%<br>and more'),
      text,
    );
  });

  it("fits into a comment on GitHub, and says what is left out", async () => {
    const findings = Array.from({ length: 300 }, (_, index) =>
      finding(`cluster-${index}`, "version", `${"it is old ".repeat(40)}${index}`, {
        rule: `rule-${index % 150}`,
        level: "mandatory",
      }),
    );
    const text = await report("markdown", resultWith({ findings }));
    assert.ok(text.length < 65_536, String(text.length));
    assert.match(text, /_\d+ more rules with findings: too long for a comment\._/);
  });
});

describe("the HTML report", () => {
  it("is valid and accessible by a validator that finds a mistake", async () => {
    const page = await report("html", RESULT);
    assert.deepEqual(await htmlProblems(page), []);
    assert.notDeepEqual(await htmlProblems(page.replace("<h2", "<h4")), []);
  });

  it("loads nothing", async () => {
    assert.doesNotMatch(await report("html", RESULT), /\b(?:src|srcset|@import|url\()/);
  });
});
