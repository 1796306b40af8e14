import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import {
  parseUserData,
  type UserData,
} from "../../../../../policies/src/cluster/nodes/user-data/user-data.ts";
import { Secret, UNKNOWN, type PropertyValue } from "../../../../../policies/src/rule/property-value.ts";
import {
  generateUserData,
  userDataInBase64,
  type UserDataInput,
} from "../../../../../policies/src/sources/program/components/eks/user-data.ts";

const RECORDING = path.join(import.meta.dirname, "../../../../fixtures/eks-component/user-data.jsonl");

interface Recorded {
  readonly options: UserDataInput;
  readonly userData: string;
}

const [first = "", ...lines] = readFileSync(RECORDING, "utf8").trimEnd().split("\n");
const { name: clusterName, ...unknownBefore } = (
  JSON.parse(first) as { readonly cluster: Readonly<Record<string, string>> }
).cluster;

describe("user data that pulumi-eks generates, against its own function", () => {
  for (const line of lines) {
    const { options, userData } = JSON.parse(line) as Recorded;
    it(JSON.stringify(options).slice(0, 110), () => {
      const inPreview = Object.values(unknownBefore).reduce(
        (text, value) => text.replaceAll(value, UNKNOWN),
        userData,
      );
      assert.deepEqual(read(generateUserData({ ...options, clusterName })), read(inPreview));
    });
  }
});

describe("user data that pulumi-eks generates from unknown options", () => {
  const flagsOf = (input: UserDataInput): unknown =>
    (
      read(generateUserData({ os: "AL2023", ...input })).document?.["spec"] as {
        kubelet?: { flags?: unknown };
      }
    ).kubelet?.flags;

  for (const [what, input, flags] of [
    ["flags", { kubeletExtraArgs: UNKNOWN, labels: { a: "b" } }, UNKNOWN],
    [
      "labels",
      { kubeletExtraArgs: "--max-pods=9", labels: UNKNOWN },
      { "--max-pods": "9", "--node-labels": UNKNOWN },
    ],
    ["a label", { labels: { a: UNKNOWN, b: "c" } }, { "--node-labels": UNKNOWN }],
    ["taints", { taints: UNKNOWN }, { "--register-with-taints": UNKNOWN }],
    [
      "the key of a taint",
      { taints: [{ key: UNKNOWN, effect: "NO_SCHEDULE" }] },
      { "--register-with-taints": UNKNOWN },
    ],
    ["the name of the cluster", { clusterName: UNKNOWN, kubeletExtraArgs: "--v=2" }, { "--v": "2" }],
  ] as const) {
    it(`knows the flags besides ${what}`, () => {
      assert.deepEqual(flagsOf(input), flags);
    });
  }

  for (const [what, input] of [
    ["the operating system", { os: UNKNOWN }],
    ["what replaces it", { os: "AL2023", override: UNKNOWN }],
    ["Bottlerocket's settings", { os: "Bottlerocket", bottlerocketSettings: UNKNOWN }],
    ["those below settings", { os: "Bottlerocket", bottlerocketSettings: { settings: UNKNOWN } }],
    [
      "those of Kubernetes",
      { os: "Bottlerocket", bottlerocketSettings: { settings: { kubernetes: UNKNOWN } } },
    ],
    // The component rejects these, though only once it knows the cluster.
    ["a rejected option on AL2", { os: "AL2", bottlerocketSettings: { settings: {} } }],
    ["a rejected option on AL2023", { os: "AL2023", bootstrapExtraArgs: "--use-max-pods false" }],
    ["a rejected option on Bottlerocket", { os: "Bottlerocket", kubeletExtraArgs: "--v=2" }],
  ] as const) {
    it(`knows nothing with ${what}`, () => {
      assert.equal(generateUserData({ clusterName, ...input }), UNKNOWN);
    });
  }

  for (const [what, nodeadmExtraOptions] of [
    ["all parts", UNKNOWN],
    ["a part", [UNKNOWN]],
    ["the content of a part", [{ contentType: "application/node.eks.aws", content: UNKNOWN }]],
    ["the type of a part", [{ contentType: UNKNOWN, content: "#!/bin/bash\n" }]],
  ] as const) {
    it(`infers nothing from what is absent beside ${what}`, () => {
      const { document, isWhole, problems } = read(
        generateUserData({ os: "AL2023", kubeletExtraArgs: "--v=2", nodeadmExtraOptions }),
      );
      assert.deepEqual([document, isWhole, problems], [undefined, false, []]);
    });
  }

  it("knows the settings beside an unknown script, but not the script", () => {
    const { document, isWhole } = read(
      generateUserData({ os: "AL2023", kubeletExtraArgs: "--v=2", script: UNKNOWN, stackName: "workers" }),
    );
    assert.notEqual(document, undefined);
    assert.equal(isWhole, false);
  });

  it("is secret if an option is", () => {
    const { value } = userDataInBase64({ os: "AL2023", labels: new Secret({ a: "b" }) });
    assert.ok(value instanceof Secret);
  });
});

function read(userData: PropertyValue): UserData {
  assert.ok(typeof userData === "string");
  return parseUserData(userData, "plain");
}
