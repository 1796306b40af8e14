import { podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import { fewestReplicas, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { Reading } from "../../rule/reading.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "workload-spread",
  title: "Workloads with several pods spread them over zones or nodes",
  severity: "medium",
  article: "Single kube-dns pod",
  why: "Replicas protect from the loss of a node or a zone only if they run on several. The scheduler's own constraints allow up to five pods more in one zone than in another, so three replicas may share a zone, and after a node update even a node.",
  fix: "Set topologySpreadConstraints in the pod template with the labels of the pods: topologyKey topology.kubernetes.io/zone, maxSkew 1 and whenUnsatisfiable ScheduleAnyway, so that pods still start while a zone is full.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#internal-default-constraints",
  ],
  findings: {
    missing: "Several pods, with neither topologySpreadConstraints nor a podAntiAffinity.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    for (const workload of replicatedWorkloads(stack)) {
      // The pods of a Rollout may be those of a Deployment, which is judged itself.
      if (!workload.isSet("spec.template")) continue;
      const spec = podSpecOf(workload);
      if (isSpread(spec)) continue;
      const replicas = fewestReplicas(stack, workload);
      if (replicas === undefined || replicas.value < 2) continue;
      report("missing", spec.at("topologySpreadConstraints"), {
        found: text`${replicas} or more pods, and nothing keeps them from running in one zone or on one node`,
        passes: text`spread them by topology.kubernetes.io/zone, with whenUnsatisfiable ScheduleAnyway`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Three pods in as many zones as there are",
        ...deployment({
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "topology.kubernetes.io/zone",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { app: "shop" } },
            },
          ],
        }),
        beside: [],
      },
    ],
    bad: [{ title: "Three pods that may run on one node", ...deployment({}), beside: [] }],
  },
});

/** True if pods are kept apart, or if that is not known, which is recorded. */
function isSpread(spec: View): boolean {
  const constraints = spec.list("topologySpreadConstraints");
  if (constraints.kind === "undetermined" || hasKey(constraints, "topologyKey")) return true;
  const required = spec.list(`${ANTI_AFFINITY}.requiredDuringSchedulingIgnoredDuringExecution`);
  if (required.kind === "undetermined" || hasKey(required, "topologyKey")) return true;
  const preferred = spec.list(`${ANTI_AFFINITY}.preferredDuringSchedulingIgnoredDuringExecution`);
  return preferred.kind === "undetermined" || hasKey(preferred, "podAffinityTerm.topologyKey");
}

const ANTI_AFFINITY = "affinity.podAntiAffinity";

function hasKey(list: Reading<readonly View[]>, path: string): boolean {
  return list.kind === "known" && list.value.some((each) => each.string(path).kind !== "absent");
}

function deployment(spec: object) {
  return {
    type: "kubernetes:apps/v1:Deployment",
    props: {
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: "shop" } },
        template: {
          metadata: { labels: { app: "shop" } },
          spec: { containers: [{ name: "shop", image: "registry.example.com/shop:1.4" }], ...spec },
        },
      },
    },
  };
}
