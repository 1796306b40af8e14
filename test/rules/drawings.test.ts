import type { Example } from "../../policies/src/rule/example.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { exampleCase, runCase, testUrn } from "../../policies/src/testing/test-case.ts";
import { assertSnapshot } from "../snapshot.ts";
import { drawFindings } from "./drawing.ts";

/** An example with the findings that people read about it, under strict. */
function drawing(rule: Rule, example: Example): string {
  const { title, type, props, options = {}, beside = [] } = example;
  const { findings } = runCase(rule, exampleCase(example));
  const given = Object.keys(options).length > 0 ? `\n# options: ${JSON.stringify(options)}` : "";
  const drawn = [{ type, name: undefined, props }, ...beside].map((resource) => {
    const own = findings.filter(({ urn }) => urn === testUrn(resource.type, resource.name));
    const name = resource.name === undefined ? "" : ` "${resource.name}"`;
    return `# ${resource.type}${name}${given}\n${drawFindings(resource.props, own)}`;
  });
  return `# ${title}\n${drawn.join("\n")}\n`;
}

describe("what people read", () => {
  for (const rule of rules as readonly Rule[]) {
    it(`shows each finding of ${rule.id} below its line`, () => {
      const examples = [...rule.examples.bad, ...rule.examples.good];
      assertSnapshot(import.meta.url, rule.id, examples.map((example) => drawing(rule, example)).join("\n"));
    });
  }
});
