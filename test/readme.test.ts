import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";
import { parse } from "yaml";

import { parseSettings } from "../infra/settings.ts";
import { preview } from "../policies/src/preview/preview.ts";
import { resourceTree } from "../policies/src/report/tree.ts";
import { stateOf, type Exemption } from "../policies/src/rule/exemption.ts";
import { configureRules } from "../policies/src/rule/policy-config.ts";
import { rules } from "../policies/src/rules/index.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(`${ROOT}README.md`, "utf8");

/** The snippets of a language, in their order. */
function snippets(language: string): readonly string[] {
  return [...README.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, own]) => own === language)
    .map(([, , code = ""]) => code);
}

describe("the README", () => {
  it("shows the beginning of what npm run preview prints", async () => {
    const [shown = ""] = snippets("");
    const { project, stack, resources, findings } = await preview({ directory: ROOT, stack: "dev" });
    const printed = [`${project}/${stack}: ${resources.length} resources`, "", ...resourceTree(resources)];
    const [beginning = "", end] = shown.split("…\n");
    assert.deepEqual(
      beginning.trimEnd().split("\n"),
      printed.slice(0, beginning.trimEnd().split("\n").length),
    );
    assert.equal(end?.trim(), "No finding.");
    assert.deepEqual(findings, []);
  });

  it("shows what productionproof capacity prints", () => {
    const [printed = ""] = snippets("text");
    const command =
      snippets("sh").find((snippet) => snippet.startsWith("npx productionproof capacity")) ?? "";
    const main = `"${process.execPath}" --conditions=productionproof-source policies/src/cli/main.ts`;
    const { stdout, status } = spawnSync("sh", ["-c", command.replace("npx productionproof", main)], {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.equal(stdout, printed);
    assert.equal(status, 1);
  });

  it("has stack settings that are accepted", () => {
    const [snippet = ""] = snippets("yaml");
    const { config } = parse(snippet) as { config: Record<string, unknown> };
    const texts = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const settings = parseSettings(Object.fromEntries(texts) as Record<string, string>, "stack file");
    assert.equal(settings.cluster.name, "platform-staging");
  });

  it("has policy configs that are accepted", () => {
    const [levels = "", exemption = ""] = snippets("json");
    const accept = (config: string) =>
      new Map([...configureRules(rules, "baseline", JSON.parse(config))].map(([{ id }, each]) => [id, each]));
    assert.equal(accept(levels).get("cronjob-concurrency")?.level, "disabled");
    const { exempt } = accept(exemption).get("job-deadline")?.options as { exempt: Exemption[] };
    const [entry] = exempt;
    assert.ok(entry);
    assert.equal(stateOf(entry, new Date(`${entry.expires}T12:00:00Z`)).kind, "expiring");
  });

  it("names scripts and files that are there", () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { scripts: object };
    for (const [, script = ""] of README.matchAll(/npm run (\w+)/g)) assert.ok(script in scripts, script);
    const headings = [...README.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(" ", "-"),
    );
    for (const [, link = ""] of README.matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      if (link.startsWith("#")) assert.ok(headings.includes(link.slice(1)), link);
      else readFileSync(ROOT + link.replace(/#.*/, ""));
    }
  });

  describe("has a pack of one's own", () => {
    // Below the fixtures, so that it finds its libraries.
    const folder = mkdtempSync(`${ROOT}test/fixtures/programs/tmp-`);
    before(() => {
      writeFileSync(path.join(folder, "package.json"), '{ "type": "module", "version": "1.0.0" }');
      for (const snippet of snippets("ts")) {
        const [, file = ""] = /^\/\/ (\S+)\n/.exec(snippet) ?? [];
        writeFileSync(path.join(folder, file), snippet);
      }
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });
    const run = (...args: readonly string[]) =>
      spawn(process.execPath, ["--conditions=productionproof-source", ...args], { cwd: folder });

    it("that starts", async () => {
      const pack = run("index.ts");
      const [port] = (await once(pack.stdout, "data")) as [Buffer];
      pack.kill();
      assert.match(port.toString(), /^\d+\n$/);
    });

    it("whose rule passes its tests", async () => {
      const tests = run("--test", "cluster-kept.test.ts");
      const printed = tests.stdout.setEncoding("utf8").toArray();
      const [code] = (await once(tests, "close")) as [number];
      assert.equal(code, 0, (await printed).join(""));
      assert.match((await printed).join(""), /pass \d\d?\n/);
    });

    it("that the compiler accepts", () => {
      const options = {
        customConditions: ["productionproof-source"],
        noEmit: true,
        strict: true,
        skipLibCheck: true,
        allowImportingTsExtensions: true,
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        types: ["node"],
      };
      const files = ["index.ts", "cluster-kept.test.ts"].map((file) => path.join(folder, file));
      const program = ts.createProgram(files, options);
      const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
      assert.deepEqual(problems, []);
    });
  });
});
