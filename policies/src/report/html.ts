import { stripVTControlCharacters as plain } from "node:util";

import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { groupBy } from "../facts/group-by.ts";
import type { Finding } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { upgradeLines } from "../run/upgrade/upgrade-report.ts";
import { capacitySvg } from "./capacity-svg.ts";
import { uncountedNotes } from "./capacity-text.ts";
import { changeLines } from "./changes-text.ts";
import { escapeXml as escape } from "./escape-xml.ts";
import { SCRIPT, STYLE } from "./html-assets.ts";
import { printableCopy } from "./printable.ts";
import { propertyLine, resourceLine } from "./resource-line.ts";
import { SourcePlaces } from "./source-places.ts";
import {
  count,
  notApplicableLines,
  notJudgedLines,
  notSeenLines,
  ruleFindings,
  verdictOf,
} from "./summary.ts";

/**
 * Formats a preview as a single HTML file that loads nothing from elsewhere: the verdict, all findings with a filter, the capacity of
 * clusters as pictures, what was not judged or seen, and exemptions. Without scripts, it shows everything.
 */
export function htmlReport(preview: PreviewResult): string {
  const result = printableCopy(preview);
  const { project, stack, resources, changes, capacity, upgrade, exempt, remedied } = result;
  const places = new SourcePlaces(result);
  const verdict = verdictOf(result);
  const findings = ruleFindings(result);
  const title = escape(`${project}/${stack}`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: productionproof</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict ${verdict.state}">${escape(verdict.text)}</p>
<p>${count(resources.length, "resource")}</p>
</header>
<main>
${findings.length === 0 ? "" : findingSection(findings, places)}
${capacity.map(capacitySection).join("\n")}
${section("Changes", changes ? changeLines(changes).map((line) => plain(line)) : [])}
${section(upgrade ? `Before ${upgrade.targetVersion}` : "", upgrade ? upgradeLines(upgrade) : [])}
${list("Not judged", notJudgedLines(result))}
${list("Not seen offline", notSeenLines(result))}
${list("Not applicable", notApplicableLines(result))}
${list(
  "Exempt",
  exempt.map(
    ({ rule, urn, message, exemption: { owner, reason, expires } }) =>
      `${rule}: ${resourceLine(urn)}: ${message}. ${reason} (${owner}, until ${expires})`,
  ),
)}
${list(
  "Remediated",
  remedied.map(({ rule, urn, path }) => `${rule} would set ${path} of ${resourceLine(urn)}`),
)}
</main>
<script>${SCRIPT}</script>
</body>
</html>`;
}

function findingSection(findings: readonly Finding[], places: SourcePlaces): string {
  const rules = [...groupBy(findings, ({ level, rule }) => `${level} ${rule}`).values()];
  return `<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<form id="filter" role="search" hidden>
<label>Search <input type="search" name="text" autocomplete="off"></label>
<fieldset><legend>Level</legend>${["mandatory", "advisory"].map((level) => choice("level", level)).join(" ")}</fieldset>
<fieldset><legend>Severity</legend>${["critical", "high", "medium", "low"].map((severity) => choice("severity", severity)).join(" ")}</fieldset>
<button type="submit">Filter</button>
<button type="reset">Show all</button>
<output name="shown" aria-live="polite">${count(findings.length, "finding")}</output>
</form>
${rules.map((ofRule) => ruleArticle(ofRule, places)).join("\n")}
</section>`;
}

function choice(name: string, value: string): string {
  return `<label><input type="checkbox" name="${name}" value="${value}" checked> ${value}</label>`;
}

function ruleArticle(findings: readonly [Finding, ...Finding[]], places: SourcePlaces): string {
  const [{ rule, level, severity, fix, link }] = findings;
  const problems = [...groupBy(findings, ({ message, notes }) => [message, ...notes].join("\n"))].map(
    ([problem, alike]) =>
      `<p>${escape(problem)}</p>\n<ul>${alike.map((finding) => placeItem(finding, places)).join("")}</ul>`,
  );
  return `<article class="rule ${level}" data-level="${level}" data-severity="${severity}">
<h3><span class="badge">${level}</span> ${escape(rule)} <span class="severity">${severity}</span></h3>
${problems.join("\n")}
${fix === "" ? "" : `<p><strong>Fix:</strong> ${escape(fix)}</p>`}
${link === "" ? "" : `<p><a href="${escape(link)}" rel="noreferrer">More about ${escape(rule)}</a></p>`}
</article>`;
}

function placeItem(finding: Finding, places: SourcePlaces): string {
  const place = places.of(finding.urn);
  const at = place ? ` <span class="source">${escape(`${place.file}:${place.line}`)}</span>` : "";
  return `<li class="place"><code>${escape(propertyLine(finding))}</code>${at}</li>`;
}

function capacitySection(one: StackCapacity): string {
  const { cluster, capacity, reasons = [] } = one;
  const heading = `<h2>Addresses of ${escape(cluster)}</h2>`;
  if (!capacity) return `<section>${heading}<p>Not counted: ${escape(reasons.join("; "))}</p></section>`;
  return `<section>${heading}<figure>${capacitySvg(capacity, uncountedNotes(one))}</figure></section>`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<section><h2>${escape(title)}</h2><pre tabindex="0">${escape(lines.join("\n"))}</pre></section>`;
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const items = lines.map((line) => `<li>${escape(line)}</li>`).join("\n");
  return `<section><details><summary><h2>${escape(title)} (${lines.length})</h2></summary><ul>${items}</ul></details></section>`;
}
