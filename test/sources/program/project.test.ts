import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { loadProject, loadStack } from "../../../policies/src/sources/program/project.ts";
import { UsageError } from "../../../policies/src/usage-error.ts";

let folder: string;

/** Writes files into the project's folder. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Returns the message of the usage error that the function throws, without the name of the folder. */
function refusal(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message.replaceAll(folder, "<folder>");
  }
  return assert.fail("accepted");
}

describe("a Pulumi project", () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "project-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("runs with Pulumi's defaults if Pulumi.yaml sets little", () => {
    write({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" });
    assert.deepEqual(loadProject(folder), {
      directory: folder,
      name: "shop",
      programDirectory: folder,
      entryPoint: ".",
      nodeArguments: [],
      typescript: true,
      stackDirectory: folder,
      stackExtension: ".yaml",
      defaultConfig: {},
    });
  });

  it("runs with the settings in Pulumi.yaml", () => {
    write({
      "Pulumi.yaml": `
name: shop
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --conditions=source --no-warnings, tsconfig: infra/tsconfig.json }
main: infra/index.ts
stackConfigDir: stacks
config:
  aws:region: eu-west-1
  size: { type: integer, default: 3 }
  tier: { value: gold }
  name: { type: string }
`,
      "infra/index.ts": "",
    });
    assert.deepEqual(loadProject(folder), {
      directory: folder,
      name: "shop",
      programDirectory: path.join(folder, "infra"),
      entryPoint: "index.ts",
      nodeArguments: ["--conditions=source", "--no-warnings"],
      typescript: false,
      tsconfig: path.join(folder, "infra/tsconfig.json"),
      stackDirectory: path.join(folder, "stacks"),
      stackExtension: ".yaml",
      defaultConfig: { "aws:region": "eu-west-1", "shop:size": "3", "shop:tier": "gold" },
    });
  });

  it("is rejected with the file, the key and what would pass", () => {
    assert.equal(
      refusal(() => loadProject(folder)),
      "<folder> is not a Pulumi project: it has no Pulumi.yaml; specify the folder that contains it",
    );
    write({ "Pulumi.yaml": "name: [shop\n" });
    assert.match(
      refusal(() => loadProject(folder)),
      /^<folder>\/Pulumi\.yaml is not valid YAML: .* at line 2, column 1/,
    );
    write({ "Pulumi.yaml": "- shop\n" });
    assert.equal(
      refusal(() => loadProject(folder)),
      "<folder>/Pulumi.yaml: expected keys and values",
    );
    write({ "Pulumi.yaml": "runtime: nodejs\n" });
    assert.equal(
      refusal(() => loadProject(folder)),
      "<folder>/Pulumi.yaml: name is missing; expected the project's name",
    );
    write({ "Pulumi.yaml": "name: shop\nruntime: python\n" });
    assert.equal(
      refusal(() => loadProject(folder)),
      '<folder>/Pulumi.yaml: runtime is "python"; the preview only runs programs with the runtime "nodejs"',
    );
    write({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nconfig: [size]\n" });
    assert.equal(
      refusal(() => loadProject(folder)),
      "<folder>/Pulumi.yaml: config: expected keys and values",
    );
    write({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: src\n" });
    assert.equal(
      refusal(() => loadProject(folder)),
      '<folder>/Pulumi.yaml: main is "src"; no such file or folder',
    );
  });

  describe("has stacks", () => {
    beforeEach(() => {
      write({
        "Pulumi.yaml":
          "name: shop\nruntime: nodejs\nconfig:\n  size: { default: 3 }\n  tier: { default: gold }\n",
      });
    });

    it("whose values override the project's defaults", () => {
      write({ "Pulumi.dev.yaml": "config:\n  shop:size: 5\n  aws:region: eu-west-1\n  pools: { a: [1] }\n" });
      assert.deepEqual(loadStack(loadProject(folder), "dev"), {
        name: "dev",
        config: {
          "shop:size": "5",
          "shop:tier": "gold",
          "aws:region": "eu-west-1",
          "shop:pools": '{"a":[1]}',
        },
        encryptedKeys: [],
        hasEnvironments: false,
      });
    });

    it("whose encrypted values are replaced, at any depth", () => {
      write({
        "Pulumi.dev.yaml":
          "config:\n  shop:token: { secure: v1:abc }\n  shop:db: { name: orders, password: { secure: v1:x } }\n",
      });
      const { config, encryptedKeys } = loadStack(loadProject(folder), "dev");
      assert.equal(config["shop:token"], "[secret]");
      assert.equal(config["shop:db"], '{"name":"orders","password":"[secret]"}');
      assert.deepEqual(encryptedKeys, ["shop:token", "shop:db"]);
    });

    it("by the names that Pulumi accepts, with organization and project", () => {
      write({ "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" });
      assert.equal(loadStack(loadProject(folder), "acme/prod").name, "prod");
      assert.equal(loadStack(loadProject(folder), "acme/shop/prod").name, "prod");
    });

    it("in files with the extension of the project file", () => {
      rmSync(path.join(folder, "Pulumi.yaml"));
      write({
        "Pulumi.json": '{ "name": "shop", "runtime": "nodejs" }',
        "Pulumi.prod.json": '{ "config": { "shop:size": 5 } }',
        "Pulumi.dev.yaml": "",
      });
      const { name, config } = loadStack(loadProject(folder), undefined);
      assert.deepEqual([name, config], ["prod", { "shop:size": "5" }]);
    });

    it("which must consist of keys and values", () => {
      write({ "Pulumi.dev.yaml": "config:\n  - shop:size\n" });
      assert.equal(
        refusal(() => loadStack(loadProject(folder), "dev")),
        "<folder>/Pulumi.dev.yaml: config: expected keys and values",
      );
    });

    it("and selects the only one by default", () => {
      write({ "Pulumi.test.yaml": "" });
      assert.equal(loadStack(loadProject(folder), undefined).name, "test");
    });

    it("or none, and then uses dev with the defaults", () => {
      assert.deepEqual(loadStack(loadProject(folder), undefined), {
        name: "dev",
        config: { "shop:size": "3", "shop:tier": "gold" },
        encryptedKeys: [],
        hasEnvironments: false,
      });
    });

    it("and requires one of several to be selected", () => {
      write({ "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" });
      assert.equal(
        refusal(() => loadStack(loadProject(folder), undefined)),
        "shop has several stacks; choose one with --stack: dev, prod",
      );
      assert.equal(
        refusal(() => loadStack(loadProject(folder), "prd")),
        'there is no stack "prd" (did you mean "prod"?); <folder> has: dev, prod',
      );
    });
  });
});
