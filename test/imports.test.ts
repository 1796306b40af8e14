import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The folders of `policies/src`, in the order of the table in CONTRIBUTING.md: each imports only those below it. */
const FOLDERS = foldersOfTable(readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8"));

/** An import from one file to another, both relative to the folder that was read; includes type imports. */
interface Import {
  readonly from: string;
  readonly to: string;
}

describe("imports", () => {
  const pack = importsIn("policies/src");

  it("are found: static and dynamic imports, types and re-exports", () => {
    const found = (from: string, to: string) => pack.some((one) => one.from === from && one.to === to);
    assert.ok(found("rules/jobs/job-deadline.ts", "rule/rule.ts"));
    assert.ok(found("sources/source.ts", "rule/stack-view.ts"));
    assert.ok(found("index.ts", "rules/index.ts"));
    assert.ok(found("report/formats.ts", "report/text.ts"));
  });

  it("of the pack only point down the table of its folders", () => {
    const folders = new Set(
      pack
        .flatMap(({ from, to }) => [from, to])
        .filter(isInFolder)
        .map(folderOf),
    );
    assert.deepEqual([...folders].sort(), [...FOLDERS].sort(), "every folder is in the map, and has files");
    const upwards = pack.filter(
      ({ from, to }) =>
        isInFolder(from) && isInFolder(to) && FOLDERS.indexOf(folderOf(to)) < FOLDERS.indexOf(folderOf(from)),
    );
    assert.deepEqual(upwards, []);
  });

  it("of a rule are limited to the allowed folders, without an SDK", () => {
    const packages = importedNames("policies/src/{rules,cluster,rule}/**/*.ts").filter((name) =>
      name.startsWith("@"),
    );
    assert.deepEqual(packages, []);
    const others = pack
      .filter(({ from, to }) => folderOf(from) === "rules" && isInFolder(to))
      .filter(({ to }) => !["rules", "cluster", "rule", "facts"].includes(folderOf(to)));
    assert.deepEqual(others, []);
  });

  it("of the two ways to start the pack are not of each other", () => {
    const ways = ["crossguard", "analyzer"];
    const others = pack.filter(
      ({ from, to }) =>
        ways.includes(folderOf(from)) && ways.includes(folderOf(to)) && folderOf(from) !== folderOf(to),
    );
    assert.deepEqual(others, []);
  });

  it("are not circular, neither between files nor between the folders of a folder", () => {
    assert.deepEqual(cycles(pack), []);
    assert.deepEqual(cycles(importsIn("infra")), []);
    assert.deepEqual(cycles(importsIn("policies/scripts")), []);
    // A test helper is next to the tests that use it most, in any folder.
    assert.equal(cycle(graphOf(importsIn("test"))), undefined);
  });

  it("of the program include only the pack's facts", () => {
    const names = importedNames("infra/**/*.ts").filter((name) => name.includes("policies"));
    assert.deepEqual([...new Set(names)], ["productionproof-eks-policies/facts"]);
  });
});

/** Returns the folders in the table of `policies/src`, from top to bottom. */
function foldersOfTable(map: string): readonly string[] {
  const table = map.slice(map.indexOf("In `policies/src`"));
  const rows = [...table.matchAll(/^\| ((?:`[a-z]+\/`(?:, )?)+) +\|/gm)].map(([, names = ""]) => names);
  return rows.flatMap((names) => [...names.matchAll(/`([a-z]+)\/`/g)].map(([, name = ""]) => name));
}

function isInFolder(file: string): boolean {
  return file.includes("/");
}

function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** Returns the imports between the files in a folder. */
function importsIn(folder: string): readonly Import[] {
  const directory = path.join(ROOT, folder);
  return globSync("**/*.{ts,mjs}", {
    cwd: directory,
    exclude: ["fixtures/**", "**/node_modules/**"],
  }).flatMap((from) =>
    namesIn(path.join(directory, from))
      .filter((name) => name.startsWith("."))
      .map((name) => path.join(path.dirname(from), name))
      .filter((to) => !to.startsWith(".."))
      .map((to) => ({ from: slashed(from), to: slashed(to) })),
  );
}

function importedNames(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: ROOT }).flatMap((file) => namesIn(path.join(ROOT, file)));
}

function namesIn(file: string): readonly string[] {
  return ts.preProcessFile(readFileSync(file, "utf8")).importedFiles.map(({ fileName }) => fileName);
}

function slashed(file: string): string {
  return file.replaceAll(path.sep, "/");
}

/**
 * Returns the circular imports among the files and folders of each folder, as `a → b → a`. For its siblings, a folder includes
 * all its contents, so that a cycle of two folders is found even if no two of their files import each other.
 */
function cycles(imports: readonly Import[]): readonly string[] {
  const lifted = imports.map(asSiblings);
  const folders = [...new Set(lifted.map(({ folder }) => folder))];
  return folders.flatMap((folder) => cycle(graphOf(lifted.filter((one) => one.folder === folder))) ?? []);
}

/** Returns an import as one between two files or folders in the same folder. */
function asSiblings({ from, to }: Import): Import & { readonly folder: string } {
  const [one, other] = [from.split("/"), to.split("/")];
  const depth = one.findIndex((segment, index) => segment !== other[index]);
  const upTo = (segments: readonly string[]) => segments.slice(0, depth + 1).join("/");
  return { from: upTo(one), to: upTo(other), folder: one.slice(0, depth).join("/") };
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(imports: readonly Import[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of imports) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** Returns a cycle of a graph, found by removing all nodes that point at no remaining node. */
function cycle(graph: Graph): string | undefined {
  const rest = new Map(graph);
  for (let size = -1; size !== rest.size;) {
    size = rest.size;
    for (const [node, targets] of rest)
      if (![...targets].some((target) => rest.has(target))) rest.delete(node);
  }
  const path: string[] = [];
  for (
    let [node] = rest.keys();
    node !== undefined;
    node = [...(rest.get(node) ?? [])].find((one) => rest.has(one))
  ) {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(" → ");
    path.push(node);
  }
  return undefined;
}
