import { drawFindings } from "./drawing.ts";
import type { Example, Rule } from "../../policies/src/rule/rule.ts";
import { runCase } from "../../policies/src/rule/test-case.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { assertSnapshot } from "../snapshot.ts";

/** An example with what people read about it, under strict. */
function drawing(rule: Rule, { title, type, props, options = {} }: Example): string {
  const { findings } = runCase(rule, { name: title, resource: { type, props }, options, preset: "strict" });
  const given = Object.keys(options).length > 0 ? `\n# options: ${JSON.stringify(options)}` : "";
  return `# ${title}\n# ${type}${given}\n${drawFindings(props, findings)}\n`;
}

describe("what people read", () => {
  for (const rule of rules as readonly Rule[]) {
    it(`of ${rule.id}, each finding below its line`, () => {
      const examples = [...rule.examples.bad, ...rule.examples.good];
      assertSnapshot(import.meta.url, rule.id, examples.map((example) => drawing(rule, example)).join("\n"));
    });
  }
});
