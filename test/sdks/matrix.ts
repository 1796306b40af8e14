// Installs the package with every SDK that teams have, and previews a program with each. Prints one line for each combination, and
// exits with 1 if one of them fails. Arguments: parts of the names of those to try, such as "pulumi 3.150.0" "eks 4". Needs the npm
// registry, and takes half an hour.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { LANGUAGES, writeProject, type Language } from "./team-program.ts";

const ROOT = path.join(import.meta.dirname, "../..");
// Not below a node_modules, where neither ts-node nor Node itself runs TypeScript.
const CACHE = path.join(
  process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"),
  "productionproof-sdks",
);

/** Node 20 is not supported by SDKs since 3.249, so npm installs none of them there. */
const NODES = ["20.20.2", "22.23.5", "24.22.3"];

interface Providers {
  readonly aws: string;
  readonly kubernetes: string;
  readonly eks?: string;
}

/** Each version of eks fixes the versions of the others. None of them accepts SDK 3.30, 3 and 4 none before 3.142. */
const PROVIDERS = {
  before347: [
    { aws: "5.0.0", kubernetes: "3.0.0" },
    { aws: "6.0.2", kubernetes: "4.1.1" },
  ],
  before3142: [
    { aws: "5.31.0", kubernetes: "3.20.2", eks: "1.0.4" },
    { aws: "6.34.1", kubernetes: "4.1.1", eks: "2.3.0" },
  ],
  others: [
    { aws: "5.31.0", kubernetes: "3.20.2", eks: "1.0.4" },
    { aws: "6.34.1", kubernetes: "4.1.1", eks: "2.3.0" },
    { aws: "^6.79.1", kubernetes: "^4.19.0", eks: "3.9.1" },
    { aws: "7.47.0", kubernetes: "4.34.2", eks: "4.3.0" },
  ],
} satisfies Record<string, readonly Providers[]>;

interface Sdk {
  readonly version: string;
  readonly providers: readonly Providers[];
  /** The oldest Node that it supports. */
  readonly leastNode: number;
  /** False if it only has `transformations`, which transforms replaced in 3.123. */
  readonly hasTransforms: boolean;
}

const { before347, before3142, others } = PROVIDERS;
const SDKS: readonly Sdk[] = [
  { version: "3.30.0", providers: before347, leastNode: 20, hasTransforms: false },
  { version: "3.100.0", providers: before3142, leastNode: 20, hasTransforms: false },
  ...["3.150.0", "3.204.0", "3.230.0", "3.248.0"].map((version) => ({
    version,
    providers: others,
    leastNode: 20,
    hasTransforms: true,
  })),
  ...["3.255.0", "3.257.0", "latest"].map((version) => ({
    version,
    providers: others,
    leastNode: 22,
    hasTransforms: true,
  })),
];

/** A data source, a component of the team and, with eks, one of Pulumi with a transform, and a stack reference. */
function program({ eks }: Providers, option: "transforms" | "transformations"): string {
  const cluster = `new eks.Cluster(
  "main",
  { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], instanceType: "m5.large" },
  {
    ${option}: [
      ({ type, props, opts }) =>
        type === "aws:eks/cluster:Cluster" ? { props: { ...props, version: "1.21" }, opts } : undefined,
    ],
  },
);`;
  return `import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
${eks === undefined ? "" : 'import * as eks from "@pulumi/eks";\n'}
class Jobs extends pulumi.ComponentResource {
  constructor(name: string) {
    super("team:jobs:Jobs", name);
    const labels = { region: pulumi.output(aws.getRegion()).apply(({ id }) => id) };
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "migrate" }] } };
    new k8s.batch.v1.Job(name, { metadata: { labels }, spec: { template } }, { parent: this });
    this.registerOutputs({});
  }
}

new Jobs("migrate");
${eks === undefined ? "" : cluster}
export const vpc = new pulumi.StackReference("org/network/prod").getOutput("vpc");
`;
}

/** Fails in a function that the SDK calls. */
const FAILING = `import * as pulumi from "@pulumi/pulumi";
pulumi.output(1).apply(() => { throw new Error("bug in apply"); });
`;

function main(parts: readonly string[]): void {
  mkdirSync(CACHE, { recursive: true });
  const nodes = NODES.map((version) => ({ version, file: installNode(version) }));
  const tarball = packed();
  let failures = 0;
  const team = path.join(CACHE, "team");
  for (const { version, providers, leastNode, hasTransforms } of SDKS) {
    for (const [index, set] of providers.entries()) {
      const libraries = [`pulumi ${version}`, ...Object.entries(set).map((one) => one.join(" "))].join(", ");
      if (!parts.every((part) => libraries.includes(part))) continue;
      rmSync(team, { recursive: true, force: true });
      // npm chooses package versions according to the Node that it runs on.
      const usable = nodes.filter((node) => Number.parseInt(node.version) >= leastNode);
      const names = Object.entries(set).map(([name, its]) => `@pulumi/${name}@${its}`);
      writeProject(team, "javascript", "");
      install(
        team,
        [tarball, `@pulumi/pulumi@${version}`, ...names, "typescript@5.9", "@types/node@20"],
        usable[0]?.file,
      );
      for (const node of usable) {
        for (const language of LANGUAGES) {
          // Node 20 doesn't run TypeScript. The types of all providers take ts-node a while, so one set of them is enough.
          if (language === "node-types" && node.version.startsWith("20.")) continue;
          if (language === "ts-node" && index > 0) continue;
          const folder = path.join(team, "program");
          const problem = problemOf(folder, node.file, language, set, hasTransforms);
          if (problem !== undefined) failures += 1;
          const name = `${libraries}, Node ${node.version}, ${language}`;
          console.log(problem === undefined ? `✔ ${name}` : `✖ ${name}\n${problem}`);
        }
      }
    }
  }
  rmSync(team, { recursive: true, force: true });
  process.exitCode = failures > 0 ? 1 : 0;
}

/** Returns what is wrong with the previews of a combination. */
function problemOf(
  folder: string,
  node: string,
  language: Language,
  set: Providers,
  hasTransforms: boolean,
): string | undefined {
  const preview = (body: string) => {
    writeProject(folder, language, body);
    const command = path.join(folder, "../node_modules/productionproof-eks-policies/dist/cli/main.mjs");
    const { status, stdout, stderr } = spawnSync(node, [command, "preview", folder, "--json"], {
      encoding: "utf8",
      env: { ...process.env, AWS_REGION: "eu-west-1" },
      timeout: 180_000,
    });
    return { status, stdout, stderr };
  };
  const { status, stdout, stderr } = preview(program(set, hasTransforms ? "transforms" : "transformations"));
  const expected = [
    "job-deadline",
    "org/network/prod",
    // The version that the transform sets is no longer supported.
    ...(set.eks === undefined ? [] : ["aws:eks/cluster:Cluster", "1.21 "]),
  ];
  const missing = expected.filter((text) => !stdout.includes(text));
  if (status !== 1 || missing.length > 0)
    return `exit code ${status}, without ${missing.join(", ")}: ${stderr}`;
  const failed = preview(FAILING);
  return failed.status === 3 && failed.stderr.includes("bug in apply")
    ? undefined
    : `failing program: exit code ${failed.status}: ${failed.stderr}`;
}

/** Installs this version of Node.js from npm, which has one package for each platform. */
function installNode(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(CACHE, `node-${version}`);
  const file = path.join(folder, "node_modules", name, "bin/node");
  if (existsSync(file)) return file;
  writeProject(folder, "javascript", "");
  install(folder, [`${name}@${version}`]);
  return file;
}

function packed(): string {
  const output = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", CACHE], {
    cwd: path.join(ROOT, "policies"),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [archive] = JSON.parse(output) as readonly { readonly filename: string }[];
  return path.join(CACHE, archive?.filename ?? "");
}

function install(folder: string, packages: readonly string[], node = process.execPath): void {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, ...packages], {
    cwd: folder,
    env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env["PATH"] ?? ""}` },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

main(process.argv.slice(2));
