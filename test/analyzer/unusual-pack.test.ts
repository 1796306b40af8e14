import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import type { PropertyObject } from "../../policies/src/rule/property-value.ts";
import jobDeadline from "../../policies/src/rules/jobs/job-deadline.ts";
import { Run } from "../../policies/src/run/run.ts";
import { testUrn } from "../../policies/src/testing/test-case.ts";
import { POLICIES } from "./analyzer-process.ts";
import { ComparedHosts } from "./compared-hosts.ts";
import { configureRequest } from "./requests.ts";

const JOB = "kubernetes:batch/v1:Job";
const STACK = { type: "pulumi:pulumi:Stack", name: "stack", urn: testUrn("pulumi:pulumi:Stack"), props: {} };
const hanging = { type: JOB, name: "hangs", urn: testUrn(JOB), props: { spec: { backoffLimit: 1 } } };

let hosts: ComparedHosts;

/** Configures the rule with old ids as the engine does: under each id, with defaults where the config sets nothing. */
function configure(
  config: Readonly<
    Record<string, { readonly level?: "mandatory" | "remediate"; readonly options?: PropertyObject }>
  >,
): Promise<void> {
  const { level, options } = new Run({ rules: [jobDeadline], now: new Date() }).settings(jobDeadline);
  const ids = { "job-timeout": "disabled", "job-limit": "disabled", "job-deadline": level } as const;
  const policies = Object.entries(ids).map(
    ([id, preset]) =>
      [
        id,
        {
          level: config[id]?.level ?? preset,
          options: { ...(options as PropertyObject), ...config[id]?.options },
        },
      ] as const,
  );
  return hosts.configure(configureRequest(Object.fromEntries(policies)));
}

describe("the analyzer of a pack with an old id and a broken rule", () => {
  before(async () => {
    const command = (host: string) => ({
      args: [
        "--conditions=productionproof-source",
        fileURLToPath(new URL("unusual-pack.ts", import.meta.url)),
        host,
      ],
      cwd: POLICIES,
    });
    hosts = await ComparedHosts.start(command("own"), command("sdk"));
  });
  after(() => hosts.stop());

  it("has a policy for each old id, which is disabled", async () => {
    const { policiesList } = await hosts.info();
    assert.deepEqual(
      policiesList.map(({ name }) => name),
      ["upgrade", "job-timeout", "job-limit", "job-deadline", "broken", "blind-spots", "exemptions"],
    );
  });

  it("continues after a rule has failed", async () => {
    const found = await hosts.judge(hanging);
    assert.deepEqual(
      found.map(({ policyname }) => policyname),
      ["job-deadline", "broken"],
    );
  });

  it("judges under the id in the policy config, with a note at the end if it is an old one", async () => {
    await configure({});
    assert.deepEqual(
      (await hosts.judge(hanging)).map(({ policyname }) => policyname),
      ["job-deadline", "broken"],
    );
    await configure({ "job-limit": { options: { max: 200 } } });
    assert.match((await hosts.judge(hanging))[0]?.message ?? "", /120 to 3600/);
    await configure({ "job-timeout": { level: "mandatory", options: { max: 200 } } });
    const [finding] = await hosts.judge(hanging);
    assert.match(finding?.message ?? "", /120 to 200/);
    assert.equal(finding?.policyname, "job-timeout");
    const [note] = await hosts.judgeStack([STACK]);
    assert.match(note?.message ?? "", /"job-deadline"/);
  });

  it("remediates under an old id", async () => {
    await configure({ "job-timeout": { level: "remediate", options: { deadline: 150 } } });
    assert.equal((await hosts.remediate(hanging)).length, 1);
  });
});
