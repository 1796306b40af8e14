// A pack of rules that ours doesn't have: one with an old id and a broken one. The argument selects the host: `sdk` or `own`.
import { PolicyPack } from "@pulumi/policy";

import packageJson from "../../policies/package.json" with { type: "json" };
import { packedInfo } from "../../policies/src/analyzer/packed-info.ts";
import { serve } from "../../policies/src/analyzer/server.ts";
import { createPack } from "../../policies/src/crossguard/pack.ts";
import jobBackoff from "../../policies/src/rules/jobs/job-backoff.ts";
import jobDeadline from "../../policies/src/rules/jobs/job-deadline.ts";
import { Run } from "../../policies/src/run/run.ts";

const rules = [
  { ...jobDeadline, aliases: ["job-timeout", "job-limit"] },
  {
    ...jobBackoff,
    id: "broken",
    check: () => {
      throw new TypeError("on purpose");
    },
  },
];
const name = "unusual";
if (process.argv[2] === "sdk") new PolicyPack(name, createPack({ rules }));
else {
  const run = new Run({ rules, now: new Date() });
  const pack = { name, version: packageJson.version };
  serve(run, pack, packedInfo(run, pack));
}
