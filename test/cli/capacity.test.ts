import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { findInstanceType } from "productionproof-eks-policies/facts";

import {
  cronJobFlag,
  nodesFlag,
  planOfFlags,
  subnetPrefixLengths,
  vpcPrefixLength,
} from "../../policies/src/cli/capacity-flags.ts";
import { wholeNumber } from "../../policies/src/cli/whole-number.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function capacity(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=productionproof-source", `${ROOT}policies/src/cli/main.mjs`, "capacity", ...args],
    { encoding: "utf8", cwd: ROOT },
  );
  return { code: status, stdout, stderr };
}

const ARTICLE = ["--subnets", "/24", "--nodes", "m5.xlarge=15"];

describe("productionproof capacity", () => {
  it("exits with 1 if there are too few addresses, and states what would be enough", () => {
    const { code, stdout } = capacity(...ARTICLE);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /✗ Addresses: fits at most 672 pods; your node groups can run 840; a \/22 in each zone fits\.\n$/,
    );
  });

  it("exits with 1 if there are too few cooling addresses only", () => {
    const { code, stdout } = capacity(
      "--subnets",
      "/22",
      "--nodes",
      "m5.xlarge=15",
      "--cron-job",
      "* * * * * = 20x30",
    );
    assert.equal(code, 1);
    assert.match(stdout, /✓ Addresses: .*\n✗ Cooling addresses of m5\.xlarge: each node needs 3 free; /);
  });

  it("counts how long the pods of CronJobs run", () => {
    const { stdout } = capacity(
      ...ARTICLE,
      "--cron-job",
      "* * * * * = 20x90",
      "--cron-job",
      "*/2 * * * * = 4x30",
    );
    assert.match(stdout, /their pods hold 42 on average, and 44 at most\./);
  });

  it("exits with 0 if there are enough, as in the program's own stacks", () => {
    for (const stack of ["dev", "prod"]) {
      const { code, stdout } = capacity("--stack-file", `stacks/Pulumi.${stack}.yaml`);
      assert.equal(code, 0, stdout);
      assert.doesNotMatch(stdout, /✗/);
    }
  });

  it("reports an unknown instance type in a stack file, but counts it anyway", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "productionproof-"));
    try {
      const file = path.join(folder, "Pulumi.test.yaml");
      const stack = readFileSync(`${ROOT}stacks/Pulumi.dev.yaml`, "utf8");
      writeFileSync(file, stack.replace("m7i.large", "m7i.lagre"));
      const { code, stdout } = capacity("--stack-file", file);
      assert.equal(code, 0);
      assert.match(stdout, /^! general: m7i\.lagre is not in the table \(did you mean "m7i\.large"\?\), /m);
      const { notes } = JSON.parse(capacity("--stack-file", file, "--json").stdout) as { notes: string[] };
      assert.match(notes.join("\n"), /^general: m7i\.lagre [^\n]*$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("prints JSON and writes a diagram", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "productionproof-"));
    try {
      const svg = path.join(folder, "capacity.svg");
      const { stdout } = capacity(...ARTICLE, "--json", "--svg", svg);
      assert.equal((JSON.parse(stdout) as { podsAsked: number }).podsAsked, 840);
      assert.match(readFileSync(svg, "utf8"), /^<svg .*<\/svg>\n$/s);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const [mistake, args, message] of [
    ["no nodes", ["--subnets", "/24"], /^no nodes are set; use --nodes <type>=<count> or --stack-file$/m],
    [
      "no subnets",
      ["--nodes", "m5.xlarge=3"],
      /^no subnets are set; use --subnets, or --vpc for equal subnets$/m,
    ],
    [
      "an unknown type",
      ["--subnets", "/24", "--nodes", "m5.xlrge=3"],
      /m5\.xlrge is not in the table \(did you mean "m5\.xlarge"\?\); instance types: data from 2/,
    ],
    [
      "two subnets for three zones",
      ["--subnets", "/24,/23", "--nodes", "m5.xlarge=3"],
      /^--subnets has 2 prefix lengths; expected one for all zones, or one for each of 3$/m,
    ],
    [
      "a VPC that is too small",
      ["--vpc", "/27", "--nodes", "m5.xlarge=3"],
      /^--vpc is \/27; expected \/26 or larger for 3 zones$/m,
    ],
    [
      "more pods than addresses",
      [...ARTICLE, "--max-pods", "110"],
      /^--max-pods is 110; expected 58 or less: m5\.xlarge has no addresses for more$/m,
    ],
    [
      "both a stack file and flags",
      ["--stack-file", "stacks/Pulumi.prod.yaml", "--zones", "2"],
      /option '--stack-file <file>' cannot be used with option '--zones <count>'/,
    ],
    [
      "both a VPC and subnets",
      [...ARTICLE, "--vpc", "/16"],
      /option '--vpc <block>' cannot be used with option '--subnets <prefixes>'/,
    ],
    [
      "both a stack file and a trunk",
      ["--stack-file", "stacks/Pulumi.prod.yaml", "--pod-eni"],
      /option '--stack-file <file>' cannot be used with option '--pod-eni'/,
    ],
    ["a missing stack file", ["--stack-file", "Pulumi.nope.yaml"], /^Pulumi\.nope\.yaml: no such file$/m],
    [
      "a diagram that can't be written",
      [...ARTICLE, "--svg", "/nowhere/a.svg"],
      /^--svg \/nowhere\/a\.svg: can't be written$/m,
    ],
    [
      "no CronJob",
      [...ARTICLE, "--cron-job", "* * * * ="],
      /Expected "<schedule> \[<time zone>\] = <pods>x<seconds>"/,
    ],
  ] as const) {
    it(`exits with 2 and no stack trace for ${mistake}`, () => {
      const { code, stdout, stderr } = capacity(...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^ {4}at /m);
    });
  }
});

describe("flags of productionproof capacity", () => {
  it("accept numbers, prefix lengths and CIDR blocks", () => {
    assert.equal(wholeNumber(0, 99)("99"), 99);
    for (const text of ["100", "-1", "1.5", "", "x", "1e1"])
      assert.throws(() => wholeNumber(0, 99)(text), text);
    assert.deepEqual([vpcPrefixLength("10.0.0.0/16"), vpcPrefixLength("/20")], [16, 20]);
    for (const text of ["10.0.0.1/16", "/15", "/29", "16"]) assert.throws(() => vpcPrefixLength(text), text);
    assert.deepEqual(subnetPrefixLengths("/24, 24,/23"), [24, 24, 23]);
    for (const text of ["", "/24,", "/29", "24-23"]) assert.throws(() => subnetPrefixLengths(text), text);
  });

  it("accept nodes repeatedly", () => {
    const instanceType = findInstanceType("m5.xlarge");
    const both = nodesFlag("m5.xlarge=3-15", nodesFlag("m5.xlarge=2"));
    assert.deepEqual(both, [
      { instanceType, minNodes: 2, maxNodes: 2 },
      { instanceType, minNodes: 3, maxNodes: 15 },
    ]);
    for (const text of [
      "m5.xlarge",
      "m5.xlarge=",
      "m5.xlarge=5-3",
      "m5.xlarge=0",
      "=3",
      "m5.xlarge=100001",
    ]) {
      assert.throws(() => nodesFlag(text), text);
    }
  });

  it("accept CronJobs with time zones, macros and intervals", () => {
    const load = (text: string) => cronJobFlag(text)[0] ?? assert.fail();
    const { timeZone, pods, durationSeconds } = load("1,31 * * * *  Europe/Berlin = 20 x 30");
    assert.deepEqual([timeZone, pods, durationSeconds], ["Europe/Berlin", 20, 30]);
    assert.equal(load("@daily Europe/Berlin=5x600").pods, 5);
    assert.deepEqual(load("@every 90s = 1x1").schedule, { kind: "interval", seconds: 90 });
    for (const text of [
      "* * * * * 20x30",
      "* * * * = 1x1",
      "* * * * * Mars/X = 1x1",
      "@every = 1x1",
      "= 1x1",
    ]) {
      assert.throws(() => cronJobFlag(text), text);
    }
  });

  it("form a plan", () => {
    const flags = { zones: 2, otherAddresses: 16, headroom: 10, nodes: nodesFlag("m5.large=4") };
    const { zones, nodeGroups, headroomPercent } = planOfFlags({
      ...flags,
      vpc: 20,
      podSubnets: [22, 21],
      prefixDelegation: true,
      warmPrefixTarget: 2,
      maxEni: 2,
    });
    assert.deepEqual(zones, [
      { name: "zone 1", nodeSubnetPrefixLength: 22, podSubnetPrefixLength: 22, otherAddresses: 16 },
      { name: "zone 2", nodeSubnetPrefixLength: 22, podSubnetPrefixLength: 21, otherAddresses: 16 },
    ]);
    assert.equal(headroomPercent, 10);
    const [group] = nodeGroups;
    assert.deepEqual(group?.pool.cni, { prefixDelegation: true, customNetworking: true, maxEni: 2 });
    assert.deepEqual(group.pool.targets, { warmPrefixTarget: 2 });
    // One interface is left for pods: 9 × 16 + 2, of which EKS recommends 110.
    assert.equal(group.pool.maxPods, 110);
  });

  it("form a plan with a trunk interface: maxPods is the value that EKS sets, or a given one that fits", () => {
    const flags = { subnets: [24], zones: 3, otherAddresses: 0, headroom: 20, podEni: true } as const;
    const plan = (type: string, maxPods?: number) =>
      planOfFlags({ ...flags, nodes: nodesFlag(`${type}=3`), ...(maxPods === undefined ? {} : { maxPods }) })
        .nodeGroups[0]?.pool;
    assert.equal(plan("m7i-flex.large")?.cni.podEni, true);
    assert.equal(plan("m7i-flex.large")?.maxPods, 29);
    assert.equal(plan("m7i-flex.large", 23)?.maxPods, 23);
    assert.throws(() => plan("m7i-flex.large", 24), /--max-pods is 24; expected 23 or less/);
    // 7 × 29 addresses and 54 branches.
    assert.equal(plan("m5.4xlarge", 259)?.maxPods, 259);
  });
});
