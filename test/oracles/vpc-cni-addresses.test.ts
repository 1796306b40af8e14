import assert from "node:assert/strict";

import fc from "fast-check";

import { ipv6CniPermissions } from "../../infra/addons/vpc-cni.ts";
import {
  grownPool,
  largestPool,
  podsWithAddress,
  poolSizes,
  type AddressPool,
} from "../../policies/src/facts/address-pool.ts";
import { findInstanceType, instanceTypes } from "../../policies/src/facts/instance-types.ts";
import { maxPodsLimit } from "../../policies/src/facts/max-pods.ts";
import { answersOf, skipWithout, VPC_CNI } from "./oracle.ts";

describe("the addresses that the VPC CNI takes", () => {
  skipWithout(VPC_CNI);

  it("differ where the network interfaces of a type do", () => {
    const smaller = { ...LARGE, instanceType: findInstanceType("m5.xlarge") ?? assert.fail() };
    const [[size] = []] = sizesOf([LARGE], () => [1]);
    assert.equal(size, grownPool(LARGE, 0, 1));
    assert.notEqual(size, grownPool(smaller, 0, 1));
  });

  it("are as many as we say while pods start one after the other", () => {
    const sizes = sizesOf(POOLS, (pool) =>
      Array.from({ length: podsWithAddress(pool) + 1 }, (_, pods) => pods),
    );
    assert.deepEqual(differences(poolSizes, sizes), []);
  });

  it("are as many as we say when pods start together", () => {
    const half = (pool: AddressPool): number => Math.ceil(podsWithAddress(pool) / 2);
    const sizes = sizesOf(POOLS, (pool) => [half(pool), podsWithAddress(pool)]);
    const ours = (pool: AddressPool): readonly number[] => {
      const first = grownPool(pool, 0, half(pool));
      return [first, grownPool(pool, first, podsWithAddress(pool))];
    };
    assert.deepEqual(differences(ours, sizes), []);
  });
});

describe("the permissions of an IPv6 cluster's VPC CNI", () => {
  skipWithout(VPC_CNI);

  it("are those that it publishes", () => {
    const [answer] = answersOf(VPC_CNI, [{ file: "docs/iam-policy.md" }]) as readonly {
      readonly file: string;
    }[];
    const [, section = ""] = /^### IPv6 mode$(.*?)^## /ms.exec(`${answer?.file}\n## `) ?? [];
    const actions = [...section.matchAll(/"(ec2:\w+)"/g)].map(([, action]) => action);
    assert.ok(actions.length > 3);
    // It also sets the security groups of its interfaces (pkg/awsutils/awsutils.go, RefreshSGIDs).
    const needed = [...new Set([...actions, "ec2:ModifyNetworkInterfaceAttribute"])];
    const ours = ipv6CniPermissions("aws").flatMap(({ Action }) => Action);
    assert.deepEqual([...ours].sort(), needed.sort());
  });
});

const LARGE: AddressPool = {
  instanceType: findInstanceType("m5.large") ?? assert.fail(),
  cni: { prefixDelegation: false, customNetworking: false },
  targets: {},
  maxPods: 29,
};

const target = fc.integer({ min: 0, max: 40 });
const POOLS = fc.sample(
  fc
    .record({
      instanceType: fc.constantFrom(...instanceTypes()),
      cni: fc.record({
        prefixDelegation: fc.boolean(),
        customNetworking: fc.boolean(),
        podEni: fc.boolean(),
        maxEni: fc.oneof({ weight: 3, arbitrary: fc.constant(Infinity) }, fc.integer({ min: 1, max: 6 })),
      }),
      targets: fc.oneof(
        fc.record({
          warmEniTarget: fc.integer({ min: 0, max: 3 }),
          warmPrefixTarget: fc.integer({ min: 1, max: 4 }),
        }),
        fc.record({ warmIpTarget: target, minimumIpTarget: target, warmPrefixTarget: fc.constant(1) }),
      ),
      share: fc.double({ min: 0.2, max: 1, noNaN: true }),
    })
    .map(({ share, ...pool }): AddressPool => {
      const maxPods = Math.max(4, Math.round(maxPodsLimit(pool.instanceType, pool.cni) * share));
      return { ...pool, maxPods };
    }),
  { seed: 20261128, numRuns: 300 },
);

/**
 * The pools for which the two are not the same. With a target of several prefixes, the CNI takes more if pods happen to be in many
 * prefixes, but never more than the largest pool.
 */
function differences(
  sizes: (pool: AddressPool) => readonly number[],
  theirs: readonly (readonly number[])[],
): readonly unknown[] {
  return POOLS.flatMap((pool, index) => {
    const [own, other = []] = [sizes(pool), theirs[index]];
    const isWithin = isByChance(pool) && Math.max(...other) <= largestPool(pool);
    return isWithin || JSON.stringify(own) === JSON.stringify(other)
      ? []
      : [JSON.stringify({ pool, own, other })];
  });
}

function isByChance({ cni, targets }: AddressPool): boolean {
  const { warmIpTarget = 0, minimumIpTarget = 0, warmPrefixTarget = 1 } = targets;
  return cni.prefixDelegation && warmIpTarget + minimumIpTarget === 0 && warmPrefixTarget > 1;
}

/** The addresses of each pool at these numbers of pods, as ipamd lets it grow. */
function sizesOf(
  pools: readonly AddressPool[],
  podsOf: (pool: AddressPool) => readonly number[],
): readonly (readonly number[])[] {
  const requests = pools.map((pool) => ({
    environment: environmentOf(pool),
    pool: { instanceType: pool.instanceType.name, maxPods: pool.maxPods, pods: podsOf(pool) },
  }));
  const answers = answersOf(VPC_CNI, requests) as readonly {
    readonly pool: readonly { readonly addresses: number }[];
  }[];
  return answers.map(({ pool }) => pool.map(({ addresses }) => addresses));
}

function environmentOf({ cni, targets }: AddressPool): Readonly<Record<string, string>> {
  const values = {
    ENABLE_IPv4: true,
    ENABLE_PREFIX_DELEGATION: cni.prefixDelegation,
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: cni.customNetworking,
    ENABLE_POD_ENI: cni.podEni,
    MAX_ENI: cni.maxEni === Infinity ? undefined : cni.maxEni,
    WARM_ENI_TARGET: targets.warmEniTarget,
    WARM_PREFIX_TARGET: targets.warmPrefixTarget,
    WARM_IP_TARGET: targets.warmIpTarget,
    MINIMUM_IP_TARGET: targets.minimumIpTarget,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
