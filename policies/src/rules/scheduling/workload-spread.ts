import { selects } from "../../cluster/workloads/label-selector.ts";
import { podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import { fewestReplicas, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { every, some } from "../../rule/truth.ts";
import type { View } from "../../rule/view.ts";
import { exampleDeployment } from "./example-workload.ts";

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
    missing:
      "Several pods, with neither topologySpreadConstraints nor a podAntiAffinity that selects them: without a labelSelector, both select no pods.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    for (const workload of replicatedWorkloads(stack)) {
      // The pods of a Rollout may be those of a Deployment, which is judged itself.
      if (!workload.isSet("spec.template")) continue;
      if (isSpread(workload)) continue;
      const replicas = fewestReplicas(stack, workload);
      if (replicas === undefined || replicas.value < 2) continue;
      report("missing", podSpecOf(workload).at("topologySpreadConstraints"), {
        found: text`${replicas} or more pods, and nothing keeps them from running in one zone or on one node`,
        passes: text`spread them by topology.kubernetes.io/zone, with whenUnsatisfiable ScheduleAnyway`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Three pods in as many zones as there are",
        ...exampleDeployment(
          { replicas: 3 },
          {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { app: "shop" } },
              },
            ],
          },
        ),
        beside: [],
      },
    ],
    bad: [
      { title: "Three pods that may run on one node", ...exampleDeployment({ replicas: 3 }), beside: [] },
    ],
  },
});

/** True if pods are kept apart, or if that is not known, which is recorded. */
function isSpread(workload: ResourceView): boolean {
  const spec = podSpecOf(workload);
  const terms = [
    { path: "topologySpreadConstraints", term: "" },
    { path: `${ANTI_AFFINITY}.requiredDuringSchedulingIgnoredDuringExecution`, term: "" },
    { path: `${ANTI_AFFINITY}.preferredDuringSchedulingIgnoredDuringExecution`, term: "podAffinityTerm" },
  ] as const;
  return terms.some(({ path, term }) => {
    const list = spec.list(path);
    if (list.kind !== "known") return list.kind === "undetermined";
    return list.value.some((each) => keepsApart(term === "" ? each : each.at(term), workload));
  });
}

const ANTI_AFFINITY = "affinity.podAntiAffinity";

/**
 * True if a constraint or a term counts the workload's own pods, or if that is not known, which is recorded. Without a
 * labelSelector, it counts none.
 */
function keepsApart(term: View, workload: ResourceView): boolean {
  if (term.string("topologyKey").kind === "absent") return false;
  const counts = every([
    selects(term.at("labelSelector"), workload.at("spec.template.metadata.labels")),
    isForOwnNamespace(term, workload),
  ]);
  if (counts === undefined) term.undetermined("may not select the pods themselves");
  return counts !== false;
}

/** Whether a term is for the namespace of the workload, which is the default; undefined if that is not known. */
function isForOwnNamespace(term: View, workload: ResourceView): boolean | undefined {
  const [names, selector] = [term.list("namespaces"), term.object("namespaceSelector")];
  const isNamed = names.kind === "known" ? names.value.length > 0 : names.kind !== "absent";
  if (!isNamed && selector.kind === "absent") return true;
  if (selector.kind === "known" && selector.value.size === 0) return true;
  const own = workload.string("metadata.namespace");
  return some([
    isNamed &&
      (names.kind === "known" && own.kind === "known"
        ? some(names.value.map((name) => holds(name.string(), (text) => text === own.value)))
        : undefined),
    // The labels of namespaces are seldom in the stack.
    selector.kind === "absent" ? false : undefined,
  ]);
}
