import ts from "typescript";

import type { TableRefresh } from "./table-refresh.ts";

/**
 * The inputs are files of @pulumi/aws: types/input.d.ts, types/output.d.ts and <module>/*.{d.ts,js}, in which the declaration of a
 * resource type is followed by its code, which has the type's token. They are generated from the provider's schema: a field of a
 * block is always set in an output if the program must set it or if AWS computes it.
 */
export const awsComputedFields: TableRefresh = {
  file: "aws-computed-field-table.ts",
  constant: "AWS_COMPUTED_FIELD",
  title: "fields inside blocks of AWS resources that AWS fills in",
  lineFormat:
    "One line per type and block: `module type block field …`, where `[block field …]` are fields of a block in the block.",
  goodForMonths: 12,
  lines([inputs = "", outputs = "", ...modules]) {
    const inputBlocks = blocksIn(inputs);
    const outputBlocks = blocksIn(outputs);
    return modules
      .flatMap((code, index) => {
        const [, token] = /__pulumiType = 'aws:(\w+\/\w+):\w+'/.exec(code) ?? [];
        const declaration = modules[index - 1];
        if (token === undefined || declaration === undefined) return [];
        return linesOf(declaration, inputBlocks, outputBlocks).map(
          (line) => `${token.replace("/", " ")} ${line}`,
        );
      })
      .sort();
  },
};

/** Only the statements of firewalls, which contain each other, and the settings of video encoders have fields below. */
const DEEPEST = 4;

/** The fields of each block, `<module>.<Name>`. */
type Blocks = ReadonlyMap<string, ReadonlyMap<string, Field>>;

interface Field {
  readonly isOptional: boolean;
  /** The block that is the field's value or the value's element, if it is one. */
  readonly block: string | undefined;
}

function blocksIn(code: string): Blocks {
  const blocks = new Map<string, ReadonlyMap<string, Field>>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)) {
      for (const statement of node.body.statements) visit(statement, `${prefix}${node.name.text}.`);
    } else if (ts.isInterfaceDeclaration(node)) {
      blocks.set(`${prefix}${node.name.text}`, fieldsOf(node.members));
    }
  };
  for (const statement of parse(code).statements) visit(statement, "");
  return blocks;
}

function linesOf(code: string, inputs: Blocks, outputs: Blocks): readonly string[] {
  const { statements } = parse(code);
  const resource = statements.find(ts.isClassDeclaration);
  const args = statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === `${resource?.name?.text ?? ""}Args`);
  if (!resource || !args) return [];
  const given = fieldsOf(args.members);
  return [...fieldsOf(resource.members)].flatMap(([name, { block }]) => {
    const input = given.get(name)?.block;
    const fields = block && input && computedIn(inputs, input, outputs, block, 1);
    return fields ? [`${name} ${fields}`] : [];
  });
}

/** The fields that are always set in an output and that the program needn't set or can't set. */
function computedIn(inputs: Blocks, input: string, outputs: Blocks, output: string, depth: number): string {
  const given = inputs.get(input);
  return [...(outputs.get(output) ?? [])]
    .flatMap(([name, { isOptional, block }]) => {
      const own = given?.get(name);
      if (!isOptional && own?.isOptional !== false) return [name];
      if (block === undefined || own?.block === undefined || depth === DEEPEST) return [];
      const inner = computedIn(inputs, own.block, outputs, block, depth + 1);
      return inner === "" ? [] : [`[${name} ${inner}]`];
    })
    .join(" ");
}

function fieldsOf(members: readonly (ts.ClassElement | ts.TypeElement)[]): ReadonlyMap<string, Field> {
  return new Map(
    members
      .filter((member) => ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))
      .map(({ name, questionToken, type }) => {
        const [, block] = /\b(?:inputs|outputs)\.([\w.]+)/.exec(type?.getText() ?? "") ?? [];
        return [name.getText(), { isOptional: questionToken !== undefined, block }];
      }),
  );
}

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile("sdk.d.ts", code, ts.ScriptTarget.Latest, true);
}
