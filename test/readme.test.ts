import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import ts from "typescript";
import { parse, parseDocument } from "yaml";

import { parseSettings } from "../infra/settings/parse-settings.ts";
import { textReport } from "../policies/src/report/text.ts";
import type { Exemption } from "../policies/src/rule/exemption.ts";
import { rules } from "../policies/src/rules/index.ts";
import { stateOf } from "../policies/src/run/exemptions/exemption-state.ts";
import { configureRules } from "../policies/src/run/policy-config.ts";
import { preview } from "../policies/src/run/preview.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(`${ROOT}README.md`, "utf8");

/** Returns the snippets of a language, in order. */
function snippets(language: string): readonly string[] {
  return [...README.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, own]) => own === language)
    .map(([, , code = ""]) => code);
}

describe("the README", () => {
  it("shows what npm run preview prints", async () => {
    const [shown = ""] = snippets("");
    const result = await preview({ directory: ROOT, stack: "dev" });
    assert.equal(shown, `${stripVTControlCharacters(textReport(result))}\n`);
  });

  it("shows what productionproof capacity prints", () => {
    const [printed = ""] = snippets("text");
    const command =
      snippets("sh").find((snippet) => snippet.startsWith("npx productionproof capacity")) ?? "";
    const main = `"${process.execPath}" --conditions=productionproof-source policies/src/cli/main.mjs`;
    const { stdout, status } = spawnSync("sh", ["-c", command.replace("npx productionproof", main)], {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.equal(stdout, printed);
    assert.equal(status, 1);
  });

  it("has each rule once in the table of the article's surprises, and no empty cell", () => {
    const [, table = ""] = /\n(\| The article's surprise .*?)\n\n/s.exec(README) ?? [];
    const rows = table.split("\n").map((row) => row.split("|").slice(1, -1));
    for (const cells of rows) assert.ok(cells.length === 4 && !cells.some((cell) => cell.trim() === ""));
    const listed = rows.flatMap(([, , cell = ""]) =>
      [...cell.matchAll(/\[([\w-]+)\]\(policies\/docs\/rules\/\1\.md\)/g)].map(([, id = ""]) => id),
    );
    assert.deepEqual(
      listed.sort(),
      rules.map(({ id }) => id),
    );
  });

  it("has six keys that turn dev into your own stack", async () => {
    const own: Readonly<Record<string, unknown>> = {
      "aws:region": "us-west-2",
      "productionproof-eks:cluster.name": "ours",
      "productionproof-eks:cluster.publicAccessCidrs": ["198.51.100.0/24"],
      "productionproof-eks:cluster.accessEntries.admins.principalArn":
        "arn:aws:iam::210987654321:role/our-admins",
      "productionproof-eks:network.availabilityZoneIds": ["usw2-az1", "usw2-az2", "usw2-az4"],
      "productionproof-eks:nodePools.general.instanceTypes": ["m7g.large"],
    };
    const keys = [...README.matchAll(/^\| `((?:aws|productionproof-eks):[\w.-]+)`/gm)].map(([, key]) => key);
    assert.deepEqual(keys, Object.keys(own));

    const file = parseDocument(readFileSync(`${ROOT}stacks/Pulumi.dev.yaml`, "utf8"));
    for (const [key, value] of Object.entries(own)) {
      const place = ["config", ...key.split(".")];
      assert.ok(file.hasIn(place), `${key} is in stacks/Pulumi.dev.yaml`);
      file.setIn(place, value);
    }
    const folder = mkdtempSync(path.join(tmpdir(), "newcomer-"));
    try {
      const project = readFileSync(`${ROOT}Pulumi.yaml`, "utf8").replace(
        "infra/index.ts",
        `${ROOT}infra/index.ts`,
      );
      writeFileSync(path.join(folder, "Pulumi.yaml"), project.replace("stackConfigDir: stacks", ""));
      writeFileSync(path.join(folder, "Pulumi.ours.yaml"), file.toString());
      copyFileSync(`${ROOT}productionproof.json`, path.join(folder, "productionproof.json"));
      copyFileSync(`${ROOT}stacks/policy.dev.json`, path.join(folder, "policy.ours.json"));
      const { resources, findings } = await preview({ directory: folder, stack: "ours" });
      assert.deepEqual(findings, []);
      const names = resources.filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
      assert.deepEqual(
        names.map(({ name }) => name),
        ["ours-general"],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has valid lines for the stack's file", () => {
    const [pins = ""] = snippets("yaml");
    const stack = parse(readFileSync(`${ROOT}stacks/Pulumi.dev.yaml`, "utf8")) as { config: Config };
    const lines = parse(pins) as Config;
    const config = Object.entries({ ...stack.config, ...lines }).map(([key, value]) => {
      const whole = key.endsWith(":nodePools") ? merged(stack.config[key], value) : value;
      return [key, typeof whole === "string" ? whole : JSON.stringify(whole)] as const;
    });
    const { addons, nodePools } = parseSettings(Object.fromEntries(config), "stack file");
    assert.equal(addons.versions.coredns, "v1.14.2-eksbuild.4");
    assert.equal(nodePools["general"]?.releaseVersion, "1.36.1-20261101");
  });

  it("has valid policy configs", () => {
    const [levels = "", exemption = ""] = snippets("json");
    const accept = (config: string) =>
      new Map([...configureRules(rules, "baseline", JSON.parse(config))].map(([{ id }, each]) => [id, each]));
    assert.equal(accept(levels).get("cronjob-concurrency")?.level, "disabled");
    const { exempt } = accept(exemption).get("job-deadline")?.options as { exempt: Exemption[] };
    const [entry] = exempt;
    assert.ok(entry);
    assert.equal(stateOf(entry, new Date(`${entry.expires}T12:00:00Z`)).kind, "expiring");
  });

  it("names scripts and files that exist", () => {
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

  describe("has an example of a custom pack", () => {
    let folder: string;
    before(() => {
      // Inside the fixtures, so that it can resolve its packages.
      folder = mkdtempSync(`${ROOT}test/fixtures/programs/tmp-`);
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
      // Of the example alone: npm run check has seen the rest.
      const problems = files
        .map((file) => program.getSourceFile(file) ?? assert.fail(file))
        .flatMap((file) => [
          ...program.getSyntacticDiagnostics(file),
          ...program.getSemanticDiagnostics(file),
        ])
        .map(({ messageText }) => messageText);
      assert.deepEqual(problems, []);
    });
  });
});

type Config = Readonly<Record<string, unknown>>;

/** Merges the settings of pools with other settings of the same pools. */
function merged(pools: unknown, others: unknown): Config {
  const [own, more] = [pools as Record<string, Config>, others as Record<string, Config>];
  return Object.fromEntries(Object.entries(own).map(([name, pool]) => [name, { ...pool, ...more[name] }]));
}
