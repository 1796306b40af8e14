import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";

import { preview } from "../../policies/src/run/preview.ts";
import { destructiveChanges } from "../../policies/src/sources/changes.ts";
import { sample } from "../sample.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import { changesOf, operationsOf, reportsOf } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";
import type { EngineOutcome } from "./harness/engine-run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STACKS = readdirSync(`${ROOT}stacks`).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
const PACK = path.join(ROOT, "policies");
const EXECUTABLE = path.join(PACK, "executable.cjs");
const STRICT_PACK = path.join(ROOT, "test/fixtures/packs/strict");

/** Add-ons that nodes wait for; all others wait for nodes. */
const NODE_ADDONS = /^(vpc-cni|kube-proxy|eks-pod-identity-agent)$/;
const WORKLOAD_ADDONS = /^(?!vpc-cni$|kube-proxy$|eks-pod-identity-agent$)/;

/** A pool whose nodes have too few network interfaces to keep addresses free with the number of pods that EKS sets. */
const SMALL_JOBS = `\
    small-jobs:
      instanceTypes: [m7g.medium]
      operatingSystem: BOTTLEROCKET
      minSize: 0
      maxSize: 10
      coolingAddressesPerNode: 16
`;

/** Common changes to a stack's file, and the only resources that they can affect. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  dev: [
    {
      what: "version of Kubernetes",
      from: 'version: "1.36"',
      to: 'version: "1.37"',
      changed: [
        "aws:eks/cluster:Cluster platform-dev-eksCluster",
        "aws:eks/nodeGroup:NodeGroup platform-dev-general",
      ],
    },
    {
      what: "size of a pool",
      from: "maxSize: 6",
      to: "maxSize: 8",
      changed: ["aws:eks/nodeGroup:NodeGroup platform-dev-general"],
    },
    {
      what: "block that may reach the endpoint",
      from: "[203.0.113.0/24]",
      to: "[203.0.113.0/24, 198.51.100.0/24]",
      changed: ["aws:eks/cluster:Cluster platform-dev-eksCluster"],
    },
    {
      what: "version of an add-on",
      from: "  productionproof-eks:nodePools:",
      to: "  productionproof-eks:addons: { versions: { coredns: v1.14.2-eksbuild.4 } }\n  productionproof-eks:nodePools:",
      changed: ["aws:eks/addon:Addon coredns"],
    },
    {
      what: "size of volumes",
      from: "maxSize: 6",
      to: "maxSize: 6\n      diskGiB: 100",
      changed: [
        "aws:ec2/launchTemplate:LaunchTemplate platform-dev-general",
        "aws:eks/nodeGroup:NodeGroup platform-dev-general",
      ],
    },
  ],
};

/** The reports of the offline preview about changes to a running stack. */
const AGAINST_STATE: Readonly<Record<string, readonly ChangeAgainstState[]>> = {
  prod: [
    { what: "nothing", from: "", to: "", lost: [] },
    {
      what: "larger subnets for nodes",
      from: "availabilityZoneIds:",
      to: "nodeSubnetPrefixLength: 18\n    availabilityZoneIds:",
      lost: [
        ...["az1", "az2", "az3"].map((zone) => `replace platform-prod-nodes-euw1-${zone} cidrBlock`),
        ...["databases-euw1-az1", "general", "jobs", "system"].map(
          (pool) => `replace platform-prod-${pool} subnetIds`,
        ),
      ],
    },
    {
      what: "a pool less",
      from: /\n {4}# Runs the CronJobs.*coolingAddressesPerNode: 16/s,
      to: "",
      lost: ["delete platform-prod-jobs "],
    },
    {
      what: "another zone",
      from: "euw1-az3]",
      to: "euw1-az3, euw1-az4]",
      // EKS can't change the subnets of a node group.
      lost: ["general", "jobs", "system"].map((pool) => `replace platform-prod-${pool} subnetIds`),
      kept: /-(nodes|public|control-plane)-|Cluster/,
    },
    {
      what: "a minimum above the present size of a pool",
      from: "minSize: 3\n      maxSize: 30",
      to: "minSize: 5\n      maxSize: 30",
      lost: [],
      says: ["productionproof-eks:nodePools.general.minSize is 5: its 3 nodes become 5"],
    },
    { what: "larger volumes", from: "maxSize: 30", to: "maxSize: 30\n      diskGiB: 100", lost: [] },
  ],
};

interface ChangeAgainstState {
  readonly what: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** The operation, name and properties of resources that would be lost; there can be others. */
  readonly lost: readonly string[];
  /** What isn't lost. @defaultValue nothing */
  readonly kept?: RegExp;
  /** The program's notes. @defaultValue none */
  readonly says?: readonly string[];
}

interface Change {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly changed: readonly string[];
}

for (const stack of sample(STACKS, STACKS.length)) {
  describeEngine(`the ${stack} stack, with the real engine`, () => {
    const config = `stacks/policy.${stack}.json`;
    const packs = {
      stack,
      policyPacks: ["policies", EXECUTABLE, STRICT_PACK],
      policyPackConfigs: [config, config, config],
    };
    let project: EngineProject;
    let up: EngineOutcome;

    before(async () => {
      project = new EngineProject(ROOT);
      up = await project.up(packs);
    });
    after(() => {
      project.remove();
    });

    it("comes up with no finding under the default preset and under strict", () => {
      assert.equal(up.code, 0, up.output);
      assert.deepEqual(reportsOf(up), []);
      assert.deepEqual(Object.keys(changesOf(up)), ["create"]);
      for (const pack of ["productionproof-eks@", "acme-strict@"])
        assert.ok(up.output.includes(`✅ ${pack}`));
    });

    it("creates nothing before its dependencies", () => {
      const created = operationsOf(up, "create");
      const find = (type: string, name: RegExp) =>
        created.filter(({ urn }) => urn.includes(`${type}::`) && name.test(urn.split("::").at(-1) ?? ""));
      assertInOrder([
        find("aws:cloudwatch/logGroup:LogGroup", /^platform-\w+$/),
        find("aws:eks/cluster:Cluster", /./),
        find("aws:eks/addon:Addon", NODE_ADDONS),
        find("aws:eks/nodeGroup:NodeGroup", /./),
        find("aws:eks/addon:Addon", WORKLOAD_ADDONS),
      ]);
    });

    it("has nothing to change in a second preview", async () => {
      const again = await project.preview(packs);
      assert.equal(again.code, 0, again.output);
      assert.deepEqual(changesOf(again), {});
      assert.deepEqual(reportsOf(again), []);
    });

    it("outputs the cluster's name, endpoint and subnets, a secret kubeconfig, and the lines that pin the versions chosen by EKS", () => {
      const { outputs } = stackOf(project.exportState(stack));
      assert.equal(outputs["clusterName"], `platform-${stack}`);
      assert.match(
        outputs["endpoint"] as string,
        /^https:\/\/[0-9A-F]+\.gr7\.eu-west-1\.eks\.amazonaws\.com$/,
      );
      assert.match(outputs["vpcId"] as string, /^vpc-/);
      assert.equal((outputs["nodeSubnetIds"] as readonly string[]).length, 3);
      assert.deepEqual(Object.keys(outputs["kubeconfig"] as object).includes("ciphertext"), true);
      const pins = parse(outputs["pins"] as string) as Readonly<
        Record<string, Readonly<Record<string, object>>>
      >;
      const addons = operationsOf(up, "create")
        .filter(({ urn }) => urn.includes("aws:eks/addon:Addon::"))
        .map(({ urn }) => urn.split("::").at(-1) ?? "");
      assert.deepEqual(
        Object.keys(pins["productionproof-eks:addons"]?.["versions"] ?? {}),
        addons.toSorted(),
      );
      const { config } = parse(readFileSync(`${ROOT}stacks/Pulumi.${stack}.yaml`, "utf8")) as {
        readonly config: Readonly<Record<string, object>>;
      };
      // Pulumi passes keys to a program in alphabetical order.
      const pools = Object.keys(config["productionproof-eks:nodePools"] ?? {}).sort();
      assert.deepEqual(Object.keys(pins["productionproof-eks:nodePools"] ?? {}), pools);
      assert.deepEqual(Object.keys(outputs["capacity"] as object), pools);
    });

    for (const { what, from, to, changed } of CHANGES[stack] ?? []) {
      it(`with another ${what} changes only the resources that depend on it`, async () => {
        const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
        const settings = readFileSync(file, "utf8");
        assert.ok(settings.includes(from), `${file} has no ${from}`);
        writeFileSync(file, settings.replace(from, to));
        try {
          const outcome = await project.preview(packs);
          assert.equal(outcome.code, 0, outcome.output);
          assert.deepEqual(Object.keys(changesOf(outcome)), ["update"]);
          // Components are excluded: they have inputs for policies to see, but exist only in Pulumi.
          const updated = operationsOf(outcome, "update")
            .map(({ urn }) => urn.split("::").slice(2).join(" ").split("$").at(-1) ?? "")
            .filter((resource) => resource.startsWith("aws:"));
          assert.deepEqual(updated.sort(), changed);
        } finally {
          writeFileSync(file, settings);
        }
      });
    }

    if (stack === "dev") {
      it("keeps the nodes that an autoscaler added, within the bounds of the settings", async () => {
        const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
        const settings = readFileSync(file, "utf8");
        const [group = assert.fail("no group")] = project.account.nodeGroups("platform-dev");
        const size = () => {
          const { minSize, maxSize, desiredSize } = project.account.scaling("platform-dev", group);
          return [minSize, maxSize, desiredSize];
        };
        project.account.scale("platform-dev", group, { minSize: 2, maxSize: 6, desiredSize: 4 });
        const upWith = async (pool: string): Promise<string> => {
          writeFileSync(file, settings.replace(/minSize: 2\n *maxSize: 6/, pool));
          const outcome = await project.up({ ...packs, policyPacks: [], policyPackConfigs: [] });
          assert.equal(outcome.code, 0, outcome.output);
          return outcome.output;
        };
        try {
          const unaffected = await upWith("minSize: 2\n      maxSize: 8\n      desiredSize: 3");
          assert.deepEqual(size(), [2, 8, 4]);
          assert.match(
            unaffected,
            /nodePools\.general\.desiredSize is 3 and has no effect: the pool exists, with 4 nodes; /,
          );
          assert.match(
            await upWith("minSize: 5\n      maxSize: 8"),
            /nodePools\.general\.minSize is 5: its 4 nodes become 5/,
          );
          assert.deepEqual(size(), [5, 8, 5]);
          assert.match(
            await upWith("minSize: 2\n      maxSize: 3"),
            /nodePools\.general\.maxSize is 3: its 5 nodes become 3\. EKS ends nodes at once, /,
          );
          assert.deepEqual(size(), [2, 3, 3]);
        } finally {
          await upWith("minSize: 2\n      maxSize: 6");
        }
      });
    }

    if (stack === "batch") {
      it("accepts a pool whose maxPods the plan decides, with a known AMI and user data", async () => {
        const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
        const settings = readFileSync(file, "utf8");
        writeFileSync(file, settings.replace("  productionproof-eks:addons:", `${SMALL_JOBS}$&`));
        try {
          const outcome = await project.preview(packs);
          assert.equal(outcome.code, 0, outcome.output);
          assert.deepEqual(reportsOf(outcome), []);
          const { imageId, userData } = plannedInputs(outcome, "LaunchTemplate::platform-batch-small-jobs");
          assert.equal(imageId, "ami-0123456789abcdef0");
          assert.match(Buffer.from(userData ?? "", "base64").toString(), /^max-pods = 82$/m);
        } finally {
          writeFileSync(file, settings);
        }
      });
    }

    for (const { what, from, to, lost, kept, says = [] } of AGAINST_STATE[stack] ?? []) {
      it(`is compared with its exported state offline, with ${what} changed`, async () => {
        const stateFile = path.join(project.directory, "stacks", "state.json");
        writeFileSync(stateFile, project.exportState(stack));
        const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
        const settings = readFileSync(file, "utf8");
        writeFileSync(file, settings.replace(from, to));
        try {
          const {
            changes = assert.fail("not compared"),
            capacity,
            diagnostics,
          } = await preview({
            directory: project.directory,
            stack,
            stateFile,
          });
          const found = destructiveChanges(changes).map(
            ({ operation, urn, properties }) =>
              `${operation} ${urn.split("::").at(-1) ?? ""} ${properties.join(", ")}`,
          );
          assert.deepEqual(
            lost.filter((loss) => !found.includes(loss)),
            [],
          );
          assert.equal(found.length > 0, lost.length > 0, found.join("\n"));
          assert.deepEqual(
            diagnostics.map(({ message }) => message),
            says,
          );
          if (kept)
            assert.deepEqual(
              found.filter((loss) => kept.test(loss)),
              [],
            );
          if (to === "" && from === "") assert.deepEqual(changes.changes, []);
          assert.deepEqual(
            capacity.map(({ reasons }) => reasons),
            [undefined],
            "the addresses are counted as without a state",
          );
          // They contain the account, which is unknown offline.
          const notCompared = changes.notCompared.map(({ urn, property }) => [urn.split("::")[2], property]);
          assert.deepEqual(notCompared.map((one) => one.join(" ").replace(/^.*\$/, "")).sort(), [
            "aws:iam/role:Role assumeRolePolicy",
            "aws:iam/rolePolicy:RolePolicy policy",
            "aws:kms/key:Key policy",
          ]);
        } finally {
          writeFileSync(file, settings);
        }
      });
    }

    it("has no finding in its exported state", () => {
      const analysis = project.analyze({ ...packs, policyPacks: [PACK, EXECUTABLE, STRICT_PACK] });
      assert.equal(analysis.code, 0, analysis.output);
      assert.deepEqual(reportsOf(analysis), []);
    });

    it("is destroyed in reverse order, after its protection is removed as the README describes", async () => {
      const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
      const settings = readFileSync(file, "utf8");
      if (!settings.includes("deletionProtection: false")) {
        const refused = await project.destroy({ stack });
        assert.notEqual(refused.code, 0);
        const lost = operationsOf(refused, "delete").map(({ urn }) => urn.split("::").slice(2).join(" "));
        const replaceable =
          /:Access(Entry|PolicyAssociation) |pulumi:providers:|EncryptionByDefault |Addon (kube-state-metrics|prometheus-node-exporter|snapshot-controller)$/;
        for (const resource of lost) assert.match(resource, replaceable);
        assert.match(refused.output, /because it is protected/);

        writeFileSync(
          file,
          settings.replace(/(name: platform-\w+)\n/, "$1\n    deletionProtection: false\n"),
        );
        const lifted = await project.up(packs);
        assert.equal(lifted.code, 0, lifted.output);
      }
      const destroyed = await project.destroy({ stack });
      assert.equal(destroyed.code, 0, destroyed.output);
      const deleted = operationsOf(destroyed, "delete");
      const find = (type: string) => deleted.filter(({ urn }) => urn.includes(`${type}::`));
      const addons = (names: RegExp) =>
        find("aws:eks/addon:Addon").filter(({ urn }) => names.test(urn.split("::").at(-1) ?? ""));
      assertInOrder([
        addons(WORKLOAD_ADDONS),
        find("aws:eks/nodeGroup:NodeGroup"),
        addons(NODE_ADDONS),
        find("aws:eks/cluster:Cluster"),
        find("aws:ec2/vpc:Vpc"),
      ]);
    });
  });
}

/** A pool whose user data must include the cluster's service block. */
const OWN_AMI = `\
    own:
      instanceTypes: [m7g.large]
      operatingSystem: BOTTLEROCKET
      amiId: ami-0123456789abcdef0
      minSize: 0
      maxSize: 3
`;

describeEngine("a stack whose pods have IPv6 addresses, with the real engine", () => {
  const config = "stacks/policy.dev.json";
  const packs = {
    stack: "dev",
    policyPacks: [EXECUTABLE, STRICT_PACK],
    policyPackConfigs: [config, config],
  };
  let project: EngineProject;
  let file: string;
  let up: EngineOutcome;

  before(async () => {
    project = new EngineProject(ROOT);
    file = path.join(project.directory, "stacks", "Pulumi.dev.yaml");
    const settings = readFileSync(file, "utf8");
    writeFileSync(file, settings.replace("  productionproof-eks:network:\n", "$&    podAddressing: ipv6\n"));
    up = await project.up(packs);
  });
  after(() => {
    project.remove();
  });

  it("comes up with no finding", () => {
    assert.equal(up.code, 0, up.output);
    assert.deepEqual(reportsOf(up), []);
  });

  it("has a /64 of the VPC's block in each subnet", () => {
    const subnets = resourcesOf(project.exportState("dev")).filter(
      ({ type }) => type === "aws:ec2/subnet:Subnet",
    );
    const blocks = subnets.map(({ urn, inputs }) => [urn.split("::").at(-1), inputs["ipv6CidrBlock"]]);
    assert.deepEqual(Object.fromEntries(blocks), {
      "platform-dev-control-plane-euw1-az1": "2600:1f13:6c4:a701::/64",
      "platform-dev-control-plane-euw1-az2": "2600:1f13:6c4:a705::/64",
      "platform-dev-control-plane-euw1-az3": "2600:1f13:6c4:a709::/64",
      "platform-dev-nodes-euw1-az1": "2600:1f13:6c4:a700::/64",
      "platform-dev-nodes-euw1-az2": "2600:1f13:6c4:a704::/64",
      "platform-dev-nodes-euw1-az3": "2600:1f13:6c4:a708::/64",
      "platform-dev-public-euw1-az1": "2600:1f13:6c4:a702::/64",
      "platform-dev-public-euw1-az2": "2600:1f13:6c4:a706::/64",
      "platform-dev-public-euw1-az3": "2600:1f13:6c4:a70a::/64",
    });
  });

  it("has nothing to change in a second preview", async () => {
    const again = await project.preview(packs);
    assert.equal(again.code, 0, again.output);
    assert.deepEqual(changesOf(again), {});
    assert.deepEqual(reportsOf(again), []);
  });

  it("tells nodes with a custom AMI the service address of DNS", async () => {
    const settings = readFileSync(file, "utf8");
    writeFileSync(file, settings.replace("  productionproof-eks:nodePools:\n", `$&${OWN_AMI}`));
    const outcome = await project.preview(packs);
    assert.equal(outcome.code, 0, outcome.output);
    assert.deepEqual(reportsOf(outcome), []);
    const { userData } = plannedInputs(outcome, "LaunchTemplate::platform-dev-own");
    assert.match(Buffer.from(userData ?? "", "base64").toString(), /^cluster-dns-ip = "fd12:3456:789a::a"$/m);
  });
});

describe("an add-on inside the cluster's component that waits for nodes", () => {
  it("waits for itself, which is why the program creates its add-ons outside it", async () => {
    const output: string[] = [];
    const directory = path.join(import.meta.dirname, "../fixtures/engine/deadlock");
    await assert.rejects(preview({ directory, onOutput: (text) => output.push(text) }));
    assert.match(
      output.join(""),
      /"coredns" \[aws:eks\/addon:Addon\] was waiting for the URNs of its dependencies/,
    );
  });
});

/** Returns the inputs of the resource that a run creates with this name. */
function plannedInputs({ events }: EngineOutcome, name: string): Readonly<Record<string, string>> {
  const planned = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.new ?? []);
  const resource = planned.find(({ urn }) => urn.endsWith(name)) ?? assert.fail(`no ${name}`);
  return resource.inputs as Readonly<Record<string, string>>;
}

/** Returns the stack resource in its exported state. */
function stackOf(state: string): StateResource {
  return resourcesOf(state).find(({ type }) => type === "pulumi:pulumi:Stack") ?? assert.fail("no stack");
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

function resourcesOf(state: string): readonly StateResource[] {
  const { deployment } = JSON.parse(state) as {
    readonly deployment: { readonly resources: readonly StateResource[] };
  };
  return deployment.resources;
}

/** Asserts that every operation of a group ended before any of the next group began. */
function assertInOrder(groups: readonly ReturnType<typeof operationsOf>[]): void {
  for (const [index, group] of groups.entries()) {
    assert.ok(group.length > 0, `group ${index} is empty`);
    for (const first of groups[index - 1] ?? []) {
      for (const second of group) {
        assert.ok(first.end < second.begin, `${first.urn} comes before ${second.urn}`);
      }
    }
  }
}
