import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { preview } from "../../policies/src/run/preview.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import type { PolicyReport } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";
import { engineReports, inWords, offlineReports, type Subject } from "./harness/findings-of-hosts.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACK = path.join(ROOT, "policies");
const PROGRAMS = path.join(ROOT, "test/fixtures/programs");

/** All stacks of the platform, and all fixture programs that run to completion. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  ...Object.fromEntries(
    readdirSync(path.join(ROOT, "stacks")).flatMap((file) => {
      const [, stack] = /^Pulumi\.(.+)\.yaml$/.exec(file) ?? [];
      return stack === undefined ? [] : [[`the ${stack} stack`, { directory: ROOT, stack }] as const];
    }),
  ),
  ...Object.fromEntries(
    readdirSync(PROGRAMS)
      .filter((program) => program !== "throws" && !program.startsWith("tmp-"))
      .map((program) => [program, { directory: path.join(PROGRAMS, program), stack: "dev" }]),
  ),
};

/** The first lines of reports that only one of the two makes, and why that is correct. */
const DIFFERENCES: Readonly<
  Record<string, { readonly offline: readonly string[]; readonly engine: readonly string[] }>
> = {
  // Offline, the user data that the component generates is known in part, and with it maxPods; in the engine, all of it is unknown.
  "article-component": {
    offline: [
      "advisory cluster-pod-capacity eks:index:Cluster$aws:eks/cluster:Cluster::batch-eksCluster fits at most 630 pods; your node groups can run 1904",
    ],
    engine: [
      "advisory blind-spots pulumi:pulumi:Stack::article-component-dev   userData of LaunchTemplate batch-launchTemplate: not known before pulumi up (cluster-pod-capacity, eviction-and-gc, log-rotation, max-pods-effective, max-pods-within-capacity, no-alpha-beta, no-docker, node-user-data)",
      "advisory blind-spots pulumi:pulumi:Stack::article-component-dev   userData of LaunchTemplate self-managed-launchTemplate: not known before pulumi up; if @pulumi/eks looks it up, set the component's input for it; if the program does, add the result to productionproof.json (cluster-pod-capacity, eviction-and-gc, log-rotation, max-pods-effective, max-pods-within-capacity, no-alpha-beta, no-docker, node-user-data)",
    ],
  },
  // The default VPC's block is looked up: only AWS knows it, so it is unknown in the offline preview. In the user data that the
  // component generates, only parts are unknown, but the wire between plugin and engine has no such strings.
  "eks-component": {
    offline: [
      "advisory blind-spots pulumi:pulumi:Stack::eks-component-dev   cidrBlock of Subnet pods: not known before pulumi up; if a lookup or a stack reference returns it, add the result to productionproof.json (subnet-min-size)",
    ],
    engine: [
      "advisory blind-spots pulumi:pulumi:Stack::eks-component-dev   userData of LaunchTemplate acme-launchTemplate: not known before pulumi up (cluster-pod-capacity, eviction-and-gc, log-rotation, max-pods-effective, max-pods-within-capacity, no-alpha-beta, no-docker, node-user-data)",
      "mandatory subnet-min-size aws:ec2/subnet:Subnet::pods cidrBlock: 172.31.0.0/26 has 59 usable addresses",
    ],
  },
};

describeEngine(
  "findings of the offline preview and of pulumi preview, by the directory and by the executable",
  () => {
    for (const [name, { directory, stack }] of Object.entries(SUBJECTS)) {
      it(`are the same for ${name}`, async () => {
        const offline = (await offlineReports({ directory, stack })).flatMap(inWords);
        const engine = (await packReports({ directory, stack })).flatMap(inWords);
        assert.deepEqual(
          {
            offline: offline.filter((words) => !engine.includes(words)).map(firstLine),
            engine: engine.filter((words) => !offline.includes(words)).map(firstLine),
          },
          DIFFERENCES[name] ?? { offline: [], engine: [] },
        );
      });
    }
  },
);

describeEngine("a program that fails on its own", () => {
  for (const [stack, message] of [
    ["settings", "Pulumi.settings.yaml: throws:size is missing"],
    ["bug", "TypeError: Cannot read properties of undefined (reading 'small')"],
  ] as const) {
    it(`fails the same way, with its own message: ${stack}`, async () => {
      const directory = path.join(PROGRAMS, "throws");
      await assert.rejects(preview({ directory, stack }), (error: Error) => {
        assert.ok(error.message.includes(message));
        return true;
      });
      const project = new EngineProject(directory);
      try {
        const outcome = await project.preview({ stack, policyPacks: [PACK] });
        assert.notEqual(outcome.code, 0);
        assert.ok(outcome.output.includes(message), outcome.output);
      } finally {
        project.remove();
      }
    });
  }
});

/** The reports of the pack as a directory; as an executable, it reports the same. */
async function packReports(subject: Subject): Promise<readonly PolicyReport[]> {
  const reports = await engineReports(subject, [PACK, path.join(PACK, "executable.cjs")]);
  const half = reports.filter((_, index) => index % 2 === 0);
  assert.deepEqual(
    reports.filter((_, index) => index % 2 === 1),
    half,
    "sorted, each report stands there twice",
  );
  return half;
}

function firstLine(words: string): string {
  return words.split("\n")[0] ?? "";
}
