import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";

import { parseSettings } from "../infra/settings.ts";
import { preview } from "../policies/src/preview/preview.ts";
import { resourceTree } from "../policies/src/report/tree.ts";
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

  it("has a policy config that is accepted", () => {
    const [snippet = ""] = snippets("json");
    const settings = configureRules(rules, "baseline", JSON.parse(snippet));
    const levels = new Map([...settings].map(([{ id }, { level }]) => [id, level]));
    assert.equal(levels.get("cronjob-concurrency"), "disabled");
  });

  it("names scripts and files that are there", () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { scripts: object };
    for (const [, script = ""] of README.matchAll(/npm run (\w+)/g)) assert.ok(script in scripts, script);
    for (const [, link = ""] of README.matchAll(/\]\((?!https:)([^)]+)\)/g)) readFileSync(ROOT + link);
  });

  it("has a pack of one's own that starts", async () => {
    const [snippet = ""] = snippets("ts");
    // Below the fixtures, so that it finds its libraries.
    const folder = mkdtempSync(`${ROOT}test/fixtures/programs/tmp-`);
    try {
      writeFileSync(path.join(folder, "package.json"), '{ "type": "module", "version": "1.0.0" }');
      writeFileSync(path.join(folder, "index.ts"), snippet);
      const pack = spawn(process.execPath, ["--conditions=productionproof-source", "index.ts"], {
        cwd: folder,
      });
      const [port] = (await once(pack.stdout, "data")) as [Buffer];
      pack.kill();
      assert.match(port.toString(), /^\d+\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
