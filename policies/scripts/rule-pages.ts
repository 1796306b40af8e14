import { format } from "prettier";
import { stringify } from "yaml";

import { describeControls } from "../src/facts/frameworks.ts";
import type { Example } from "../src/rule/example.ts";
import { LONGEST_DAYS } from "../src/rule/exemption.ts";
import type { Option } from "../src/rule/option.ts";
import type { PresetLevel, Rule } from "../src/rule/rule.ts";
import { rules } from "../src/rules/index.ts";
import type { PolicyConfig } from "../src/run/policy-config.ts";
import { MISSING_INPUTS, transformCode } from "../src/run/missing-inputs.ts";
import { Run } from "../src/run/run.ts";
import { exampleCase, runCase } from "../src/testing/test-case.ts";

/** Returns the documentation of the rules: Markdown by file name. */
export async function rulePages(): Promise<ReadonlyMap<string, string>> {
  const pages = [
    ["README.md", index()] as const,
    ...rules.map((rule) => [`${rule.id}.md`, page(rule)] as const),
  ];
  const formatted = pages.map(
    async ([file, text]) => [file, await format(text, { parser: "markdown", printWidth: 110 })] as const,
  );
  return new Map(await Promise.all(formatted));
}

function index(): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${rule.severity} | ${rule.presets.baseline.level} | ${rule.presets.strict.level} |`,
  );
  return `# Rules

| Rule | Requirement | Severity | baseline | strict |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

In \`audit\`, all rules of \`baseline\` are advisory. Generated from the rules by \`npm run docs\`.

## Levels and options

A policy config sets a rule's level (\`advisory\`, \`mandatory\`, \`remediate\`, \`disabled\`), its options, or both. With \`remediate\`,
a rule fixes findings as described on its page, unless they are exempt; findings that it can't fix are mandatory. Every rule has these two options:

| Option | Meaning | Accepted | Default |
| --- | --- | --- | --- |
${optionRow("advisory", { ...anyRule.options.advisory, expected: "a list of the rule's findings" }, "the preset's")}
${optionRow("exempt", anyRule.options.exempt)}

## Exemptions

\`\`\`json
${JSON.stringify(EXEMPTION, null, 2)}
\`\`\`

All selectors that are set must match: \`urn\` and \`type\` exactly, \`name\` with \`*\` and \`?\`, \`namespace\` exactly as the object sets it;
\`finding\` limits the exemption to one finding. The exemption is valid through the \`expires\` date (UTC), which may be at most ${LONGEST_DAYS} days ahead.
After that, the finding is reported at its level again and mentions the exemption. An invalid exemption has no effect.

## Policies that summarize a run

${summaries.map(summaryText).join("\n\n")}
`;
}

function page(rule: Rule): string {
  const {
    id,
    title,
    severity,
    article,
    why,
    fix,
    references,
    options,
    examples,
    remediates,
    aliases = [],
    frameworks,
  } = rule;
  return `# ${id}

${title}. Severity: ${severity}.${article === undefined ? "" : ` From the article's section "${article}".`}${aliases.length === 0 ? "" : ` Formerly ${aliases.join(", ")}.`}

## Why

${why}

## Fix

${fix}

${remediates === undefined ? "" : `Level \`remediate\`: ${remediates}\n`}
${withEksComponents(id)}## Findings

${findingTable(rule)}

## Options

${optionTable(options)}Like every rule, it also has [\`advisory\` and \`exempt\`](README.md#levels-and-options).

## Examples

${examples.good.map((example) => exampleText(rule, "Passes", example)).join("\n\n")}

${examples.bad.map((example) => exampleText(rule, "Is reported", example)).join("\n\n")}

${
  frameworks === undefined
    ? ""
    : `## Controls\n\nThe rule checks these controls, at least in part:\n\n${describeControls(frameworks)
        .map((line) => `- ${line}`)
        .join("\n")}\n\n`
}## References

${references.map((reference) => `- <${reference}>`).join("\n")}
`;
}

/** How to set what a component of @pulumi/eks has no input for; empty if the rule requires nothing of the kind. */
function withEksComponents(id: string): string {
  const sections = MISSING_INPUTS.filter(({ rule }) => rule === id).map((missing) => {
    const { components, property } = missing;
    return `${components.map((component) => `\`eks.${component}\``).join(", ")} ${components.length === 1 ? "has" : "have"} no input for \`${property}\`. Set it with \`transforms\`, which,
unlike \`transformations\`, reach the resources that a component creates:

\`\`\`ts
new eks.${components[0] ?? ""}("shop", args, {
  ${transformCode(missing)},
});
\`\`\`

`;
  });
  return sections.length === 0 ? "" : `## With @pulumi/eks\n\n${sections.join("")}`;
}

/** The options of a rule other than those that all rules have; empty if there are none. */
function optionTable(options: Rule["options"]): string {
  const own = Object.entries<Option<unknown>>(options).filter(
    ([name]) => !Object.hasOwn(anyRule.options, name),
  );
  if (own.length === 0) return "";
  const rows = own.map(([name, option]) => optionRow(name, option));
  return `| Option | Meaning | Accepted | Default |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n\n`;
}

function optionRow(name: string, option: Option<unknown>, whenUnset = defaultText(option)): string {
  return `| \`${name}\` | ${option.schema.description} | ${option.expected} | ${whenUnset} |`;
}

function defaultText({ default: value }: Option<unknown>): string {
  return value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
}

/** The policies that summarize a run. */
const summaries = new Run({ rules: [], now: new Date(0) }).summaries;
/** A policy that has only the options that all rules have. */
const [, anyRule] = summaries;

const EXEMPTION = {
  "job-deadline": {
    exempt: [
      {
        name: "legacy-import*",
        namespace: "shop",
        finding: "missing",
        reason: "Runs for a day; replaced by the new importer in spring.",
        owner: "team-shop",
        expires: "2027-03-31",
        ticket: "SHOP-123",
      },
    ],
  },
} satisfies PolicyConfig<typeof rules>;

function summaryText(rule: Rule): string {
  const { id, title, why, fix, options } = rule;
  const optionText = optionTable(options).trimEnd();
  return `**${id}**: ${title}. ${why} ${fix}\n\n${findingTable(rule)}${optionText === "" ? "" : `\n\n${optionText}`}`;
}

function findingTable({ findings, presets }: Rule): string {
  const rows = Object.entries(findings).map(
    ([key, text]) =>
      `| \`${key}\` | ${text} | ${levelOf(presets.baseline, key)} | ${levelOf(presets.strict, key)} |`,
  );
  return `| Finding | Meaning | baseline | strict |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function levelOf({ level, advisory = [] }: PresetLevel<string>, key: string): string {
  return level === "mandatory" && advisory.includes(key) ? "advisory" : level;
}

/** An example with the rule's findings under the strict preset. */
function exampleText(rule: Rule, verdict: string, example: Example): string {
  const { title, type, props, options = {}, beside = [] } = example;
  const { findings } = runCase(rule, exampleCase(example));
  const given = Object.keys(options).length > 0 ? ` With the options \`${JSON.stringify(options)}\`.` : "";
  const resources = [{ type, props }, ...beside].map(
    (each) => `# ${each.type}\n${stringify(each.props, { aliasDuplicateObjects: false })}`,
  );
  const said = findings.map(({ key, path, message }) => `> \`${key}\` at \`${path}\`: ${message}`);
  return `**${verdict}: ${title}.**${given}\n\n\`\`\`yaml\n${resources.join("---\n")}\`\`\`\n\n${said.join("\n>\n")}`;
}
