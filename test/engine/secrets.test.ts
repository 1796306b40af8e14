import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { describeEngine } from "./harness/describe-engine.ts";
import { reportsOf } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";

const PROGRAM = path.join(import.meta.dirname, "../fixtures/engine/planted-secrets");
const PACK = path.join(import.meta.dirname, "../../policies");

describeEngine("secrets, environment values and user data in a program, with the real engine", () => {
  for (const [host, pack] of [
    ["the directory", PACK],
    ["the executable", path.join(PACK, "executable.cjs")],
  ] as const) {
    for (const operation of ["preview", "up"] as const) {
      it(`are never printed by pulumi ${operation} with ${host}`, async () => {
        const project = new EngineProject(PROGRAM);
        try {
          // Advisory, so that an update continues to the last resource.
          const config = path.join(project.directory, "policy.json");
          writeFileSync(config, '{ "all": "advisory" }');
          const outcome = await project[operation]({ policyPacks: [pack], policyPackConfigs: [config] });
          const rules = new Set(reportsOf(outcome).map(({ rule }) => rule));
          for (const rule of ["job-deadline", "subnet-min-size", "dns-min-replicas"])
            assert.ok(rules.has(rule), rule);
          for (const { message } of reportsOf(outcome)) assert.doesNotMatch(message, /planted/);
          assert.doesNotMatch(outcome.output, /planted-(?!secrets)/);
        } finally {
          project.remove();
        }
      });
    }
  }
});
