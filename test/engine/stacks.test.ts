import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { preview } from "../../policies/src/preview/preview.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import { changesOf, operationsOf, reportsOf } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";
import type { EngineOutcome } from "./harness/engine-run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STACKS = readdirSync(`${ROOT}stacks`).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
const PACK = path.join(ROOT, "policies");
const EXECUTABLE = path.join(PACK, "executable.cjs");
const STRICT_PACK = path.join(ROOT, "test/fixtures/packs/strict");

for (const stack of STACKS) {
  describeEngine(`the ${stack} stack, by the real engine`, () => {
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

    it("makes nothing before what it needs", () => {
      const created = operationsOf(up, "create");
      const find = (type: string, name: RegExp) =>
        created.filter(({ urn }) => urn.includes(`${type}::`) && name.test(urn.split("::").at(-1) ?? ""));
      const addons = (...names: readonly string[]) =>
        find("aws:eks/addon:Addon", new RegExp(`^(${names.join("|")})$`));
      const order = [
        find("aws:cloudwatch/logGroup:LogGroup", /^platform-\w+$/),
        find("aws:eks/cluster:Cluster", /./),
        addons("vpc-cni", "kube-proxy", "eks-pod-identity-agent"),
        find("aws:eks/nodeGroup:NodeGroup", /./),
        addons("coredns", "aws-ebs-csi-driver", "eks-node-monitoring-agent"),
      ];
      assertInOrder(order);
    });

    it("has nothing to change in a second preview", async () => {
      const again = await project.preview(packs);
      assert.equal(again.code, 0, again.output);
      assert.deepEqual(changesOf(again), {});
      assert.deepEqual(reportsOf(again), []);
    });

    it("gives no finding on its exported state", () => {
      const analysis = project.analyze({ ...packs, policyPacks: [PACK, EXECUTABLE, STRICT_PACK] });
      assert.equal(analysis.code, 0, analysis.output);
      assert.deepEqual(reportsOf(analysis), []);
    });

    it("is destroyed in the reverse order, once its protection is lifted as the README says", async () => {
      const file = path.join(project.directory, "stacks", `Pulumi.${stack}.yaml`);
      const settings = readFileSync(file, "utf8");
      if (!settings.includes("deletionProtection: false")) {
        const refused = await project.destroy({ stack });
        assert.notEqual(refused.code, 0);
        const lost = operationsOf(refused, "delete").map(({ urn }) => urn.split("::")[2] ?? "");
        for (const type of lost) assert.match(type, /access(Entry|PolicyAssociation):|pulumi:providers:/);
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
      const workloads = /::(coredns|aws-ebs-csi-driver|eks-node-monitoring-agent)$/;
      assertInOrder([
        find("aws:eks/addon:Addon").filter(({ urn }) => workloads.test(urn)),
        find("aws:eks/nodeGroup:NodeGroup"),
        find("aws:eks/addon:Addon").filter(({ urn }) => !workloads.test(urn)),
        find("aws:eks/cluster:Cluster"),
        find("aws:ec2/vpc:Vpc"),
      ]);
    });
  });
}

describe("an add-on below the cluster's component that waits for nodes", () => {
  it("waits for itself, which is why the program makes its add-ons outside", async () => {
    const output: string[] = [];
    const directory = path.join(import.meta.dirname, "../fixtures/engine/deadlock");
    await assert.rejects(preview({ directory, onOutput: (text) => output.push(text) }));
    assert.match(
      output.join(""),
      /"coredns" \[aws:eks\/addon:Addon\] was waiting for the URNs of its dependencies/,
    );
  });
});

/** Every operation of a group ended before any of the next group began. */
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
