import assert from "node:assert/strict";

import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import type { StackResource } from "../../../policies/src/rule/stack-view.ts";
import { rules } from "../../../policies/src/rules/index.ts";
import { Run } from "../../../policies/src/run/run.ts";

const resource = (type: string, name: string, props: PropertyObject): StackResource => ({
  type,
  name,
  urn: `urn:pulumi:dev::shop::${type}::${name}`,
  props,
  propertyDependencies: {},
});
const cluster = (version: PropertyObject[string]) =>
  resource("aws:eks/cluster:Cluster", "shop", { name: "shop", version });
const group = (name: string, props: PropertyObject) =>
  resource("aws:eks/nodeGroup:NodeGroup", name, { clusterName: "shop", ...props });
const addon = (name: string, props: PropertyObject) =>
  resource("aws:eks/addon:Addon", name, { clusterName: "shop", addonName: name, ...props });
const BETA = resource("kubernetes:storage.k8s.io/v1beta1:VolumeAttributesClass", "fast", {
  apiVersion: "storage.k8s.io/v1beta1",
});
const STACK = [
  cluster("1.35"),
  BETA,
  addon("kube-proxy", { addonVersion: "v1.35.0-eksbuild.2" }),
  addon("coredns", {}),
  group("apps", { version: "1.35", releaseVersion: "1.35.0-20260801", amiType: "AL2023_x86_64_STANDARD" }),
  group("batch", { version: "1.33" }),
];

function judged(resources: readonly StackResource[], targetVersion?: string, config: unknown = {}) {
  const run = new Run({ rules, targetVersion, now: new Date("2026-11-28") });
  run.configure(config);
  const alone = resources.flatMap((one) => run.judge(one));
  const findings = [...alone, ...run.judgeStack(resources)];
  const of = (rule: string) => findings.filter((finding) => finding.rule === rule);
  return { run, of };
}

const topic = (run: Run, title: string) => run.upgrade?.topics.find((one) => one.title === title)?.lines;

describe("an upgrade to a target version", () => {
  it("is what rules judge: APIs that the version no longer serves, and nodes that are too old for it", () => {
    const now = judged(STACK);
    assert.deepEqual(
      [...now.of("deprecated-apis"), ...now.of("node-version-skew")].map(({ key }) => key),
      ["behind"],
    );
    const then = judged(STACK, "1.37");
    assert.deepEqual(
      then.of("deprecated-apis").map(({ key, level }) => `${level} ${key}`),
      ["mandatory removed"],
    );
    assert.match(
      then.of("node-version-skew")[1]?.message ?? "",
      /1.33 are 4 minor versions behind.*at most 3/,
    );
  });

  it("is reported by topic, with what the stack has now", () => {
    const { run } = judged(STACK, "1.37");
    assert.equal(run.upgrade?.targetVersion, "1.37");
    assert.deepEqual(topic(run, "Control plane"), [
      'cluster "shop" is set to 1.35: update it to 1.36, then 1.37, one version at a time with its nodes',
      "standard support of 1.37 ends on 2027-12-01, extended support on 2028-12-01",
    ]);
    assert.deepEqual(topic(run, "APIs"), [
      "kubernetes:storage.k8s.io/v1beta1:VolumeAttributesClass fast: storage.k8s.io/v1beta1 was removed in Kubernetes 1.37; use storage.k8s.io/v1",
    ]);
    const addons = topic(run, "Add-ons") ?? [];
    assert.ok(addons.includes('"coredns" sets no addonVersion: update it after the control plane'));
    assert.ok(
      addons.includes(
        '"kube-proxy" v1.35.0-eksbuild.2: aws eks describe-addon-versions --kubernetes-version 1.37 lists the versions that fit',
      ),
    );
    assert.deepEqual(topic(run, "Node images"), []);
    assert.deepEqual(topic(run, "Version skew")?.slice(-2), [
      'node group "apps" has 1.35: update its version and releaseVersion after the control plane',
      'node group "batch" has 1.33: update its version after the control plane',
    ]);
  });

  it("is one advisory finding of the stack for hosts that show nothing else", () => {
    const [finding, ...others] = judged([cluster("1.36")], undefined, {
      upgrade: { targetVersion: "1.37" },
    }).of("upgrade");
    assert.deepEqual(others, []);
    assert.equal(finding?.level, "advisory");
    assert.equal(
      finding.message,
      [
        "before 1.37:",
        "  Control plane",
        '    cluster "shop" is set to 1.36: update it to 1.37',
        "    standard support of 1.37 ends on 2027-12-01, extended support on 2028-12-01",
        "  APIs",
        "    nothing to do",
        "  Add-ons",
        "    nothing to do",
        "  Node images",
        "    nothing to do",
        "  Version skew",
        "    nothing to do",
      ].join("\n"),
    );
  });

  it("concerns objects whose cluster is in another stack", () => {
    const { run, of } = judged([BETA], "1.37");
    assert.deepEqual(
      of("deprecated-apis").map(({ key }) => key),
      ["removed"],
    );
    assert.equal(topic(run, "APIs")?.length, 1);
    assert.deepEqual(judged([BETA], "1.36").of("deprecated-apis"), []);
  });

  it("leaves out findings that an exemption waives, and counts what could not be judged", () => {
    const exempt = [{ name: "fast", reason: "Replaced in spring.", owner: "team", expires: "2027-01-31" }];
    const waived = judged(STACK, "1.37", { "deprecated-apis": { exempt } });
    assert.deepEqual(topic(waived.run, "APIs"), []);
    const unknown = judged([cluster(UNKNOWN), group("apps", { version: UNKNOWN })], "1.37");
    assert.deepEqual(topic(unknown.run, "Control plane")?.slice(0, 1), [
      'cluster "shop" has a version that is not known here',
    ]);
    assert.deepEqual(topic(unknown.run, "Version skew"), [
      "not judged by node-version-skew: 1",
      'node group "apps" has a version that is not known here: update its version after the control plane',
    ]);
  });

  it("is not reported without a target, or for a policy that is disabled", () => {
    assert.equal(judged(STACK).run.upgrade, undefined);
    assert.deepEqual(judged(STACK).of("upgrade"), []);
    const config = { upgrade: { enforcementLevel: "disabled", targetVersion: "1.37" } };
    assert.equal(judged(STACK, undefined, config).run.upgrade, undefined);
    assert.deepEqual(judged(STACK, undefined, config).of("deprecated-apis"), []);
  });

  it("doesn't tell a cluster or a group that has the version already to be updated", () => {
    const { run } = judged([cluster("1.37"), group("apps", { version: "1.37" })], "1.37");
    assert.equal(topic(run, "Control plane")?.[0], 'cluster "shop" is set to 1.37');
    assert.deepEqual(topic(run, "Version skew"), []);
  });

  it("must be a Kubernetes version", () => {
    assert.throws(
      () => judged([], undefined, { upgrade: { targetVersion: "v1.37" } }),
      /upgrade.targetVersion is "v1.37"; expected a version such as 1.36/,
    );
  });
});
