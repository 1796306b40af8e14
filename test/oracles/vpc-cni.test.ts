import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import fc from "fast-check";
import { parse } from "yaml";

import { cniConfiguration } from "../../infra/addons/vpc-cni.ts";
import { planNetwork } from "../../infra/plan.ts";
import { nodePoolSettings } from "../../infra/settings/node-pool-settings.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { instanceTypes } from "../../policies/src/facts/instance-types.ts";
import { cniModeFor } from "../../policies/src/facts/max-pods.ts";
import { planNodePools } from "../../policies/src/facts/node-pool-plan.ts";
import type { TestResource } from "../../policies/src/rule/example.ts";
import { isPropertyObject, type PropertyValue } from "../../policies/src/rule/property-value.ts";
import cniEnvAccepted from "../../policies/src/rules/cni/cni-env-accepted.ts";
import prefixWarmNonzero from "../../policies/src/rules/cni/prefix-warm-nonzero.ts";
import { Run } from "../../policies/src/run/run.ts";
import { resourcesOf } from "../../policies/src/testing/test-case.ts";
import { addonWith, daemonSet, release, variables } from "../rules/cni/cni-resources.ts";
import { answersOf, skipWithout, VPC_CNI } from "./oracle.ts";
import { ruleInputs } from "./rule-inputs.ts";

type Environment = Readonly<Record<string, string>>;
type Verdict = { readonly accepted: true } | { readonly refused: string };

describe("the VPC CNI", () => {
  skipWithout(VPC_CNI);

  it("does not start with an MTU that no interface has", () => {
    const [answer] = verdictsOn([{ ...byDefault(), AWS_VPC_ENI_MTU: "9216" }]);
    assert.ok(answer && "refused" in answer);
  });

  it("starts with the environment of every stack, and of every plan that settings can lead to", () => {
    const environments = [...stackEnvironments(), ...plannedEnvironments()];
    const refused = verdictsOn(unique(environments)).filter((verdict) => "refused" in verdict);
    assert.deepEqual(refused, []);
  });

  it("starts unless a finding says that it does not, in all examples and cases", async () => {
    const environments = unique((await ruleInputs()).flat().flatMap(({ props }) => environmentsIn(props)));
    assert.ok(environments.length > 100);
    assert.deepEqual(differences(environments), []);
  });

  it("starts unless a finding says that it does not, with any values", () => {
    assert.deepEqual(differences(fc.sample(environment, { seed: 20261128, numRuns: 500 })), []);
  });
});

/** How the CNI is installed: with the environment that it then has, and the resources of a stack that does it. */
const INSTALLATIONS: Readonly<
  Record<
    string,
    {
      readonly environment: (set: Environment) => Environment;
      readonly stack: (set: Environment) => readonly TestResource[];
    }
  >
> = {
  chart: { environment: (set) => ({ ...byDefault(), ...set }), stack: (set) => [release({ env: set })] },
  "add-on": {
    environment: (set) => ({ ...byDefault(), ...withoutFamily(set) }),
    stack: (set) => [addonWith(withoutFamily(set))],
  },
  "add-on of an IPv6 cluster": {
    environment: (set) => ({ ...byDefault(), ...OF_IPV6_CLUSTERS, ...withoutFamily(set) }),
    stack: (set) => [
      {
        type: "aws:eks/cluster:Cluster",
        name: "c",
        props: { kubernetesNetworkConfig: { ipFamily: "ipv6" } },
      },
      addonWith(withoutFamily(set)),
    ],
  },
  // The cases leave out what every DaemonSet has.
  DaemonSet: {
    environment: (set) => ({
      ENABLE_IPv4: String(!["true", "1", "T"].includes(set["ENABLE_IPv6"] ?? "")),
      ...set,
    }),
    stack: (set) => [daemonSet(variables(set))],
  },
};

/** The schema of the add-on has no variables of the IP family, which EKS sets. */
function withoutFamily(set: Environment): Environment {
  return Object.fromEntries(Object.entries(set).filter(([name]) => !/^ENABLE_IPv[46]$/.test(name)));
}

/** What EKS sets. */
const OF_IPV6_CLUSTERS = { ENABLE_IPv4: "false", ENABLE_IPv6: "true", ENABLE_PREFIX_DELEGATION: "true" };

/** The environments with which the CNI and the rules disagree, with what the CNI says. */
function differences(environments: readonly Environment[]): readonly string[] {
  return Object.entries(INSTALLATIONS).flatMap(([how, { environment: complete, stack }]) => {
    const verdicts = verdictsOn(environments.map(complete));
    return environments.flatMap((set, index) => {
      const verdict = verdicts[index] ?? assert.fail();
      const found = findingsIn(stack(set));
      if (found === undefined || "refused" in verdict === found.length > 0) return [];
      return [
        `${how} with ${JSON.stringify(set)}: ${JSON.stringify(verdict)}; ${found.join() || "no finding"}`,
      ];
    });
  });
}

/** The findings that say that aws-node does not start; undefined if something is not judged. */
function findingsIn(stack: readonly TestResource[]): readonly string[] | undefined {
  const run = new Run({ rules: [cniEnvAccepted, prefixWarmNonzero], now: new Date("2026-11-28") });
  const resources = resourcesOf({ name: "", stack });
  const findings = [...resources.flatMap((one) => run.judge(one)), ...run.judgeStack(resources, run.rules)];
  return run.undetermined.length > 0
    ? undefined
    : findings.filter(({ key }) => key !== "ignored").map(({ rule, key }) => `${rule}: ${key}`);
}

function verdictsOn(environments: readonly Environment[]): readonly Verdict[] {
  return answersOf(
    VPC_CNI,
    environments.map((one) => ({ environment: one })),
  ) as readonly Verdict[];
}

function published(file: string): string {
  const [answer] = answersOf(VPC_CNI, [{ file }]) as readonly { readonly file: string }[];
  return answer?.file ?? assert.fail();
}

let chartEnvironment: Environment | undefined;

/** The environment of the CNI's chart, which is also the add-on's. */
function byDefault(): Environment {
  return (chartEnvironment ??= (parse(published("charts/aws-vpc-cni/values.yaml")) as { env: Environment })
    .env);
}

function unique(environments: readonly Environment[]): readonly Environment[] {
  return [...new Map(environments.map((one) => [JSON.stringify(one), one])).values()];
}

const STACKS = fileURLToPath(new URL("../../stacks/", import.meta.url));

function stackEnvironments(): readonly Environment[] {
  const files = readdirSync(STACKS).filter((file) => /^Pulumi\.\w+\.yaml$/.test(file));
  return files.map((file) => {
    const { config } = parse(readFileSync(STACKS + file, "utf8")) as { config: Record<string, unknown> };
    const texts = Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const settings = parseSettings(Object.fromEntries(texts) as Record<string, string>, file);
    const { env } = cniConfiguration(planNetwork(settings, 3, file).addressPool, settings.addons, {});
    return { ...byDefault(), ...env };
  });
}

/** An instance type of each kind of interfaces. */
const INSTANCE_TYPES = [
  ...new Map(
    instanceTypes().map(({ name, networkInterfaces, ipv4PerInterface, isNitro }) => [
      [networkInterfaces, ipv4PerInterface, isNitro].join(),
      name,
    ]),
  ).values(),
];

function plannedEnvironments(): readonly Environment[] {
  const modes = [
    cniModeFor("prefix-delegation", false),
    cniModeFor("prefix-delegation", true),
    cniModeFor("secondary-ip", false),
    cniModeFor("secondary-ip", true),
    cniModeFor("ipv6", false),
  ];
  return modes.flatMap((cni) =>
    INSTANCE_TYPES.flatMap((name) =>
      [0, 4, 16].map((coolingAddressesPerNode) => {
        const pool = nodePoolSettings.parse({
          ...{ instanceTypes: [name], minSize: 1, maxSize: 3 },
          ...(coolingAddressesPerNode > 0 && { coolingAddressesPerNode }),
        });
        const subnets = { nodes: 19, ...(cni.customNetworking && { pods: 18 }) };
        const plan = planNodePools({ nodePools: { pool }, cni, zoneCount: 3, subnets, headroomPercent: 20 });
        const addons = { networkPolicies: true, podSecurityGroups: !cni.ipv6 };
        const { env } = cniConfiguration(plan.settings, addons, { team: "shop" });
        return { ...byDefault(), ...(cni.ipv6 && OF_IPV6_CLUSTERS), ...env };
      }),
    ),
  );
}

/** The environments that a resource sets: in an object or a list, or in a document. */
function environmentsIn(value: PropertyValue): readonly Environment[] {
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).flatMap(environmentsIn);
  if (!isPropertyObject(value)) return [];
  const own = environmentOf(value["env"]);
  const below = Object.entries(value).flatMap(([key, each]) =>
    key === "configurationValues" && typeof each === "string"
      ? environmentsIn(documentOf(each))
      : environmentsIn(each),
  );
  return own ? [own, ...below] : below;
}

function environmentOf(env: PropertyValue | undefined): Environment | undefined {
  const entries = Array.isArray(env)
    ? (env as readonly PropertyValue[]).flatMap((one) =>
        isPropertyObject(one) ? [[one["name"], one["value"]] as const] : [],
      )
    : env !== undefined && isPropertyObject(env)
      ? Object.entries(env)
      : [];
  const known = entries.flatMap(([name, value]) =>
    typeof name === "string" && isScalar(value) ? [[name, String(value)] as const] : [],
  );
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function isScalar(value: PropertyValue | undefined): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function documentOf(text: string): PropertyValue {
  try {
    return parse(text) as PropertyValue;
  } catch {
    return null;
  }
}

const flag = fc.constantFrom("true", "false", "1", "T", "yes", "", " true");
const count = fc.oneof(
  fc.integer({ min: -2, max: 20 }).map(String),
  fc.constantFrom("", "+1", "00", "01", "-0", "1.5", "1s", " 1", "a", "1_0", "0x1", "99999999999999999999"),
);
const mtu = fc.constantFrom(
  "9001",
  "9002",
  "576",
  "575",
  "1279",
  "1280",
  "1500",
  "",
  "9001 ",
  "+9001",
  "9e3",
);

/** Values that the CNI accepts, or just doesn't. */
const environment: fc.Arbitrary<Environment> = fc.record(
  {
    ENABLE_PREFIX_DELEGATION: flag,
    WARM_PREFIX_TARGET: count,
    WARM_IP_TARGET: count,
    MINIMUM_IP_TARGET: count,
    WARM_ENI_TARGET: count,
    IP_COOLDOWN_PERIOD: count,
    AWS_VPC_ENI_MTU: mtu,
    POD_MTU: mtu,
    ENABLE_POD_ENI: flag,
    POD_SECURITY_GROUP_ENFORCING_MODE: fc.constantFrom("strict", "standard", "Strict", "none", ""),
    NETWORK_POLICY_ENFORCING_MODE: fc.constantFrom("strict", "Standard", "NONE", "off", ""),
    AWS_VPC_K8S_CNI_VETHPREFIX: fc.constantFrom("eni", "eth", "lo", "vlan", "vlans", "ETH", "", "äöü"),
    AWS_VPC_K8S_PLUGIN_LOG_FILE: fc.constantFrom("stderr", "stdout", "Stdout", "/var/log/plugin.log", ""),
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: flag,
    ENABLE_IPv4: flag,
    ENABLE_IPv6: flag,
  },
  { requiredKeys: [] },
);
