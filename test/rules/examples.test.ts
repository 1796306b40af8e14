import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

import { rules } from "../../policies/src/rules/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const sdk = path.join(root, "node_modules/@pulumi/kubernetes");
const examples = rules.flatMap(({ id, examples: { good, bad } }) =>
  [...good, ...bad].flatMap(({ title, type, props, beside = [] }) => [
    { id, title, type, props },
    ...beside.map((other) => ({ id, title: `${title}, beside`, ...other })),
  ]),
);

describe("the rules' Kubernetes examples", () => {
  it("are accepted by the Kubernetes API, according to the SDK's types", () => {
    const modules = kindModules();
    const judged = examples.filter(({ type }) => modules.has(type));
    assert.ok(judged.length > 5);
    assert.deepEqual(
      complaints(
        judged.map(({ type, props, id, title }) => ({ module: modules.get(type), props, id, title })),
      ),
      [],
    );
  });

  it("would not be accepted if they were wrong", () => {
    const module = kindModules().get("kubernetes:batch/v1:CronJob");
    const of = (title: string, spec: object) => ({ id: "wrong", title, module, props: { spec } });
    const jobTemplate = { spec: { template: { spec: { containers: [{ name: "main" }] } } } };
    assert.deepEqual(
      complaints([
        of("right", { schedule: "@daily", jobTemplate }),
        of("incomplete", { schedule: "@daily" }),
        of("misspelt", { schedule: "@daily", jobTemplate, concurencyPolicy: "Forbid" }),
        of("of another type", { schedule: "@daily", jobTemplate, suspend: "no" }),
      ]).map((complaint) => complaint.split(":")[0]),
      ["wrong, incomplete", "wrong, misspelt", "wrong, of another type"],
    );
  });
});

interface Subject {
  readonly id: string;
  readonly title: string;
  /** The module that declares the arguments of the example's kind, and the name of their type. */
  readonly module: readonly [file: string, args: string] | undefined;
  readonly props: object;
}

/** The compiler's errors about the examples, each of which is an object of the type of its kind's arguments. */
function complaints(subjects: readonly Subject[]): readonly string[] {
  const lines = subjects.map(({ module: [file, args] = ["", ""], props }) => {
    const type = `import(${JSON.stringify(file)}).${args}`;
    return `export const value: ${type} = ${JSON.stringify(props)};`;
  });
  const file = (index: number): string => path.join(root, `test/example-${index}.ts`);
  const texts = new Map(lines.map((text, index) => [file(index), text]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.getSourceFile = (name, languageVersion, ...more) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, languageVersion, ...more)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return subjects.flatMap(({ id, title }, index) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file(index)))
      .map(({ messageText }) => `${id}, ${title}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
  );
}

/** The SDK's modules, by the type token of the class that they declare. */
function kindModules(): ReadonlyMap<string, readonly [file: string, args: string]> {
  const files = globSync("*/v*/*.js", { cwd: sdk });
  return new Map(
    files.flatMap((file) => {
      const [, token] = /__pulumiType = '(.+)'/.exec(readFileSync(path.join(sdk, file), "utf8")) ?? [];
      const module = `@pulumi/kubernetes/${file}`;
      return token === undefined ? [] : [[token, [module, `${token.split(":")[2]}Args`]] as const];
    }),
  );
}
