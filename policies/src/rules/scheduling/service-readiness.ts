import { selectsLabels } from "../../cluster/workloads/label-selector.ts";
import { isSameNamespace } from "../../cluster/workloads/namespace.ts";
import { podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import { DAEMON_SET, DEPLOYMENT, POD, SERVICE, STATEFUL_SET } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { every } from "../../rule/truth.ts";
import type { View } from "../../rule/view.ts";
import { exampleDeployment } from "./example-workload.ts";

export default defineRule({
  id: "service-readiness",
  title: "Pods behind a Service say when they can serve",
  severity: "medium",
  frameworks: { checkov: ["CKV_K8S_9"], kubescape: ["C-0018"] },
  article: "Single kube-dns pod",
  why: "Without a readinessProbe, a pod gets requests as soon as its process has started, and keeps getting them while it can't answer. A rollout or a node update then replaces all pods by ones that don't serve yet, and a budget counts them as available.",
  fix: "Set a readinessProbe for the container that serves, with an endpoint that answers only when requests can be handled.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  findings: {
    missing: "A Service selects the pods, and none of their containers has a readinessProbe.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    const services = stack.ofType(SERVICE).filter(({ isPatch }) => !isPatch);
    if (services.length === 0) return;
    for (const workload of stack.ofType(SERVING)) {
      if (workload.isPatch) continue;
      const isServing = services.map((service) => selectsPods(stack, service, workload));
      if (!isServing.includes(true) && !isServing.includes(undefined)) continue;
      const containers = podSpecOf(workload).list("containers");
      if (containers.kind !== "known" || containers.value.some(hasProbe)) continue;
      if (!isServing.includes(true)) {
        workload.at("metadata").undetermined("a Service in the stack may select its pods");
        continue;
      }
      report("missing", containers, {
        found: text`a Service sends requests to the pods from their start, since no container has a readinessProbe`,
        passes: text`set a readinessProbe for the container that serves`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A Deployment that is asked whether it is ready",
        ...exampleDeployment({}, {}, { readinessProbe: { httpGet: { path: "/ready", port: 8080 } } }),
        beside: [service()],
      },
    ],
    bad: [{ title: "A Deployment behind a Service", ...exampleDeployment(), beside: [service()] }],
  },
});

const SERVING = [...DEPLOYMENT, ...STATEFUL_SET, ...DAEMON_SET, ...POD];

/** True if a container has a probe, or if that is not known, which is recorded. */
function hasProbe(container: View): boolean {
  return container.object("readinessProbe").kind !== "absent";
}

/** Whether a Service sends requests to the pods of a workload; undefined if that is not known. Records nothing. */
function selectsPods(stack: StackView, service: ResourceView, workload: ResourceView): boolean | undefined {
  const labels = POD.includes(workload.type) ? "metadata.labels" : "spec.template.metadata.labels";
  return every([
    selectsLabels(service.at("spec.selector"), workload.at(labels)),
    isSameNamespace(stack, service, workload),
  ]);
}

function service() {
  return {
    type: "kubernetes:core/v1:Service",
    name: "shop",
    props: {
      metadata: { name: "shop", namespace: "shop" },
      spec: { selector: { app: "shop" }, ports: [{ port: 80, targetPort: 8080 }] },
    },
  };
}
