import assert from "node:assert/strict";

import type { NodeRegistration } from "../../infra/nodes/kubelet.ts";
import { nodeConfigUserData } from "../../infra/nodes/node-config.ts";
import { nodePoolSettings } from "../../infra/settings/node-pool-settings.ts";
import type { Resource } from "../../policies/src/rule/resource-view.ts";
import nodeUserData from "../../policies/src/rules/nodes/node-user-data.ts";
import { Run } from "../../policies/src/run/run.ts";
import { answersOf, KUBELET, NODEADM, skipWithout } from "./oracle.ts";
import { ruleInputs, stringsIn } from "./rule-inputs.ts";

interface Answer {
  readonly refused?: string;
  readonly kubelet?: Readonly<Record<string, unknown>>;
  readonly parts?: readonly { readonly contentType: string }[];
}

const POOL = { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 };
const REGISTRATION: NodeRegistration = {
  name: "platform",
  apiServerEndpoint: "https://0123456789.gr7.eu-west-1.eks.amazonaws.com",
  certificateAuthority: "Q0VSVElGSUNBVEU=",
  serviceCidr: "172.20.0.0/16",
  maxPods: 98,
  labels: { team: "batch" },
  taints: [{ key: "jobs", value: "true", effect: "NO_SCHEDULE" }],
};

/** What `infra/` writes for Amazon Linux 2023, with its defaults and with all settings at their limits. */
const OURS = [
  {},
  { containerLogMaxFiles: 2, imageGcHighPercent: 60, imageGcLowPercent: 59, podPidsLimit: 1024 },
].flatMap((kubelet) => {
  const pool = nodePoolSettings.parse({ ...POOL, kubelet });
  const ipv6 = { ...REGISTRATION, serviceCidr: "fd12:3456:789a::/108" };
  return [pool, { ...pool, registration: REGISTRATION }, { ...pool, registration: ipv6 }].map(
    nodeConfigUserData,
  );
});

describe("nodeadm, the kubelet and Karpenter", () => {
  skipWithout(NODEADM);
  skipWithout(KUBELET);

  it("refuse what is no NodeConfig, an unknown field, and a MIME document without an end", () => {
    const [config] = answersOf(NODEADM, ["kind: NodeConfig"]) as readonly Answer[];
    assert.ok(config?.refused);
    assert.ok(kubeletVerdicts([{ maxPod: 98 }])[0]?.refused);
    assert.ok(karpenterVerdicts(["Content-Type: multipart/mixed; boundary=x\n\n--x\n\na"])[0]?.refused);
  });

  it("read what infra/ writes", () => {
    const configurations = (answersOf(NODEADM, OURS) as readonly Answer[]).map(
      ({ kubelet }) => kubelet ?? assert.fail(),
    );
    assert.deepEqual(
      kubeletVerdicts(configurations).map(({ refused }) => refused),
      OURS.map(() => undefined),
    );
    assert.deepEqual(
      karpenterVerdicts(OURS).map(({ parts }) => parts?.map(({ contentType }) => contentType)),
      OURS.map(() => ["application/node.eks.aws"]),
    );
  });

  it("read the user data of the rules' examples and cases, unless a finding says that nodes can't", async () => {
    const inputs = (await ruleInputs()).flat().flatMap((resource) =>
      userDataOf(resource).flatMap((text) => {
        const verdict = unreadable(resource);
        return verdict === undefined ? [] : [[text, verdict] as const];
      }),
    );
    const unique = [...new Map(inputs)].filter(([text]) => text.includes("node.eks.aws/v1alpha1"));
    assert.ok(unique.length > 10);
    const answers = answersOf(
      NODEADM,
      unique.map(([text]) => text),
    ) as readonly Answer[];
    const differences = unique.flatMap(([text, isUnreadable], index) => {
      const refused = answers[index]?.refused;
      return (refused !== undefined) === isUnreadable ? [] : [`${text}\n=> ${refused ?? "accepted"}`];
    });
    assert.deepEqual(differences, []);
  });
});

function kubeletVerdicts(configurations: readonly object[]): readonly Answer[] {
  // Whether this computer has the newer cgroups doesn't matter here.
  const whole = {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    failCgroupV1: false,
  };
  return answersOf(
    KUBELET,
    configurations.map((one) => ({ configuration: JSON.stringify({ ...whole, ...one }) })),
  ) as readonly Answer[];
}

function karpenterVerdicts(userData: readonly string[]): readonly Answer[] {
  return answersOf(
    KUBELET,
    userData.map((one) => ({ userData: one })),
  ) as readonly Answer[];
}

/** User data as nodes get it. */
function userDataOf({ type, props }: Resource): readonly string[] {
  return [...stringsIn(props)].flatMap(([name, text]) =>
    !name.startsWith("userData")
      ? []
      : type.startsWith("kubernetes:")
        ? [text]
        : [Buffer.from(text, "base64").toString()],
  );
}

/** Whether a finding says that nodes can't read it; undefined if it is not judged. */
function unreadable(resource: Resource): boolean | undefined {
  const run = new Run({ rules: [nodeUserData], now: new Date("2026-11-28") });
  const findings = run.judge(resource);
  return run.undetermined.length > 0 ? undefined : findings.some(({ key }) => key === "unreadable");
}
