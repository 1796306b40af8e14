import { format } from "prettier";
import { stringify } from "yaml";

import { evaluateResource } from "../src/rule/evaluate.ts";
import { presetSettings } from "../src/rule/preset.ts";
import type { PresetLevel, Example, Rule } from "../src/rule/rule.ts";
import { rules } from "../src/rules/index.ts";

/** The documentation of the rules: file name to Markdown. */
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

| Rule | What it asks for | Severity | baseline | strict |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

In \`audit\`, every rule of \`baseline\` only advises. Generated from the rules by \`npm run docs\`.
`;
}

function page(rule: Rule): string {
  const { id, title, severity, article, why, fix, references, findings, presets, options, examples } = rule;
  return `# ${id}

${title}. Severity: ${severity}.${article === undefined ? "" : ` From the article's section "${article}".`}

## Why

${why}

## Fix

${fix}

## Findings

| Finding | Meaning | baseline | strict |
| --- | --- | --- | --- |
${Object.entries(findings)
  .map(
    ([key, text]) =>
      `| \`${key}\` | ${text} | ${levelOf(presets.baseline, key)} | ${levelOf(presets.strict, key)} |`,
  )
  .join("\n")}

## Options

| Option | Meaning | Accepted | Default |
| --- | --- | --- | --- |
${Object.entries(options)
  .map(
    ([name, option]) =>
      `| \`${name}\` | ${option.schema.description} | ${option.expected} | \`${JSON.stringify(option.default)}\` |`,
  )
  .join("\n")}

## Examples

${examples.good.map((example) => exampleText(rule, "Passes", example)).join("\n\n")}

${examples.bad.map((example) => exampleText(rule, "Is reported", example)).join("\n\n")}

## References

${references.map((reference) => `- <${reference}>`).join("\n")}
`;
}

function levelOf({ level, advisory = [] }: PresetLevel<string>, key: string): string {
  return level === "mandatory" && advisory.includes(key) ? "advisory" : level;
}

/** An example with what the rule says about it, as it says it under strict. */
function exampleText(rule: Rule, verdict: string, { title, type, props, options = {} }: Example): string {
  const resource = { type, name: "example", urn: "urn", props };
  const { level, options: defaults } = presetSettings(rule, "strict");
  const { findings } = evaluateResource(rule, { level, options: { ...defaults, ...options } }, resource);
  const given = Object.keys(options).length > 0 ? ` With the options \`${JSON.stringify(options)}\`.` : "";
  const said = findings.map(({ key, path, message }) => `> \`${key}\` at \`${path}\`: ${message}`);
  return `**${verdict}: ${title}.**${given}\n\n\`\`\`yaml\n# ${type}\n${stringify(props)}\`\`\`\n\n${said.join("\n>\n")}`;
}
