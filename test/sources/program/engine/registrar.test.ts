import assert from "node:assert/strict";

import { resourceReference } from "../../../../policies/src/protocol/wire.ts";
import { UNKNOWN, type PropertyValue } from "../../../../policies/src/rule/property-value.ts";
import { Plan } from "../../../../policies/src/sources/plan.ts";
import type { ComponentModel } from "../../../../policies/src/sources/program/components/component-model.ts";
import { Renderer } from "../../../../policies/src/sources/program/kubernetes/rendering.ts";
import {
  Registrar,
  type Registration,
  type Transform,
} from "../../../../policies/src/sources/program/engine/registrar.ts";
import type { SourceResource } from "../../../../policies/src/sources/source.ts";
import { ChangeFinder } from "../../../../policies/src/sources/state/change-finder.ts";
import type { PriorResource } from "../../../../policies/src/sources/state/prior-state.ts";

const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

/** Returns a registration as the SDK sends it, with the values that a test sets. */
function request(type: string, name: string, rest: Partial<Registration> = {}): Registration {
  return {
    type,
    name,
    parent: type === "pulumi:pulumi:Stack" ? "" : STACK,
    custom: type.startsWith("aws:"),
    remote: false,
    props: {},
    propertyDependencies: {},
    dependencies: [],
    provider: "",
    providers: {},
    version: "7.48.0",
    transforms: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    aliases: [],
    ...rest,
  };
}

/** Returns a transform that leaves a mark in the inputs. */
function mark(letter: string): Transform {
  return (registration) =>
    Promise.resolve({
      ...registration,
      props: { ...registration.props, marks: [...((registration.props["marks"] ?? []) as string[]), letter] },
    });
}

async function newRegistrar(
  models: readonly ComponentModel[] = [],
  plan = new Plan(),
  changes?: ChangeFinder,
): Promise<{ plan: Plan; registrar: Registrar }> {
  const identity = { project: "shop", stack: "dev" };
  const registrar = new Registrar({
    identity,
    plan,
    models,
    renderer: new Renderer("."),
    config: { "aws:region": "eu-west-1", "shop:size": "3" },
    namingOf: () => ({ mode: "default" }),
    ...(changes ? { changes } : {}),
  });
  await registrar.register(request("pulumi:pulumi:Stack", "shop-dev"));
  return { plan, registrar };
}

describe("Registrar", () => {
  it("creates URNs with the types of all parents except the stack", async () => {
    const { registrar } = await newRegistrar();
    const network = await registrar.register(request("shop:net:Network", "n"));
    const vpc = await registrar.register(request("aws:ec2/vpc:Vpc", "v", { parent: network.urn }));
    const subnet = await registrar.register(request("aws:ec2/subnet:Subnet", "s", { parent: vpc.urn }));
    assert.equal(network.urn, "urn:pulumi:dev::shop::shop:net:Network::n");
    assert.equal(
      subnet.urn,
      "urn:pulumi:dev::shop::shop:net:Network$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::s",
    );
  });

  it("rejects a second resource with the same URN, with the engine's message", async () => {
    const { registrar } = await newRegistrar();
    await registrar.register(request("aws:ec2/vpc:Vpc", "v"));
    await assert.rejects(
      registrar.register(request("aws:ec2/vpc:Vpc", "v")),
      new Error(
        "Duplicate resource URN 'urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::v'; try giving it a unique name",
      ),
    );
  });

  it("creates one default provider for each version, with the stack's configuration for the package", async () => {
    const { plan, registrar } = await newRegistrar();
    const first = await registrar.register(request("aws:ec2/vpc:Vpc", "a"));
    await registrar.register(request("aws:ec2/vpc:Vpc", "b"));
    await registrar.register(request("aws:ec2/vpc:Vpc", "c", { version: "7.25.0" }));
    const providers = plan.resources.filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual(
      providers.map(({ name, props }) => [name, props]),
      [
        ["default_7_48_0", { region: "eu-west-1", version: "7.48.0" }],
        ["default_7_25_0", { region: "eu-west-1", version: "7.25.0" }],
      ],
    );
    assert.equal(first.provider, providers[0]?.urn);
  });

  it("uses the provider that the program sets", async () => {
    const { plan, registrar } = await newRegistrar();
    const vpc = await registrar.register(request("aws:ec2/vpc:Vpc", "a", { provider: "urn:provider::id" }));
    assert.equal(vpc.provider, "urn:provider");
    assert.equal(plan.resources.length, 2);
  });

  it("protects the children of a protected parent by default", async () => {
    const { registrar } = await newRegistrar();
    const { urn: parent } = await registrar.register(request("shop:net:Network", "n", { protect: true }));
    assert.equal((await registrar.register(request("aws:ec2/vpc:Vpc", "a", { parent }))).protect, true);
    assert.equal(
      (await registrar.register(request("aws:ec2/vpc:Vpc", "b", { parent, protect: false }))).protect,
      false,
    );
  });

  it("runs a resource's own transforms first, then its parents', then the stack's", async () => {
    const { registrar } = await newRegistrar();
    registrar.stackTransforms.push(mark("s"));
    const { urn: outer } = await registrar.register(
      request("shop:a:Outer", "o", { transforms: [mark("2")] }),
    );
    const { urn: inner } = await registrar.register(
      request("shop:a:Inner", "i", { parent: outer, transforms: [mark("1")] }),
    );
    const vpc = await registrar.register(
      request("aws:ec2/vpc:Vpc", "v", { parent: inner, transforms: [mark("0"), mark("o")] }),
    );
    assert.deepEqual(vpc.props["marks"], ["0", "o", "1", "2", "s"]);
  });

  describe("names that providers generate", () => {
    it("are among the inputs and the outputs of a new resource, and available to the children of a component", async () => {
      const { plan, registrar } = await newRegistrar();
      const { urn, props } = await registrar.register(request("aws:eks/cluster:Cluster", "main"));
      assert.match(props["name"] as string, /^main-[0-9a-f]{7}$/);
      assert.deepEqual(plan.outputs(urn), props);
    });

    it("are not generated by a provider whose configuration is unknown", async () => {
      const { registrar } = await newRegistrar();
      const provider = await registrar.register(
        request("pulumi:providers:kubernetes", "k", { custom: true, props: { kubeconfig: UNKNOWN } }),
      );
      const job = request("kubernetes:batch/v1:Job", "j", { custom: true, provider: `${provider.urn}::id` });
      assert.deepEqual((await registrar.register(job)).props, {});
      assert.notDeepEqual((await registrar.register({ ...job, name: "other", provider: "" })).props, {});
    });

    it("are not generated for components", async () => {
      const { registrar } = await newRegistrar();
      const { props } = await registrar.register(request("aws:eks/cluster:Cluster", "c", { custom: false }));
      assert.deepEqual(props, {});
    });

    it("stay as they are in the state, without a change, and are new after a replacement", async () => {
      const urn = "urn:pulumi:dev::shop::aws:ec2/launchTemplate:LaunchTemplate::t";
      const inputs = { name: "t-1234567", __defaults: ["name"] };
      const prior = (rest: object): PriorResource => ({
        urn,
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        custom: true,
        id: "lt-1",
        inputs: { ...inputs, ...rest },
        outputs: inputs,
        protect: false,
        ignoreChanges: [],
        parent: "",
      });
      for (const [rest, operations, name] of [
        [{}, [], /^t-1234567$/],
        [{ namePrefix: "t-" }, ["replace"], /^t-(?!1234567)[0-9a-f]{7}$/],
      ] as const) {
        const plan = new Plan();
        const changes = new ChangeFinder(new Map([[urn, prior(rest)]]), plan);
        const { registrar } = await newRegistrar([], plan, changes);
        const { props } = await registrar.register(request("aws:ec2/launchTemplate:LaunchTemplate", "t"));
        assert.match(props["name"] as string, name);
        assert.equal(plan.outputs(urn)["name"], props["name"]);
        assert.deepEqual(
          changes.result.changes.map(({ operation }) => operation),
          operations,
        );
      }
    });
  });

  describe("a component that a plugin creates", () => {
    const component = (rest: Partial<Registration>) =>
      request("eks:index:Cluster", "c", { remote: true, version: "4.3.0", ...rest });

    it("is a blind spot without a model", async () => {
      const { plan, registrar } = await newRegistrar();
      const { props } = await registrar.register(component({ props: { version: "1.36" } }));
      assert.deepEqual(props, {});
      assert.deepEqual(
        [...plan.blindSpots],
        ["c (eks:index:Cluster): its children are created by a plugin and were not judged"],
      );
    });

    it("is a partial blind spot if an option has no model", async () => {
      const model: ComponentModel = {
        type: "eks:index:Cluster",
        versions: { package: "@pulumi/eks", from: "4.0.0", to: "4.3.0" },
        notModeled: (inputs) => Object.keys(inputs),
        expand: () => Promise.resolve({}),
      };
      const { plan, registrar } = await newRegistrar([model]);
      await registrar.register(component({ props: { proxy: "http://localhost" } }));
      assert.deepEqual([...plan.blindSpots], ["c (eks:index:Cluster): the effect of proxy was not judged"]);
    });

    it("is known with the resources that the program passes to it", async () => {
      const { registrar } = await newRegistrar();
      const cluster = { urn: "urn:pulumi:dev::shop::eks:index:Cluster::c", id: "" };
      const { given } = await registrar.register(
        component({ name: "nodes", props: { cluster, labels: { urn: 1 }, name: "nodes" } }),
      );
      assert.deepEqual(given, [cluster.urn]);
    });

    it("is below the component in an input, if the plugin creates it there", async () => {
      const model: ComponentModel = {
        type: "eks:index:Addon",
        versions: { package: "@pulumi/eks", from: "4.0.0", to: "4.3.0" },
        parentInput: "cluster",
        expand: () => Promise.resolve({}),
      };
      const { registrar } = await newRegistrar([model]);
      const { urn: cluster } = await registrar.register(component({}));
      const below = (name: string, input: PropertyValue): Promise<SourceResource> =>
        registrar.register(component({ type: "eks:index:Addon", name, props: { cluster: input } }));
      assert.equal(
        (await below("a", resourceReference(cluster))).urn,
        `${cluster.slice(0, -"::c".length)}$eks:index:Addon::a`,
      );
      for (const [name, other] of Object.entries({
        b: UNKNOWN,
        d: { urn: "urn:elsewhere" },
        e: undefined,
      })) {
        assert.match((await below(name, other)).urn, /::eks:index:Addon::/);
      }
    });

    for (const [version, lines] of [
      [
        "3.9.1",
        ["@pulumi/eks 3.9.1: its components were judged as those of 4.3.0, and may create other resources"],
      ],
      ["4.0.0", []],
      [
        "4.1.0",
        ["@pulumi/eks 4.1.0: its components were judged as those of 4.3.0, and may create other resources"],
      ],
      ["4.3.0", []],
      [
        "4.10.0-alpha.1",
        ["@pulumi/eks 4.10.0: its components were judged as those of 4.3.0, and may create other resources"],
      ],
      ["", []],
    ] as const) {
      it(`is a blind spot, once, for a version that the model doesn't hold for: ${version}`, async () => {
        const model: ComponentModel = {
          type: "eks:index:Cluster",
          versions: { package: "@pulumi/eks", from: "4.0.0", to: "4.3.0", except: ["4.1.0"] },
          expand: () => Promise.resolve({}),
        };
        const { plan, registrar } = await newRegistrar([model]);
        await registrar.register(component({ version }));
        await registrar.register(component({ version, name: "d" }));
        assert.deepEqual([...plan.blindSpots], lines);
      });
    }

    it("is expanded by its model: its transforms apply to the children, which use its providers", async () => {
      const model: ComponentModel = {
        type: "eks:index:Cluster",
        versions: { package: "@pulumi/eks", from: "4.0.0", to: "4.3.0" },
        expand: async ({ name, inputs, inputDependencies, register }) => {
          const cluster = await register({
            type: "aws:eks/cluster:Cluster",
            name: `${name}-eksCluster`,
            props: { version: inputs["version"] },
            from: { version: inputDependencies("version") },
          });
          return { clusterUrn: cluster.urn, marks: cluster.props["marks"] };
        },
      };
      const { plan, registrar } = await newRegistrar([model]);
      const { urn } = await registrar.register(
        component({
          props: { version: "1.36" },
          propertyDependencies: { version: ["urn:from"] },
          providers: { aws: "urn:aws::id" },
          transforms: [mark("t")],
        }),
      );
      const child = plan.resources.at(-1);
      assert.equal(
        child?.urn,
        "urn:pulumi:dev::shop::eks:index:Cluster$aws:eks/cluster:Cluster::c-eksCluster",
      );
      assert.deepEqual(child.props, { version: "1.36", marks: ["t"] });
      assert.deepEqual([child.parent, child.provider, child.dependencies], [urn, "urn:aws", ["urn:from"]]);
      assert.deepEqual(plan.outputs(urn), { clusterUrn: child.urn, marks: ["t"] });
      assert.deepEqual([...plan.blindSpots], []);
    });
  });
});
