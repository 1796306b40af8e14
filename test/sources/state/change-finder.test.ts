import assert from "node:assert/strict";

import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import type { Change, Changes } from "../../../policies/src/sources/changes.ts";
import { Plan } from "../../../policies/src/sources/plan.ts";
import type { SourceResource } from "../../../policies/src/sources/source.ts";
import { ChangeFinder, type ComparedRequest } from "../../../policies/src/sources/state/change-finder.ts";
import type { PriorResource } from "../../../policies/src/sources/state/prior-state.ts";

const SUBNET = "aws:ec2/subnet:Subnet";
const GROUP = "aws:eks/nodeGroup:NodeGroup";
const CLUSTER = "aws:eks/cluster:Cluster";
const BUCKET = "aws:s3/bucket:Bucket";

const urn = (type: string): string => `urn:pulumi:prod::shop::${type}::it`;

function prior(type: string, rest: Partial<PriorResource> = {}): PriorResource {
  const defaults = {
    custom: true,
    id: "id-1",
    inputs: {},
    outputs: { arn: "arn:it" },
    protect: false,
    ignoreChanges: [],
    parent: "",
  };
  return { ...defaults, urn: urn(type), type, ...rest };
}

function planned(type: string, rest: Partial<SourceResource> = {}): SourceResource {
  const defaults = {
    custom: true,
    name: "it",
    props: {},
    protect: false,
    dependencies: [],
    propertyDependencies: {},
  };
  return { ...defaults, urn: urn(type), type, ...rest };
}

const NOTHING: ComparedRequest = { ignoreChanges: [], replaceOnChanges: [], aliases: [] };

/** Returns the result for a state and the resources that a program registers, in order. */
function changesOf(
  state: readonly PriorResource[],
  asked: readonly SourceResource[],
  request: Partial<ComparedRequest> = {},
  plan = new Plan(),
): Changes {
  const finder = new ChangeFinder(new Map(state.map((one) => [one.urn, one])), plan);
  for (const one of asked) finder.compare(one, { ...NOTHING, ...request });
  return finder.result;
}

/** Returns one line for each change. */
function lines({ changes }: Changes): readonly string[] {
  return changes.map(({ operation, type, properties, keptBy }: Change) =>
    [operation, type.split(":").at(-1), ...properties, ...(keptBy ? [`[${keptBy}]`] : [])].join(" "),
  );
}

describe("a plan compared with the stack's state", () => {
  it("has no changes if everything is as before", () => {
    const props = { cidrBlock: "10.0.0.0/19" };
    assert.deepEqual(changesOf([prior(SUBNET, { inputs: props })], [planned(SUBNET, { props })]), {
      changes: [],
      unchanged: 1,
      notCompared: [],
    });
  });

  it("is found in time proportional to the state", () => {
    const walks = (count: number): number => {
      let walked = 0;
      class CountingMap extends Map<string, PriorResource> {
        override values() {
          walked += 1;
          return super.values();
        }
      }
      const state = Array.from({ length: count }, (_, index) =>
        prior(SUBNET, { urn: `${urn(SUBNET)}-${index}`, inputs: { cidrBlock: "10.0.0.0/19" } }),
      );
      const finder = new ChangeFinder(new CountingMap(state.map((one) => [one.urn, one])), new Plan());
      for (const one of state.slice(1)) finder.compare(planned(SUBNET, { urn: one.urn }), NOTHING);
      assert.equal(finder.result.changes.length, count);
      return walked;
    };
    assert.equal(walks(20), walks(10));
  });

  for (const [what, state, asked, expected] of [
    ["a new resource", [], [planned(SUBNET)], ["create Subnet"]],
    ["a removed resource", [prior(SUBNET)], [], ["delete Subnet"]],
    ["a removed protected resource", [prior(SUBNET, { protect: true })], [], ["delete Subnet [protect]"]],
    [
      "components, that are nothing in AWS",
      [prior("a:b:C", { custom: false })],
      [planned("a:b:D", { custom: false })],
      [],
    ],
    ["providers, which aren't AWS resources", [prior("pulumi:providers:aws")], [], []],
    [
      "a property that causes a replacement",
      [prior(SUBNET, { inputs: { cidrBlock: "10.0.0.0/19", tags: {} }, protect: true })],
      [planned(SUBNET, { props: { cidrBlock: "10.0.0.0/18", tags: { a: "1" } } })],
      ["replace Subnet cidrBlock tags.a [protect]"],
    ],
    [
      "a property that causes an update",
      [prior(SUBNET, { inputs: { mapPublicIpOnLaunch: false }, protect: true })],
      [planned(SUBNET, { props: { mapPublicIpOnLaunch: true } })],
      ["update Subnet mapPublicIpOnLaunch"],
    ],
    [
      "part of a property that causes a replacement",
      [prior(GROUP, { inputs: { subnetIds: ["a", "b"] } })],
      [planned(GROUP, { props: { subnetIds: ["a", "c"] } })],
      ["replace NodeGroup subnetIds"],
    ],
    [
      "a property without the part that causes a replacement",
      [prior(GROUP, { inputs: { launchTemplate: { id: "lt", version: "1" } } })],
      [planned(GROUP, { props: { launchTemplate: { id: "lt", version: "2" } } })],
      ["update NodeGroup launchTemplate.version"],
    ],
    [
      "a property whole, with that part",
      [prior(GROUP)],
      [planned(GROUP, { props: { launchTemplate: { id: "lt", version: "2" } } })],
      ["replace NodeGroup launchTemplate"],
    ],
    [
      "an unknown type",
      [prior(BUCKET, { inputs: { acl: "private" }, protect: true })],
      [planned(BUCKET, { props: { acl: "public" } })],
      ["update-or-replace Bucket acl"],
    ],
    [
      "a node group of a protected cluster",
      [prior(CLUSTER, { protect: true }), prior(GROUP)],
      [planned(CLUSTER)],
      ["delete NodeGroup [cluster]"],
    ],
    [
      "a pool of a cluster that AWS protects",
      [prior(CLUSTER, { inputs: { deletionProtection: true } }), prior(GROUP)],
      [planned(CLUSTER, { props: { deletionProtection: true } })],
      ["delete NodeGroup [cluster]"],
    ],
    [
      "a node group of an unprotected cluster",
      [prior(CLUSTER), prior(GROUP)],
      [planned(CLUSTER)],
      ["delete NodeGroup"],
    ],
    [
      "another resource next to a protected cluster",
      [prior(CLUSTER, { protect: true }), prior(BUCKET)],
      [planned(CLUSTER)],
      ["delete Bucket"],
    ],
  ] as const) {
    it(`reports for ${what}: ${expected.join(", ") || "nothing"}`, () => {
      assert.deepEqual(lines(changesOf(state, asked)), expected);
    });
  }

  describe("with an unknown property", () => {
    const state = [
      prior(SUBNET, { inputs: { cidrBlock: "10.0.0.0/19" } }),
      prior(GROUP, { inputs: { subnetIds: ["a"] } }),
    ];
    const group = planned(GROUP, {
      props: { subnetIds: [UNKNOWN] },
      propertyDependencies: { subnetIds: [urn(SUBNET)] },
    });

    it("changes if the resource that it comes from changes", () => {
      const subnet = planned(SUBNET, { props: { cidrBlock: "10.0.32.0/19" } });
      assert.deepEqual(lines(changesOf(state, [subnet, group])), [
        "replace Subnet cidrBlock",
        "replace NodeGroup subnetIds",
      ]);
    });

    it("is not compared if that resource is updated with the same outputs", () => {
      const subnet = planned(SUBNET, { props: { cidrBlock: "10.0.0.0/19", mapPublicIpOnLaunch: true } });
      assert.deepEqual(lines(changesOf(state, [subnet, group])), ["update Subnet mapPublicIpOnLaunch"]);
    });

    it("is not compared if that resource stays, and isn't reported as a change", () => {
      const subnet = planned(SUBNET, { props: { cidrBlock: "10.0.0.0/19" } });
      assert.deepEqual(changesOf(state, [subnet, group]), {
        changes: [],
        unchanged: 2,
        notCompared: [{ urn: group.urn, property: "subnetIds" }],
      });
    });
  });

  it("ignores properties that the program ignores", () => {
    const before = prior(GROUP, { inputs: { scalingConfig: { desiredSize: 3 }, tags: { "a.b": "1" } } });
    const after = planned(GROUP, { props: { scalingConfig: { desiredSize: 1 }, tags: { "a.b": "2" } } });
    const ignoring = (...ignoreChanges: string[]) => lines(changesOf([before], [after], { ignoreChanges }));
    assert.deepEqual(ignoring("scalingConfig.desiredSize"), ["update NodeGroup tags.a.b"]);
    assert.deepEqual(ignoring("scalingConfig", 'tags["a.b"]'), []);
    assert.deepEqual(ignoring("*"), []);
  });

  it("ignores properties that the last update ignored, if the model of a component sets none", () => {
    const before = prior(GROUP, { inputs: { version: "1.35" }, ignoreChanges: ["version"] });
    const after = planned(GROUP, { props: { version: "1.36" } });
    const compared = (request: ComparedRequest) => {
      const finder = new ChangeFinder(new Map([[before.urn, before]]), new Plan());
      finder.compare(after, request);
      return lines(finder.result);
    };
    assert.deepEqual(compared({ replaceOnChanges: [], aliases: [] }), []);
    assert.deepEqual(compared(NOTHING), ["update NodeGroup version"]);
  });

  it("replaces for properties that the program specifies", () => {
    const before = prior(GROUP, { inputs: { version: "1.35" } });
    const after = planned(GROUP, { props: { version: "1.36" } });
    assert.deepEqual(lines(changesOf([before], [after], { replaceOnChanges: ["version"] })), [
      "replace NodeGroup version",
    ]);
  });

  it("recognizes a resource by its former name", () => {
    const before = prior(SUBNET, { urn: "urn:pulumi:prod::shop::aws:ec2/subnet:Subnet::old" });
    assert.deepEqual(lines(changesOf([before], [planned(SUBNET)], { aliases: [before.urn] })), []);
  });

  it("replaces resources in the Region of a provider whose Region changes", () => {
    const provider = planned("pulumi:providers:aws", { props: { region: "eu-central-1" } });
    const plan = new Plan();
    plan.add(provider);
    const before = prior(SUBNET, { outputs: { region: "eu-west-1" } });
    const after = planned(SUBNET, { provider: provider.urn });
    assert.deepEqual(lines(changesOf([before], [after], {}, plan)), ["replace Subnet region"]);
    const global = prior(SUBNET);
    assert.deepEqual(lines(changesOf([global], [after], {}, plan)), []);
  });

  it("deletes nothing below a component whose children aren't visible", () => {
    const chart = planned("kubernetes:helm.sh/v3:Chart", { custom: false });
    const plan = new Plan();
    plan.unseen.add(chart.urn);
    const state = [
      prior(chart.type, { custom: false }),
      prior("a:b:C", { custom: false, parent: chart.urn }),
      prior("kubernetes:apps/v1:Deployment", { parent: urn("a:b:C") }),
    ];
    assert.deepEqual(lines(changesOf(state, [chart], {}, plan)), []);
    assert.deepEqual(lines(changesOf(state, [chart])), ["delete Deployment"]);
  });

  describe("tells the program about an existing resource", () => {
    const known = (type: string, inputs: PriorResource["inputs"], props: SourceResource["props"]) =>
      new ChangeFinder(
        new Map([[urn(type), prior(type, { inputs, outputs: { arn: "arn:it", latestVersion: 1 } })]]),
        new Plan(),
      ).compare(planned(type, { props }), NOTHING);

    it("what the provider added inside its properties, without what the program no longer sets", () => {
      const before = {
        inputs: { vpcConfig: { subnetIds: ["subnet-1"], publicAccessCidrs: ["203.0.113.0/24"] } },
        outputs: {
          vpcConfig: {
            subnetIds: ["subnet-1"],
            publicAccessCidrs: ["203.0.113.0/24"],
            clusterSecurityGroupId: "sg-1",
          },
        },
      };
      const finder = new ChangeFinder(new Map([[urn(CLUSTER), prior(CLUSTER, before)]]), new Plan());
      const props = { vpcConfig: { subnetIds: ["subnet-1"] } };
      assert.deepEqual(finder.compare(planned(CLUSTER, { props }), NOTHING)?.outputs["vpcConfig"], {
        subnetIds: ["subnet-1"],
        clusterSecurityGroupId: "sg-1",
      });
    });

    it("its ID and outputs, if it stays or is updated", () => {
      assert.deepEqual(known(SUBNET, {}, {}), { id: "id-1", outputs: { arn: "arn:it", latestVersion: 1 } });
      assert.deepEqual(known(SUBNET, {}, { tags: { a: "1" } }), {
        id: "id-1",
        outputs: { arn: "arn:it", latestVersion: 1, tags: { a: "1" } },
      });
    });

    it("no output that the update changes", () => {
      const template = "aws:ec2/launchTemplate:LaunchTemplate";
      const { outputs = {} } = known(template, {}, { userData: "YQ==" }) ?? {};
      assert.deepEqual(outputs, {
        arn: "arn:it",
        defaultVersion: UNKNOWN,
        latestVersion: UNKNOWN,
        userData: "YQ==",
      });
    });

    it("nothing if it is replaced", () => {
      assert.equal(known(SUBNET, { cidrBlock: "a" }, { cidrBlock: "b" }), undefined);
    });
  });
});
