import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import {
  clusterCapacity,
  managedUpdateNodes,
  parseIpv4Block,
  type ClusterCapacity,
} from "productionproof-eks-policies/facts";
import { parse } from "yaml";

import { planNetwork } from "../../infra/plan.ts";
import { nodePoolSettings } from "../../infra/settings/node-pool-settings.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { planOfStackFile, PROGRAM_DEFAULTS } from "../../policies/src/capacity/stack-file.ts";
import { preview } from "../../policies/src/run/preview.ts";
import { sample } from "../sample.ts";

const STACKS = fileURLToPath(new URL("../../stacks/", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../../infra/index.ts", import.meta.url));

/** Everything except names, which a stack file may leave to the program, and the results for single node groups. */
function addresses({ zones, podsPossible, podsAsked, podsPossibleWithZoneLost, fitting }: ClusterCapacity) {
  const unnamed = zones.map(({ nodes, subnets, podsPossible, podsAsked }) => ({
    nodes,
    subnets,
    podsPossible,
    podsAsked,
  }));
  return { zones: unnamed, podsPossible, podsAsked, podsPossibleWithZoneLost, fitting };
}

describe("the plan in a stack file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "productionproof-"));
    file = path.join(folder, "Pulumi.test.yaml");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Title, file, and why a preview of the stack does not count its addresses. */
  const stacks: readonly (readonly [title: string, text: string, notCounted?: string])[] = [
    ...readdirSync(STACKS)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => [name, readFileSync(`${STACKS}${name}`, "utf8")] as const),
    [
      "a stack with everything set",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster:
    name: platform
    version: "1.36"
  productionproof-eks:network:
    availabilityZoneIds: [euw1-az1, euw1-az3]
    nodeSubnetPrefixLength: 18
    headroomPercent: 35
  productionproof-eks:nodePools:
    small: { instanceTypes: [t3.nano, m7i.xlarge], minSize: 1, maxSize: 3, coolingAddressesPerNode: 12 }
    new: { instanceTypes: [m99.large], minSize: 0, maxSize: 7, maxUnavailablePercent: 10 }
`,
      "aws:eks/nodeGroup:NodeGroup platform-new instanceTypes[0], an instance type newer than the pack",
    ],
    [
      "a stack with pods in a separate block",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network: { podCidr: 100.64.0.0/16, podAddressing: secondary-ip }
  productionproof-eks:nodePools:
    jobs: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 30, coolingAddressesPerNode: 8 }
    own: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 3, perZone: true, amiId: ami-0123456789abcdef0 }
`,
      "aws:eks/addon:Addon vpc-cni configurationValues, not known before pulumi up",
    ],
    [
      "a stack with a block for the pods of each of four zones",
      `config:
  aws:region: us-west-2
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network:
    availabilityZoneIds: [usw2-az1, usw2-az2, usw2-az3, usw2-az4]
    podCidrs: [100.64.0.0/17, 100.65.0.0/16, 100.66.0.0/18, 100.67.0.0/18]
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 60, coolingAddressesPerNode: 8 }
`,
      "aws:eks/addon:Addon vpc-cni configurationValues, not known before pulumi up",
    ],
    [
      "a stack with pods in a separate block that was planned for two zones",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network:
    { podCidr: 100.64.0.0/16, addressPlan: two-zones, availabilityZoneIds: [euw1-az1, euw1-az2] }
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 30 }
`,
      "aws:eks/addon:Addon vpc-cni configurationValues, not known before pulumi up",
    ],
    [
      "a stack with pods in subnets of an existing network",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:existingNetwork:
    vpcId: vpc-0123456789abcdef0
    zones:
      - { zoneId: euw1-az1, nodes: { subnetId: subnet-00000001, cidr: 10.1.0.0/24 }, controlPlane: { subnetId: subnet-00000001, cidr: 10.1.0.0/24 }, pods: { subnetId: subnet-00000011, cidr: 100.64.0.0/18 } }
      - { zoneId: euw1-az3, nodes: { subnetId: subnet-00000002, cidr: 10.1.1.0/24 }, controlPlane: { subnetId: subnet-00000003, cidr: 10.1.2.0/27 }, pods: { subnetId: subnet-00000012, cidr: 100.64.64.0/19 } }
  productionproof-eks:nodePools:
    jobs: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 10, coolingAddressesPerNode: 16 }
`,
      "aws:eks/nodeGroup:NodeGroup platform-jobs subnetIds, names something that is not in the stack",
    ],
    [
      "a stack whose pods have secondary IP addresses",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network: { podAddressing: secondary-ip }
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.xlarge, m7i.2xlarge], minSize: 1, maxSize: 40 }
    databases: { instanceTypes: [r7i.xlarge], minSize: 1, maxSize: 3, perZone: true }
`,
    ],
    [
      "a stack whose pods have security groups of their own",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network: { podAddressing: secondary-ip }
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 40 }
  productionproof-eks:addons: { podSecurityGroups: true }
`,
    ],
    [
      "a stack whose pods have IPv6 addresses",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:network: { podAddressing: ipv6, nodeSubnetPrefixLength: 22 }
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 400 }
    own: { instanceTypes: [m7i.16xlarge], minSize: 1, maxSize: 3, amiId: ami-0123456789abcdef0 }
`,
      "its pods have IPv6 addresses",
    ],
    [
      "a stack in an existing network",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:existingNetwork:
    vpcId: vpc-0123456789abcdef0
    zones:
      - { zoneId: euw1-az1, nodes: { subnetId: subnet-00000001, cidr: 10.1.0.0/19 }, controlPlane: { subnetId: subnet-00000001, cidr: 10.1.0.0/19 } }
      - { zoneId: euw1-az3, nodes: { subnetId: subnet-00000002, cidr: 10.1.32.0/20 }, controlPlane: { subnetId: subnet-00000003, cidr: 10.1.48.0/27 } }
  productionproof-eks:nodePools:
    jobs: { instanceTypes: [m7i.xlarge], minSize: 1, maxSize: 10, coolingAddressesPerNode: 16 }
`,
      "aws:eks/nodeGroup:NodeGroup platform-jobs subnetIds, names something that is not in the stack",
    ],
  ];
  for (const [title, text] of stacks) {
    it(`matches the program's plan: ${title}`, () => {
      writeFileSync(file, text);
      const plan = planOfStackFile(file);
      const { config } = parse(text) as { config: Record<string, unknown> };
      const values = Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      const settings = parseSettings(Object.fromEntries(values) as Record<string, string>, file);
      const { network, existingNetwork, nodePools } = settings;
      const zoneIds = existingNetwork?.zones.map(({ zoneId }) => zoneId) ?? network.availabilityZoneIds;
      assert.deepEqual(
        plan.zones.map(({ name }) => name),
        zoneIds ?? ["zone 1", "zone 2", "zone 3"],
      );
      const { blocks, addressPool, pools } = planNetwork(settings, plan.zones.length, file);
      const prefixLength = (cidr: string) => parseIpv4Block(cidr)?.prefixLength;
      assert.deepEqual(
        plan.zones.map((zone) => [zone.nodeSubnetPrefixLength, zone.podSubnetPrefixLength]),
        existingNetwork
          ? existingNetwork.zones.map(({ nodes, pods }) => [
              prefixLength(nodes.cidr),
              pods && prefixLength(pods.cidr),
            ])
          : blocks.map(({ nodes, pods }) => [prefixLength(nodes), pods && prefixLength(pods)]),
      );
      // A preview does not count an existing network: nothing shows whether load balancers may use it.
      if (existingNetwork) {
        assert.deepEqual(
          plan.zones.map(({ otherAddresses }) => otherAddresses),
          existingNetwork.zones.map(({ nodes, controlPlane }) =>
            nodes.subnetId === controlPlane.subnetId ? 8 + 16 : 8,
          ),
        );
      }
      assert.equal(plan.headroomPercent, network.headroomPercent);
      assert.deepEqual(
        plan.nodeGroups.map(({ name }) => name),
        pools.map(({ name }) => name),
      );
      for (const [index, group] of plan.nodeGroups.entries()) {
        const pool = nodePools[group.name] ?? assert.fail(group.name);
        assert.deepEqual([group.pool.cni, group.pool.targets], [addressPool.cni, addressPool.targets]);
        if (pools[index]?.pods.setsMaxPods) assert.equal(group.pool.maxPods, pools[index].pods.maxPods);
        assert.deepEqual([group.minNodes, group.maxNodes], [pool.minSize, pool.maxSize]);
        assert.equal(group.perZone, pool.perZone);
        assert.equal(
          group.updateNodes,
          managedUpdateNodes(
            group.perZone ? 1 : plan.zones.length,
            Math.ceil((pool.maxSize * pool.maxUnavailablePercent) / 100),
          ),
        );
        assert.equal(group.coolingAddressesPerNode, pool.coolingAddressesPerNode ?? 0);
      }
    });
  }

  for (const [title, text, notCounted] of sample(stacks, 3)) {
    it(`matches a preview of the program: ${title}`, async () => {
      writeFileSync(file, text);
      const runtime =
        "{ name: nodejs, options: { typescript: false, nodeargs: --conditions=productionproof-source } }";
      writeFileSync(
        path.join(folder, "Pulumi.yaml"),
        `name: productionproof-eks\nruntime: ${runtime}\nmain: ${PROGRAM}\n`,
      );
      const lookups = [{ token: "aws:eks/getClusters:getClusters", result: { names: [] } }];
      writeFileSync(path.join(folder, "productionproof.json"), JSON.stringify({ lookups }));
      const { capacity } = await preview({ directory: folder, now: new Date("2026-11-25") });
      assert.equal(capacity.length, 1);
      const [shown] = capacity;
      assert.deepEqual([shown?.reasons?.find((reason) => reason === notCounted)], [notCounted]);
      if (shown?.capacity) {
        assert.deepEqual(addresses(shown.capacity), addresses(clusterCapacity(planOfStackFile(file))));
      }
    });
  }

  it("notes instance types that are not in the table, each with its pool and a suggestion", () => {
    const notes = (podAddressing: string, pools: string) => {
      writeFileSync(
        file,
        `config:\n  productionproof-eks:network: { podAddressing: ${podAddressing} }\n  productionproof-eks:nodePools: ${pools}\n`,
      );
      return planOfStackFile(file).notes.map((note) => note.replaceAll(/\d{4}-\d\d-\d\d/g, "DAY"));
    };
    const pool = (...types: readonly string[]) =>
      `{ instanceTypes: [${types.join()}], minSize: 1, maxSize: 2 }`;
    const counted = "so it is counted with 4 network interfaces of 15 addresses each";
    const age = "instance types: data from DAY, best before DAY";
    assert.deepEqual(
      notes("prefix-delegation", `{ general: ${pool("m7i.large", "m7i.lagre")}, next: ${pool("x")} }`),
      [
        `general: m7i.lagre is not in the table (did you mean "m7i.large"?), ${counted}; no Nitro type in the table takes more; ${age}`,
        `next: x is not in the table, ${counted}; no Nitro type in the table takes more; ${age}`,
      ],
    );
    assert.deepEqual(notes("secondary-ip", `{ general: ${pool("m7i.lagre")} }`), [
      `general: m7i.lagre is not in the table (did you mean "m7i.large"?), ${counted}; larger types take more; ${age}`,
    ]);
    assert.deepEqual(notes("prefix-delegation", `{ general: ${pool("m7i.large")} }`), []);
  });

  it("has the program's default for the percentage of nodes that an update makes unavailable", () => {
    const pool = nodePoolSettings.parse({ instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 });
    assert.equal(PROGRAM_DEFAULTS.maxUnavailablePercent, pool.maxUnavailablePercent);
  });

  for (const [mistake, text, message] of [
    ["not YAML", "config: [", /Pulumi\.test\.yaml: .* at line 1/],
    [
      "another program's",
      "config:\n  shop:size: 3\n",
      /^Pulumi\.test\.yaml has no productionproof-eks:nodePools; expected/,
    ],
    [
      "empty",
      "",
      /^Pulumi\.test\.yaml has no config; expected a stack file of the productionproof-eks program/,
    ],
    [
      "without a size",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: [m7i.large], minSize: 1 }\n",
      /^Pulumi\.test\.yaml: productionproof-eks:nodePools\.a\.maxSize: expected a whole number from 0 to 100000$/,
    ],
    [
      "with a minSize above its maxSize",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: [m7i.large], minSize: 4, maxSize: 3 }\n",
      /nodePools\.a\.minSize: expected a whole number from 0 to 3$/,
    ],
    ...(
      [
        ["nodeSubnetPrefixLength: 29", /nodeSubnetPrefixLength: expected a whole number from 16 to 28$/],
        ["nodeSubnetPrefixLength: 15", /nodeSubnetPrefixLength: expected a whole number from 16 to 28$/],
        ["headroomPercent: 100", /headroomPercent: expected a whole number from 0 to 99$/],
        ["availabilityZoneIds: []", /availabilityZoneIds: expected at least one zone$/],
        [
          "podCidr: 100.64.0.0/27",
          /podCidr: expected an IPv4 block of \/26 or larger, such as 10\.0\.0\.0\/19$/,
        ],
      ] as const
    ).map(
      ([setting, message]) =>
        [
          `with ${setting}`,
          `config:\n  productionproof-eks:network: { ${setting} }\n  productionproof-eks:nodePools: {}\n`,
          message,
        ] as const,
    ),
    [
      "with a type that is not a list",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: m7i.large, minSize: 1, maxSize: 2 }\n",
      /nodePools\.a\.instanceTypes: expected a list of strings$/,
    ],
    [
      "without a type",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: [], minSize: 1, maxSize: 2 }\n",
      /nodePools\.a\.instanceTypes: expected a list of instance types$/,
    ],
    [
      "with pod addressing that the program does not support",
      "config:\n  productionproof-eks:network: { podAddressing: ipv8 }\n  productionproof-eks:nodePools: {}\n",
      /network\.podAddressing: expected prefix-delegation, secondary-ip, ipv6$/,
    ],
    [
      "encrypted",
      "config:\n  productionproof-eks:nodePools:\n    secure: v1:abc\n",
      /^Pulumi\.test\.yaml has no productionproof-eks:nodePools\.secure; /,
    ],
  ] as const) {
    it(`reports what is wrong with a file that is ${mistake}`, () => {
      writeFileSync(file, text);
      assert.throws(() => planOfStackFile(file), { name: "UsageError", message });
    });
  }
});
