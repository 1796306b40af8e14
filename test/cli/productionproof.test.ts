import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

import { EXIT_CODES } from "../../policies/src/cli/exit-code.ts";
import { programFolder } from "../program-folder.ts";

const COMMAND = fileURLToPath(new URL("../../policies/src/cli/main.mjs", import.meta.url));
const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a shell would. */
function productionproof(args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=productionproof-source", COMMAND, ...args],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return { code: status, stdout, stderr };
}

const preview = (...args: readonly string[]) => productionproof(["preview", ...args]);

describe("productionproof", () => {
  it("shows help", () => {
    const { code, stdout } = productionproof(["preview", "--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /Usage: productionproof preview \[options\] \[directory\]/);
    const codes = [...stdout.matchAll(/^ {2}(\d+) {2}\S/gm)].map(([, code]) => Number(code));
    assert.deepEqual(codes, Object.values(EXIT_CODES));
    assert.match(stdout, /Examples:\n {2}\$ productionproof preview\n/);
  });

  it("exits without an error and with its own exit code if the reader closes the pipe", async () => {
    const child = spawn(
      process.execPath,
      ["--conditions=productionproof-source", COMMAND, "preview", "--no-such"],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    child.stdout.destroy();
    child.stderr.destroy();
    assert.deepEqual(await once(child, "exit"), [2, null]);
  });

  it("writes a diagram of the IP addresses of a program's cluster", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "capacity-"));
    try {
      const file = path.join(directory, "capacity.svg");
      const { code } = preview(`${PROGRAMS}article-cluster`, "--capacity-svg", file);
      assert.equal(code, 0);
      assert.match(readFileSync(file, "utf8"), /<svg .*fits at most 630 pods.*eu-west-1a/s);
      const without = preview(`${PROGRAMS}ordinary-workloads`, "--capacity-svg", file);
      assert.equal(without.code, 2);
      assert.match(without.stderr, /the program creates no cluster whose IP addresses are known\n$/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  for (const [mistake, args, message] of [
    ["an unknown command", ["previw"], /^error: unknown command 'previw'\n\(Did you mean preview\?\)/],
    [
      "an unknown option",
      ["preview", "--stak", "dev"],
      /^error: unknown option '--stak'\n\(Did you mean --stack\?\)/,
    ],
    ["an unknown preset", ["preview", "--preset", "lax"], /Allowed choices are audit, baseline, strict\./],
    [
      "a folder that isn't a project",
      ["preview", tmpdir()],
      /is not a Pulumi project: it has no Pulumi\.yaml/,
    ],
    [
      "an unknown stack",
      ["preview", `${PROGRAMS}throws`, "--stack", "bugs"],
      /^there is no stack "bugs" \(did you mean "bug"\?\); .*throws has: bug, settings$/m,
    ],
    [
      "a missing policy config",
      ["preview", `${PROGRAMS}commonjs`, "--policy-pack-config", "missing.json"],
      /^missing\.json: no such file$/m,
    ],
  ] as const) {
    it(`exits with 2 and no stack trace for ${mistake}`, () => {
      const { code, stdout, stderr } = productionproof(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^ {4}at /m);
    });
  }

  it("exits with 2 if the program rejects its settings and with 3 if it fails, with the program's own message", () => {
    const settings = preview(`${PROGRAMS}throws`, "--stack", "settings");
    assert.equal(settings.code, 2);
    assert.match(settings.stderr, /^Pulumi\.settings\.yaml: throws:size is missing$/m);
    assert.doesNotMatch(settings.stderr, /^ {4}at /m);
    const bug = preview(`${PROGRAMS}throws`, "--stack", "bug");
    assert.equal(bug.code, 3);
    assert.match(bug.stderr, /TypeError: Cannot read properties of undefined \(reading 'small'\)/);
    assert.ok(!bug.stderr.includes("\u001b"), "no colors without a terminal");
  });

  it("exits with 2 if the program has no Pulumi SDK, and waits for nothing", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "no-sdk-"));
    try {
      writeFileSync(path.join(directory, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
      const { code, stderr } = preview(directory);
      assert.match(stderr, /@pulumi\/pulumi is not installed for the program in .*; run npm install there/);
      assert.equal(code, 2);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("runs compiled on the machine's own Node, 20 or later", () => {
    const dist = fileURLToPath(new URL("../../policies/dist/cli/main.mjs", import.meta.url));
    const paths = (process.env["PATH"] ?? "").split(path.delimiter);
    const PATH = paths.filter((folder) => !folder.includes("node_modules")).join(path.delimiter);
    const { status, stdout } = spawnSync("node", [dist, "preview", `${PROGRAMS}commonjs`], {
      encoding: "utf8",
      env: { ...process.env, PATH },
    });
    assert.match(stdout, /1 mandatory finding, 0 advisory: pulumi up would be stopped\.\n$/);
    assert.equal(status, 1);
  });

  describe("for a program that requests more than the offline engine can provide", () => {
    let folder: string;
    const program = (source: string, stack = "config: {}\n"): Outcome => {
      writeFileSync(path.join(folder, "index.js"), source);
      writeFileSync(path.join(folder, "Pulumi.dev.yaml"), stack);
      return productionproof(["preview", folder], { AWS_REGION: "", AWS_DEFAULT_REGION: "" });
    };
    const create = (): void => {
      folder = programFolder("tmp");
    };
    const remove = (): void => {
      rmSync(folder, { recursive: true });
    };

    describe("in many ways, all of which it lists", () => {
      let result: Outcome;
      let args: readonly string[];
      before(() => {
        create();
        result = program(
          `const aws = require("@pulumi/aws");
          const eks = require("@pulumi/eks");
          const k = require("@pulumi/kubernetes");
          const p = require("@pulumi/pulumi");
          const dns = new k.helm.v3.Chart("dns", { chart: "coredns" });
          exports.ip = dns.getResourceProperty("v1/Service", "dns", "status").apply((status) => status.loadBalancer.ingress[0].ip);
          new k.helm.v3.Chart("queue", { path: "queue", values: { id: new k.core.v1.Namespace("n").id } });
          new k.kustomize.Directory("all", { directory: "https://github.com/org/all" });
          new p.ComponentResource("shop:index:All", "all", {}, {}, true);
          exports.vpc = new p.StackReference("org/network/prod").getOutput("vpc");
          exports.config = new eks.Cluster("c").getKubeconfig().result;
          const fs = require("fs");
          if (process.platform === "linux") fs.writeFileSync("cmdline", fs.readFileSync("/proc/self/cmdline"));`,
          "environment: [base]\n",
        );
        args = existsSync(path.join(folder, "cmdline"))
          ? readFileSync(path.join(folder, "cmdline"), "utf8").split("\0")
          : [];
        remove();
      });

      for (const [what, blindSpot] of [
        [
          "a Helm chart that would be downloaded, whose objects are not missing to getResource",
          "dns (Helm chart): its objects were not judged: it would be downloaded; a copy in a folder, as helm pull --untar makes it, is rendered",
        ],
        [
          "a Helm chart with unknown values",
          "queue (Helm chart): its objects were not judged: values.id not known before pulumi up",
        ],
        [
          "a kustomization that would be downloaded",
          "https://github.com/org/all (Kustomize): its objects were not judged: it would be downloaded; a folder is built",
        ],
        [
          "a component that a plugin creates",
          "all (shop:index:All): its children are created by a plugin and were not judged",
        ],
        [
          "outputs of another stack",
          'org/network/prod (pulumi:pulumi:StackReference): its outputs are not known offline; to answer them, add to "lookups" in productionproof.json: {"token":"pulumi:pulumi:StackReference","args":{"name":"org/network/prod"},"result":{}}',
        ],
        [
          "a method of a component that a plugin creates",
          'eks:index:Cluster/getKubeconfig: the result of this method is not known offline; to answer it, add to "lookups" in productionproof.json: {"token":"eks:index:Cluster/getKubeconfig","result":{"result":"…"}}',
        ],
        ["configuration from Pulumi ESC", "environment: its values are not known offline"],
      ] as const) {
        it(what, () => {
          const [, list = ""] = result.stdout.split("Not seen offline\n");
          assert.ok(list.includes(`  ${blindSpot}\n`), result.stdout);
        });
      }

      it("is started without the engine's address in its arguments, which other users can read", () => {
        // Linux shows the arguments that a process is started with; elsewhere, there is nothing to compare.
        if (process.platform !== "linux") return;
        assert.ok(args.includes("--dry-run"));
        assert.deepEqual(
          args.filter((arg) => /monitor|engine|unix:|127\.0\.0\.1/.test(arg)),
          [],
        );
      });
    });

    describe("or fails", () => {
      beforeEach(create);
      afterEach(remove);

      it("states in one line what it rejected", () => {
        const aws = 'const aws = require("@pulumi/aws");';
        for (const [source, message] of [
          [
            `${aws} new aws.s3.Bucket("b"); new aws.s3.Bucket("b");`,
            "Duplicate resource URN 'urn:pulumi:dev::tmp::aws:s3/bucket:Bucket::b'; try giving it a unique name",
          ],
          [
            `${aws} exports.zones = aws.getAvailabilityZones();`,
            "the AWS Region is not known; set aws:region in the stack file, or AWS_REGION",
          ],
        ] as const) {
          const { code, stderr } = program(source);
          assert.equal(code, 3);
          // In between, Node may warn about promises that the SDK handles late.
          assert.ok(stderr.endsWith(`\n${message}\n`), stderr);
          assert.doesNotMatch(stderr, /^ {4}at /m);
        }
      });

      it("states what was unknown to a program that fails after using it, and not to others", () => {
        const aws = 'const aws = require("@pulumi/aws"); aws.getCallerIdentity().then((me) => {';
        const { code, stderr } = program(
          `${aws} if (me.accountId.length !== 12) throw new Error("bad"); });`,
        );
        assert.equal(code, 3);
        assert.match(
          stderr,
          /^Error: bad$[^]*^aws:index\/getCallerIdentity:getCallerIdentity: accountId, .* not known offline, and the program's own code depends on accountId\.length; to answer it, add to "lookups" in productionproof\.json: \{"token":/m,
        );
        const other = program(`${aws} throw new Error("bad"); });`);
        assert.doesNotMatch(other.stderr, /not known offline/);
      });

      it("takes what plain code makes of unknown answers as unknown, and names each lookup with an entry that answers it", () => {
        const { code, stdout } = program(`
          const aws = require("@pulumi/aws");
          const pulumi = require("@pulumi/pulumi");
          module.exports = (async () => {
            const { accountId } = await aws.getCallerIdentity();
            const { ids } = await aws.ec2.getSubnets({ filters: [{ name: "tag:for", values: ["nodes"] }] });
            const subnets = await Promise.all(ids.map((id) => aws.ec2.getSubnet({ id })));
            if (ids.length > 2) new aws.s3.Bucket("many");
            for (const id of ids) new aws.ec2.Tag("of-" + id, { resourceId: id, key: "a", value: "b" });
            new aws.eks.AccessEntry("admin", { clusterName: "c", principalArn: \`arn:aws:iam::\${accountId}:role/a\` });
            new aws.ec2.Subnet("s", { vpcId: ids[0], cidrBlock: subnets[0].cidrBlock, tags: { "kubernetes.io/cluster/c": "shared" } });
            aws.ec2.getInstanceTypeOutput({ instanceType: pulumi.secret("hush") }).apply(() => { throw new Error("ran"); });
          })();`);
        assert.equal(code, 0);
        assert.doesNotMatch(stdout, /object Object|04da6b54|hush|ran/);
        for (const line of [
          /cidrBlock of Subnet s: not known/,
          /principalArn of AccessEntry admin: not known/,
          /getSubnets: id, ids not known offline, and the program's own code depends on ids, ids\.length, ids\[0\]; to answer it, add to "lookups" in productionproof\.json: \{"token":"aws:ec2\/getSubnets:getSubnets","args":\{"filters":\[\{"name":"tag:for","values":\["nodes"\]\}\]\},"result":\{"id":"…","ids":"…"\}\}/,
          /getInstanceType: its answer not known offline; to answer it, add .*: \{"token":"aws:ec2\/getInstanceType:getInstanceType","result":\{\}\}/,
        ]) {
          assert.match(stdout, line);
        }
      });

      it("states what encrypted values were replaced with if the program fails", () => {
        const { code, stderr } = program(
          'const p = require("@pulumi/pulumi"); new p.Config().requireSecretNumber("size");',
          "config:\n  tmp:size:\n    secure: AAABAA\n",
        );
        assert.equal(code, 2);
        assert.match(stderr, /^The program got "\[secret\]" for tmp:size\.$/m);
      });

      it("ends the program when it is terminated itself", async () => {
        writeFileSync(
          path.join(folder, "index.js"),
          // If nothing terminates it, it exits after the test, which removes its folder.
          `const { existsSync, writeFileSync } = require("fs");
          process.on("SIGTERM", () => { writeFileSync("ended", ""); process.exit(); });
          setInterval(() => { if (!existsSync(__filename)) process.kill(process.pid, "SIGKILL"); }, 100);
          writeFileSync("started", "");`,
        );
        const appears = (file: string): Promise<void> =>
          new Promise((resolve) => {
            const watcher = watch(folder, { persistent: false }, (_, changed) => {
              if (changed !== file) return;
              watcher.close();
              resolve();
            });
          });
        const [started, ended] = [appears("started"), appears("ended")];
        const command = spawn(process.execPath, [
          "--conditions=productionproof-source",
          COMMAND,
          "preview",
          folder,
        ]);
        await started;
        command.kill("SIGTERM");
        const [code] = (await once(command, "exit")) as [number];
        assert.equal(code, 143);
        await ended;
      });
    });
  });

  describe("for a program in plain CommonJS", () => {
    let result: Outcome;
    before(() => {
      result = preview(`${PROGRAMS}commonjs`);
    });

    it("shows every finding, and exits with 1", () => {
      assert.equal(result.code, 1);
      assert.equal(
        result.stdout,
        `batch/dev: 4 resources (--tree lists them)

Findings
  ✗ mandatory  job-deadline  high  kubernetes:batch/v1:CronJobList  nightly  items[1].spec.jobTemplate.spec.activeDeadlineSeconds
    no deadline, so a run that hangs keeps its pods and their IPs; set 120 to 3600 seconds
    Fix: Set activeDeadlineSeconds in the Job's spec (in a CronJob: spec.jobTemplate.spec) to the time that the slowest successful run needs, with room for retries: the deadline counts from the Job's start and includes all of them. For work that takes longer than the rule's option \`max\`, raise the option.
  Why, and code that passes: docs/rules/<rule>.md in the package productionproof-eks-policies

1 mandatory finding, 0 advisory: pulumi up would be stopped.
`,
      );
    });

    it("passes on the program's output and prints no secrets", () => {
      assert.equal(result.stderr, "Running the program…\nnightly jobs are set up\n");
      assert.doesNotMatch(result.stdout + result.stderr, /hunter2/);
    });

    it("prints a single JSON document with --json, without inputs", () => {
      const { code, stdout } = preview(`${PROGRAMS}commonjs`, "--json");
      const document = JSON.parse(stdout) as { summary: unknown; findings: { rule: string }[] };
      assert.equal(code, 1);
      assert.deepEqual(document.summary, {
        resources: 4,
        mandatory: 1,
        advisory: 0,
        notJudged: 0,
        notSeen: 0,
      });
      assert.deepEqual(
        document.findings.map(({ rule }) => rule),
        ["job-deadline"],
      );
      assert.doesNotMatch(stdout, /hunter2|registry\.example\.com/);
    });

    it("exits with 0 if nothing blocks, lists the resources with --tree, and colors them if colors are forced", () => {
      const { code, stdout } = productionproof(
        ["preview", `${PROGRAMS}commonjs`, "--preset", "audit", "--tree"],
        { FORCE_COLOR: "1", NO_COLOR: undefined },
      );
      assert.equal(code, 0);
      assert.ok(stdout.includes("\u001b[33m"));
      const plain = stripVTControlCharacters(stdout);
      assert.ok(
        plain.startsWith(`batch/dev: 4 resources

pulumi:pulumi:Stack  batch-dev
├─ batch:jobs:Nightly  nightly
│  └─ kubernetes:batch/v1:CronJobList  nightly
└─ pulumi:providers:kubernetes  cluster

Findings
`),
        plain,
      );
      assert.match(plain, /^No mandatory findings, 1 advisory\.$/m);
    });

    it("reports what to do before an upgrade, and rejects what is not a version", () => {
      const { code, stdout } = preview(`${PROGRAMS}commonjs`, "--target-version", "1.37");
      assert.equal(code, 1);
      assert.match(stdout, /\nBefore 1\.37\n {2}Control plane\n {4}standard support of 1\.37 ends on /);
      assert.match(stdout, /\n1 mandatory finding, 0 advisory: /);
      const wrong = preview(`${PROGRAMS}commonjs`, "--target-version", "v1.37");
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /Expected a Kubernetes version such as 1\.37\./);
    });
  });

  describe("finds the policy config next to the stack file", () => {
    let folder: string;
    const withConfig = (config: string): Outcome => {
      writeFileSync(path.join(folder, "policy.dev.json"), config);
      return preview(folder);
    };
    beforeEach(() => {
      folder = programFolder("tmp");
      writeFileSync(
        path.join(folder, "index.js"),
        'const k = require("@pulumi/kubernetes"); new k.batch.v1.Job("j", { spec: { backoffLimit: 1, activeDeadlineSeconds: 7200, ttlSecondsAfterFinished: 600, podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] }, template: { spec: { priorityClassName: "batch", restartPolicy: "Never" } } } });',
      );
      writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "config: {}\n");
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("and applies it, and writes nothing into the project", () => {
      mkdirSync(path.join(folder, "empty"));
      const before = readdirSync(folder, { recursive: true }).sort();
      assert.equal(withConfig('{ "job-deadline": { "max": 7200 } }').stdout.includes("No findings."), true);
      assert.deepEqual(
        readdirSync(folder, { recursive: true }).sort(),
        [...before, "policy.dev.json"].sort(),
      );
      assert.equal(withConfig('{ "job-deadline": { "advisory": [] } }').code, 1);
    });

    it("and rejects an invalid one with file and key", () => {
      const wrong = withConfig('{ "job-deadlin": "advisory", "job-deadline": { "max": "1h" } }');
      assert.equal(wrong.code, 2);
      assert.match(
        wrong.stderr,
        /policy\.dev\.json: "job-deadlin" is not a policy of this pack \(did you mean "job-deadline"\?\)\n.*policy\.dev\.json: job-deadline\.max is "1h"; expected a whole number from 1 to 31536000\n/,
      );
    });

    it("and answers stack references, methods and the functions of every package by the entries that it prints", () => {
      writeFileSync(
        path.join(folder, "index.js"),
        `const p = require("@pulumi/pulumi");
        const aws = require("@pulumi/aws");
        const eks = require("@pulumi/eks");
        const show = (name, value) => p.output(value).apply((known) => console.log(name + "=" + JSON.stringify(known)));
        show("reference", new p.StackReference("org/network/prod").getOutput("result"));
        show("aws", aws.ec2.getInstanceTypeOutput({ instanceType: "m7i.large" }).apply(({ result }) => result));
        show("method", new eks.Cluster("c", { subnetIds: ["a", "b"] }).getKubeconfig().result);
        for (const token of ["eks:index:getThing", "awsx:index:getThing", "random:index/getThing:getThing", "shop:index:getTeam"])
          show(token, p.output(p.runtime.invoke(token, { name: "a" })).apply(({ result }) => result));`,
      );
      const entries = (stdout: string): Record<string, unknown>[] =>
        [...stdout.matchAll(/productionproof\.json: (\{.*\})$/gm)].map(
          ([, entry = ""]) => JSON.parse(entry) as Record<string, unknown>,
        );
      const unanswered = preview(folder);
      assert.doesNotMatch(unanswered.stderr, /=/);
      const lookups = entries(unanswered.stdout).map((entry, index) => ({
        ...entry,
        result: { result: index },
      }));
      assert.equal(lookups.length, 7);
      assert.match(unanswered.stdout, /"args":\{"instanceType":"m7i\.large"\}/);
      writeFileSync(path.join(folder, "productionproof.json"), JSON.stringify({ lookups }));
      const answered = preview(folder);
      assert.deepEqual(entries(answered.stdout), []);
      assert.equal(answered.stderr.match(/^[^=\n]+=\d$/gm)?.length, 7, answered.stderr);
    });

    it("and names a lookup whose argument is another one's answer along with that one", () => {
      writeFileSync(
        path.join(folder, "index.js"),
        `const aws = require("@pulumi/aws");
        aws.ec2.getSubnets({}).then(({ ids }) => Promise.all(ids.map((id) => aws.ec2.getSubnet({ id }))));`,
      );
      assert.match(
        preview(folder).stdout,
        /getSubnet: id, .*, cidrBlock, .* not known offline; .*: \{"token":"aws:ec2\/getSubnet:getSubnet","result":\{"id":"…"/,
      );
    });
  });
});
