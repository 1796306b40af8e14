import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import ts from "typescript";

/** The properties of an input, by name; `true` if it accepts any properties. */
export interface InputNames {
  readonly [name: string]: InputNames | true;
}

/** The SDK's declaration of a resource type. */
export interface TypeDeclaration {
  readonly inputs: InputNames;
  readonly required: readonly string[];
  /** Outputs that are always set, since AWS decides them if a program doesn't. By name, with their kind. */
  readonly computed: Readonly<Record<string, "string" | "number" | "boolean" | "list" | "object">>;
}

/** The SDK modules whose resources the test programs use. */
const MODULES = [
  "amp",
  "autoscaling",
  "cloudformation",
  "cloudwatch",
  "ebs",
  "ec2",
  "eks",
  "iam",
  "kms",
  "ssm",
];

/**
 * Reads the declarations of resource types in @pulumi/aws, by type token. If an output isn't `| undefined` although the input is
 * optional, AWS decides it, so it is unknown in the preview of a new resource.
 */
export function readAwsDeclarations(): Readonly<Record<string, TypeDeclaration>> {
  const root = path.dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));
  const nested = nestedInputs(parse(path.join(root, "types/input.d.ts")));
  const declarations: Record<string, TypeDeclaration> = {};
  for (const module of MODULES) {
    for (const file of readdirSync(path.join(root, module))) {
      const [, name] = /^([a-z]\w*)\.d\.ts$/.exec(file) ?? [];
      if (name === undefined || name === "index" || /^get[A-Z]/.test(name)) continue;
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      const source = parse(path.join(root, module, file));
      const args = source.statements.find(
        (one): one is ts.InterfaceDeclaration =>
          ts.isInterfaceDeclaration(one) && one.name.text === `${type}Args`,
      );
      const resource = source.statements.find(ts.isClassDeclaration);
      if (args && resource)
        declarations[`aws:${module}/${name}:${type}`] = declaration(args, resource, nested);
    }
  }
  return declarations;
}

type Nested = ReadonlyMap<string, ts.InterfaceDeclaration>;

function declaration(
  args: ts.InterfaceDeclaration,
  resource: ts.ClassDeclaration,
  nested: Nested,
): TypeDeclaration {
  const outputs = resource.members.filter(ts.isPropertyDeclaration).map((member) => {
    const [output] = typeArguments(member.type);
    return [nameOf(member), output] as const;
  });
  return {
    inputs: inputNames(args, nested, []),
    required: args.members.filter((member) => !member.questionToken).map(nameOf),
    computed: Object.fromEntries(
      outputs
        .filter(([name, type]) => type && !name.startsWith("__") && !isOptional(type))
        .map(([name, type]) => [name, kindOf(type)]),
    ),
  };
}

/** Every `inputs.<module>.<Name>` by `<module>.<Name>`. */
function nestedInputs(source: ts.SourceFile): Nested {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isInterfaceDeclaration(node)) found.set(`${prefix}${node.name.text}`, node);
    else if (ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)) {
      for (const statement of node.body.statements) visit(statement, `${prefix}${node.name.text}.`);
    }
  };
  source.statements.forEach((statement) => {
    visit(statement, "");
  });
  return found;
}

function inputNames(
  { members }: ts.InterfaceDeclaration,
  nested: Nested,
  above: readonly string[],
): InputNames {
  return Object.fromEntries(
    members.filter(ts.isPropertySignature).map((member) => {
      const references = [...(member.type?.getText() ?? "").matchAll(/\binputs\.([\w.]+)/g)].map(
        ([, name]) => name,
      );
      const [reference = "", ...others] = new Set(references);
      const inner = others.length === 0 ? nested.get(reference) : undefined;
      // Any of several types works; recursive types, such as those of some firewalls, end here.
      const isOpen = !inner || above.includes(reference);
      return [nameOf(member), isOpen ? true : inputNames(inner, nested, [...above, reference])];
    }),
  );
}

function typeArguments(type: ts.TypeNode | undefined): readonly ts.TypeNode[] {
  return type && ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
}

function isOptional(type: ts.TypeNode): boolean {
  return ts.isUnionTypeNode(type) && type.types.some((one) => one.kind === ts.SyntaxKind.UndefinedKeyword);
}

function kindOf(type: ts.TypeNode | undefined): TypeDeclaration["computed"][string] {
  switch (type?.kind) {
    case ts.SyntaxKind.NumberKeyword:
      return "number";
    case ts.SyntaxKind.BooleanKeyword:
      return "boolean";
    case ts.SyntaxKind.ArrayType:
      return "list";
    case ts.SyntaxKind.TypeLiteral:
    case ts.SyntaxKind.TypeReference:
      return "object";
    default:
      return "string";
  }
}

function nameOf(member: ts.TypeElement | ts.ClassElement): string {
  return member.name?.getText() ?? "";
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}
