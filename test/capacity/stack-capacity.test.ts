import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { stackCapacities } from "../../policies/src/capacity/stack-capacity.ts";
import type { TestResource } from "../../policies/src/rule/example.ts";
import {
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { capacitySvg } from "../../policies/src/report/capacity-svg.ts";
import { jsonReport } from "../../policies/src/report/json.ts";
import { textReport } from "../../policies/src/report/text.ts";
import type { StackResource } from "../../policies/src/rule/stack-view.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { judge } from "../../policies/src/run/judge.ts";
import { preview } from "../../policies/src/run/preview.ts";
import { Run } from "../../policies/src/run/run.ts";
import { resourcesOf } from "../../policies/src/testing/test-case.ts";
import { stackOfClusters } from "../fixtures/large-stacks.ts";
import {
  cluster,
  cni,
  DISCOVERY,
  group,
  karpenter,
  subnet,
  subnets,
} from "../rules/capacity/planned-cluster.ts";

const PROGRAM = fileURLToPath(new URL("../fixtures/programs/article-cluster", import.meta.url));

describe("the capacity of the article's cluster: 15 × m5.xlarge, and CronJobs every minute", () => {
  it("matches a calculation by hand", async () => {
    const { capacity } = await preview({ directory: PROGRAM, now: new Date("2026-11-24") });
    const [batch, ...others] = capacity;
    assert.ok(batch);
    assert.deepEqual([batch.cluster, others], ["batch", []]);
    // A full node: 58 pods, less 2 in the host network, need 4 interfaces with 14 addresses, plus their primary addresses.
    const node = 4 * 14 + 4;
    const zone = (name: string) => ({
      name,
      nodes: 15 / 3,
      subnets: [
        {
          use: "nodes and pods",
          prefixLength: 24,
          total: 256,
          // AWS reserves 5, and the control plane needs 16.
          reserved: 5 + 16,
          heldAtMaximum: 5 * node,
          // An update adds two nodes for each zone.
          heldInUpdate: (5 + 2) * node,
          // 15 nodes and 6 from the update in two zones: 10.5.
          heldWithZoneLost: 11 * node,
          fits: false,
        },
      ],
      // 15 interfaces with 14 pods each take 225 of 256 - 21 addresses; the last 10 are too few for another one.
      podsPossible: 15 * 14,
      podsAsked: 5 * 56,
    });
    assert.partialDeepStrictEqual(batch.capacity, {
      zones: [zone("eu-west-1a"), zone("eu-west-1b"), zone("eu-west-1c")],
      podsPossible: 3 * 210,
      podsAsked: 15 * 56,
      // 8 nodes in each of two zones, of which 7 have a second interface.
      podsPossibleWithZoneLost: 2 * 210,
      // 660 and 16 are 80% of 845: a /22 has 1019, a /23 507.
      fitting: { nodeSubnet: 22 },
      // Two fifteenths of 20, and a full pool: 4 × 14 addresses for 56 pods.
      nodeGroups: [{ name: "workers", podsPerNode: 56, coolingAddresses: 3, cooldownHeadroom: 0 }],
    });
    // Four CronJobs with 5 pods every minute, for half a minute.
    assert.deepEqual(batch.cooling, { average: 10, burst: 20, atOnce: 20 });
  });
});

describe("the capacity of a stack", () => {
  const capacities = (stack: readonly TestResource[], config: PropertyObject = {}) => {
    const run = new Run({ rules, config, now: new Date("2026-11-24") });
    return stackCapacities(resourcesOf({ name: "a stack", stack }), (rule) => run.settings(rule).options);
  };
  const everyMinute = (parallelism: number): TestResource => ({
    type: "kubernetes:batch/v1:CronJob",
    name: "report",
    props: { spec: { schedule: "* * * * *", jobTemplate: { spec: { parallelism } } } },
  });

  /** The capacity of a stack's first cluster, and all that the reports say of the stack. */
  const reportsOf = (stack: readonly TestResource[]) => {
    const [first, ...others] = capacities(stack);
    const resources = resourcesOf({ name: "a stack", stack }).map((one) => ({
      ...one,
      custom: true,
      dependencies: [],
      protect: false,
    }));
    const run = new Run({ rules, config: {}, now: new Date("2026-11-24") });
    const result = {
      ...judge({ resources, resourcesWithOutputs: resources }, run),
      resources,
      blindSpots: [],
      diagnostics: [],
      project: "shop",
      stack: "dev",
      capacity: first ? [first, ...others] : [],
    };
    const svg = first?.capacity ? capacitySvg(first.capacity) : "";
    return { first, said: [textReport(result), jsonReport(result), svg].join("\n") };
  };

  it("is empty without a cluster", () => {
    assert.deepEqual(capacities([...subnets(24)]), []);
  });

  it("is that of each cluster, with the headroom of the policy config", () => {
    const stack = [cluster(), cluster({ name: "other" }, "other"), ...subnets(22), group(15), cni()];
    const [other, subject] = capacities(stack, { "cluster-pod-capacity": { headroomPercent: 36 } });
    assert.equal(subject?.capacity?.headroomPercent, 36);
    assert.equal(subject.capacity.addressesFit, false);
    assert.deepEqual(other?.reasons, ["the stack has no node groups for it"]);
  });

  it("reports what is not known, or why there is nothing to count", () => {
    const reasons = (...stack: readonly TestResource[]) => capacities(stack)[0]?.reasons;
    assert.deepEqual(reasons(cluster(), ...subnets(24), group(UNKNOWN), cni()), [
      "aws:eks/nodeGroup:NodeGroup apps scalingConfig.maxSize, not known before pulumi up",
    ]);
    assert.deepEqual(reasons(cluster({ computeConfig: { enabled: true } })), [
      "EKS Auto Mode creates its nodes",
    ]);
  });

  it("counts a NodePool with as many nodes as its limits allow, like a group", () => {
    const [first] = capacities([
      cluster(),
      ...["a", "b", "c"].map((zone) => subnet(zone, 22, DISCOVERY)),
      group(3),
      cni(),
      ...karpenter({ limits: { cpu: "50" } }),
      everyMinute(10),
    ]);
    assert.deepEqual(
      first?.capacity?.nodeGroups.map(({ name, maxNodes, pool, addressesPerNode, coolingAddresses }) => [
        name,
        maxNodes,
        pool.instanceType.name,
        addressesPerNode,
        coolingAddresses,
      ]),
      [
        ["apps", 3, "m5.xlarge", 60, 7],
        ["general", 12, "m5.xlarge", 60, 0],
      ],
    );
    // 3 and 12 nodes.
    assert.equal(first.capacity.podsAsked, 15 * 56);
    assert.equal(first.uncounted, undefined);
  });

  it("counts as many pods on Karpenter's nodes as Karpenter and the node class say", () => {
    const zones = ["a", "b", "c"];
    const maxPods = (spec: PropertyObject, nodeClass: PropertyObject, ...others: readonly TestResource[]) => {
      const nodes = zones.map((zone) => subnet(zone, 22, DISCOVERY));
      const [first] = capacities([cluster(), ...nodes, ...karpenter(spec, { nodeClass }), ...others]);
      return first?.capacity?.nodeGroups[0]?.pool.maxPods;
    };
    const limits = { limits: { cpu: "50" } };
    assert.equal(maxPods(limits, {}, cni()), 58);
    assert.equal(maxPods(limits, {}, cni({ ENABLE_PREFIX_DELEGATION: "true" })), 58);
    assert.equal(maxPods(limits, { kubelet: { maxPods: 110 } }, cni()), 110);
    assert.equal(maxPods(limits, { kubelet: { podsPerCore: 5 } }, cni()), 20);

    const custom = cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" });
    const ofPods = zones.flatMap((zone) => [
      subnet(zone, 21, {}, `pods-${zone}`),
      {
        type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
        name: `eu-west-1${zone}`,
        props: { metadata: { name: `eu-west-1${zone}` }, spec: { subnet: UNKNOWN } },
        from: { spec: [`pods-${zone}`] },
      },
    ]);
    const release = (values: PropertyObject) => ({
      type: "kubernetes:helm.sh/v3:Release",
      name: "karpenter",
      props: { chart: "oci://public.ecr.aws/karpenter/karpenter", values },
    });
    assert.equal(maxPods(limits, {}, custom, ...ofPods, release({ settings: { reservedENIs: "1" } })), 44);
    assert.equal(maxPods(limits, {}, custom, ...ofPods, release({})), 58);
  });

  it("names the NodePools that it can't count", () => {
    const { first, said } = reportsOf([
      cluster(),
      ...["a", "b", "c"].map((zone) => subnet(zone, 22, DISCOVERY)),
      group(3),
      cni(),
      ...karpenter({}),
    ]);
    assert.equal(first?.capacity?.podsAsked, 3 * 56);
    assert.deepEqual(first.uncounted, ["NodePool general"]);
    assert.match(said, /^ {2}! Not counted: NodePool general\.$/m);
  });

  it("names a secret zone by its subnet, and shows no number that follows from a secret one", () => {
    const reports = (secrets: PropertyObject, maxSize: PropertyValue = 15) =>
      reportsOf([
        cluster(),
        subnet("a", 22, secrets),
        subnet("b", 22),
        subnet("c", 22),
        group(maxSize),
        cni(),
      ]);
    const zone = reports({ availabilityZone: new Secret("eu-west-9x") });
    assert.deepEqual(
      zone.first?.capacity?.zones.map(({ name }) => name),
      ["a", "eu-west-1b", "eu-west-1c"],
    );
    assert.match(zone.said, /<svg/);
    assert.doesNotMatch(zone.said, /eu-west-9x/);

    const block = reports({ cidrBlock: new Secret("10.98.0.0/27") });
    assert.deepEqual(block.first?.reasons, ["aws:ec2/subnet:Subnet a cidrBlock, a secret value"]);
    assert.doesNotMatch(block.said, /10\.98|\/27|"prefixLength"/);

    const size = reports({}, new Secret(98_765_432));
    assert.deepEqual(size.first?.reasons, [
      "aws:eks/nodeGroup:NodeGroup apps scalingConfig.maxSize, a secret value",
    ]);
    assert.doesNotMatch(size.said, /98765432/);
    assert.match(size.said, /fits fewer pods than your node groups can run/);
  });

  it("counts subnets of one name separately, which components of the program may create", () => {
    const secretZone = (zone: string) =>
      subnet(zone, 22, { availabilityZone: new Secret(`eu-west-1${zone}`) });
    const stack = [cluster(), secretZone("a"), secretZone("b"), subnet("c", 22), group(15), cni()];
    const resources = resourcesOf({ name: "a stack", stack }).map((one) =>
      one.name === "b" ? { ...one, name: "a" } : one,
    );
    const run = new Run({ rules, config: {}, now: new Date("2026-11-24") });
    const [first] = stackCapacities(resources, (rule) => run.settings(rule).options);
    assert.deepEqual(
      first?.capacity?.zones.map(({ name }) => name),
      ["a", "a (2)", "eu-west-1c"],
    );
  });

  it("ignores a few CronJobs, as the rule about them does", () => {
    const cooling = (pods: number) => {
      const [first] = capacities([cluster(), ...subnets(22), group(15), cni(), everyMinute(pods)]);
      return first?.capacity?.nodeGroups[0]?.coolingAddresses;
    };
    assert.deepEqual([cooling(9), cooling(10)], [0, 7]);
  });
});

describe("the capacity of several clusters", () => {
  /** Returns how many properties are read for the capacities, and these. */
  const counted = (stack: readonly StackResource[]) => {
    let reads = 0;
    const resources = stack.map((one) => ({
      ...one,
      props: new Proxy(one.props, {
        get: (props, name) => {
          reads += 1;
          return Reflect.get(props, name) as PropertyValue;
        },
      }),
    }));
    const run = new Run({ rules, config: {}, now: new Date("2026-11-24") });
    return { capacities: stackCapacities(resources, (rule) => run.settings(rule).options), reads };
  };

  /** Asserts that twelve clusters take no more reads in addition to eight than eight to four. */
  const assertProportional = (reads: (count: number) => number): void => {
    const [four, eight, twelve] = [reads(4), reads(8), reads(12)];
    assert.ok(twelve - eight <= eight - four, `${four}, ${eight}, ${twelve}`);
  };

  it("is calculated in time proportional to their number", () => {
    assertProportional((count) => {
      const { capacities, reads } = counted(stackOfClusters(count));
      assert.ok(capacities.every(({ capacity }) => capacity));
      return reads;
    });
  });

  it("takes no longer where it is not known", () => {
    for (const maxSize of [UNKNOWN, new Secret(3)]) {
      const unknownSize = (one: StackResource): StackResource =>
        one.type === "aws:eks/nodeGroup:NodeGroup"
          ? { ...one, props: { ...one.props, scalingConfig: { minSize: 1, maxSize } } }
          : one;
      assertProportional((count) => {
        const { capacities, reads } = counted(stackOfClusters(count).map(unknownSize));
        assert.deepEqual(
          capacities.map(({ reasons }) => reasons?.length),
          Array.from({ length: count }, () => 1),
        );
        return reads;
      });
    }
  });

  it("has the reasons in what all clusters have in common, for each of them", () => {
    const shared: StackResource = {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "of-one-of-them",
      urn: "urn:pulumi:dev::large::aws:eks/nodeGroup:NodeGroup::of-one-of-them",
      props: { clusterName: UNKNOWN },
      propertyDependencies: {},
    };
    const { capacities } = counted([...stackOfClusters(3), shared]);
    const [first, ...others] = capacities.map(({ reasons }) => reasons);
    assert.match(first?.join() ?? "", /of-one-of-them clusterName, may be a cluster in this stack/);
    assert.deepEqual(others, [first, first]);
  });
});
