import { AUTOSCALING_GROUP, CLUSTER } from "../../cluster/aws-types.ts";
import { nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { DAEMON_SET, HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "nodelocal-dns",
  title: "Large clusters cache DNS lookups on each node",
  severity: "low",
  tags: ["coredns"],
  article: "Single kube-dns pod",
  why: "Each node can send 1,024 packets per second to its VPC's resolver, and the few nodes that run CoreDNS send the lookups of all the others. Beyond that limit, lookups are dropped and take seconds. A cache on each node also avoids connection tracking, whose races lose UDP packets.",
  fix: "Run NodeLocal DNSCache: the node-local-dns DaemonSet in kube-system, or its chart.",
  references: [
    "https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
  ],
  findings: { missing: "The stack may run more nodes than `maxNodes`, with no DNS cache on them." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    maxNodes: integer({
      description:
        "Maximum number of nodes without a cache on each, with all groups in the cluster's stack at their maximum size.",
      default: 100,
      min: 1,
      max: 10_000,
    }),
  },
  checkStack(stack, { maxNodes }, report) {
    const [cluster, ...others] = stack.ofType([CLUSTER]);
    // With several clusters, their groups can't be told apart; and caches are up to the stack that creates the cluster.
    if (!cluster || others.length > 0 || hasCache(stack)) return;
    const most = nodeGroups(stack).map(({ resource }) =>
      resource.integer(resource.type === AUTOSCALING_GROUP ? "maxSize" : "scalingConfig.maxSize"),
    );
    const nodes = most.reduce((sum, max) => sum + (max.kind === "known" ? max.value : 0), 0);
    if (nodes <= maxNodes) return;
    report("missing", cluster, {
      found: text`up to ${stack.calculated(nodes)} nodes, and no DNS cache on them`,
      passes: text`run node-local-dns, or ${maxNodes} nodes or fewer`,
    });
  },
  examples: {
    good: [
      {
        title: "Many nodes, with a cache on each",
        type: CLUSTER,
        props: { name: "shop" },
        beside: [nodeGroup(), cache()],
      },
    ],
    bad: [
      {
        title: "Many nodes, with CoreDNS on a few of them",
        type: CLUSTER,
        props: { name: "shop" },
        beside: [nodeGroup()],
      },
    ],
  },
});

function nodeGroup() {
  return {
    type: "aws:eks/nodeGroup:NodeGroup",
    name: "workers",
    props: { clusterName: "shop", scalingConfig: { minSize: 3, desiredSize: 30, maxSize: 200 } },
  };
}

function cache() {
  return {
    type: "kubernetes:apps/v1:DaemonSet",
    name: "node-local-dns",
    props: {
      metadata: { name: "node-local-dns", namespace: "kube-system" },
      spec: {
        selector: { matchLabels: { app: "node-local-dns" } },
        template: {
          metadata: { labels: { app: "node-local-dns" } },
          spec: {
            priorityClassName: "system-node-critical",
            containers: [{ name: "cache", image: "registry.k8s.io/dns/k8s-dns-node-cache:1.26.4" }],
          },
        },
      },
    },
  };
}

const NAMES = ["node-local-dns", "nodelocaldns", "nodelocal-dns", "k8s-dns-node-cache"];

/** True if the stack runs a cache, or may run one, which is recorded. */
function hasCache(stack: StackView): boolean {
  return (
    stack.ofType(DAEMON_SET).some((one) => isInKubeSystem(one, NAMES)) ||
    stack.ofType(HELM_RELEASE).some((one) => NAMES.some((name) => isRelease(one, name))) ||
    stack.ofType([...DAEMON_SET, ...HELM_RELEASE]).some((one) => unknownIdentity(one, NAMES))
  );
}
