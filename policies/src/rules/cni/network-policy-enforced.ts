import { addonConfiguration } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { effectiveSettingsOf } from "../../cluster/cni/cni-mode.ts";
import { cniSettings, effectiveCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { hasOtherCni } from "../../cluster/cni/other-cni.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { allInstanceTypes } from "../../cluster/nodes/group-instance-types.ts";
import { hiddenNodes } from "../../cluster/nodes/hidden-nodes.ts";
import { clusterOf, groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { unlessInFile } from "../../cluster/workloads/helm-release.ts";
import { groupBy } from "../../facts/group-by.ts";
import { HELM_RELEASE, NETWORK_POLICY } from "../../rule/kubernetes-kinds.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text, type Text } from "../../rule/text.ts";

const SECURITY_GROUP_POLICY = "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy";

export default defineRule({
  id: "network-policy-enforced",
  title: "What the stack's network policies say is enforced",
  severity: "high",
  tags: ["vpc-cni", "network-policy", "security-groups"],
  frameworks: { "cis-eks-1.8": ["4.3.1", "5.4.4"], nsa: ["3.0"] },
  why: "The API server accepts every NetworkPolicy, whether or not anything enforces it. The VPC CNI only does with its network policy agent, which is off by default: everything stays open, and nothing says so. A SecurityGroupPolicy has the opposite effect: on instance types that can't have a trunk interface, its pods stay Pending forever.",
  fix: 'NetworkPolicies: set enableNetworkPolicy to "true" in the configuration of the vpc-cni add-on (a string, as the schema of the add-on requires). SecurityGroupPolicies: use Nitro types with branch interfaces, such as m7i or m7g; t types have none.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  ],
  findings: {
    "not-enforced": "The stack has NetworkPolicies, and the network policy agent of the VPC CNI is off.",
    "no-trunk":
      "The stack has a SecurityGroupPolicy, and no node of the cluster can give pods their own security groups.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["not-enforced"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    const policies = groupBy(stack.ofType(NETWORK_POLICY), (policy) => clusterOf(stack, policy));
    for (const [cluster, [first, ...others]] of policies) {
      judgeAgent(stack, { cluster, first, others }, report);
    }
    const groups = groupBy(stack.ofType([SECURITY_GROUP_POLICY]), (policy) => clusterOf(stack, policy));
    for (const [cluster, [policy]] of groups) {
      judgeTrunks(stack, cluster, policy, report);
    }
  },
  examples: {
    good: [
      {
        title: "The add-on with its network policy agent",
        type: ADDON,
        props: {
          clusterName: "prod",
          addonName: "vpc-cni",
          configurationValues: '{ "enableNetworkPolicy": "true" }',
        },
        beside: [examplePolicy()],
      },
    ],
    bad: [
      {
        title: "The add-on as it is by default",
        type: ADDON,
        props: { clusterName: "prod", addonName: "vpc-cni" },
        beside: [examplePolicy()],
      },
      {
        title: "Pods with their own security groups, and nodes that can't have a trunk interface",
        type: SECURITY_GROUP_POLICY,
        props: { spec: { podSelector: {}, securityGroups: { groupIds: ["sg-1"] } } },
        beside: [
          { type: CLUSTER, name: "prod", props: { name: "prod" } },
          {
            type: "aws:eks/nodeGroup:NodeGroup",
            name: "apps",
            props: { clusterName: "prod", instanceTypes: ["t3.large"] },
          },
        ],
      },
    ],
  },
});

interface PoliciesOfCluster {
  readonly cluster: ResourceView | undefined;
  readonly first: ResourceView;
  readonly others: readonly ResourceView[];
}

function judgeAgent(
  stack: StackView,
  { cluster, first, others }: PoliciesOfCluster,
  report: Report<"not-enforced">,
): void {
  if (hasOtherCni(stack)) {
    first.notApplicable("another CNI enforces network policies");
    return;
  }
  if (cluster && !hasOwnNodes(cluster)) return;
  const settings = cluster ? effectiveSettingsOf(stack, cluster) : effectiveCniSettings(stack);
  if (settings.length === 0) {
    if (cluster) first.undetermined("no VPC CNI settings in the stack that certainly apply to its cluster");
    else first.notApplicable("its cluster is not in the stack");
  }
  for (const one of settings) {
    const agent = agentOf(one);
    if (agent.kind === "undetermined" || (agent.kind === "known" && agent.value.toLowerCase() === "true")) {
      continue;
    }
    const more: Text = others.length > 0 ? text` and ${others.length} more` : text``;
    report("not-enforced", agent, {
      found: text`NetworkPolicy ${first}${more} ${others.length > 0 ? "have" : "has"} no effect: the VPC CNI's network policy agent is off`,
      passes: text`set enableNetworkPolicy to "true"`,
    });
  }
}

/** The value that turns the network policy agent on: in an add-on's configuration, or in the values of the chart. */
function agentOf(settings: CniSettings): Reading<string> {
  const cni = settings.resource;
  // Its variables record why it may not be the VPC CNI at all.
  if (!cniSettings(cni)) return settings.variable("ENABLE_NETWORK_POLICY");
  if (cni.type === ADDON) {
    const configuration = addonConfiguration(cni);
    return configuration.kind === "known" ? configuration.value.scalar("enableNetworkPolicy") : configuration;
  }
  if (HELM_RELEASE.some((type) => type === cni.type)) {
    return unlessInFile(cni, cni.scalar("values.enableNetworkPolicy"));
  }
  return cni.undetermined("the network policy agent of a DaemonSet is not read");
}

/** Reports a SecurityGroupPolicy if no type of its cluster's nodes can have branch interfaces. */
function judgeTrunks(
  stack: StackView,
  cluster: ResourceView | undefined,
  policy: ResourceView,
  report: Report<"no-trunk">,
): void {
  const groups = cluster ? groupsOfCluster(stack, cluster) : undefined;
  const hidden = hiddenNodes(stack);
  if (!groups || groups.length === 0 || hidden) {
    policy.undetermined(
      hidden
        ? text`the nodes of ${hidden} may have a trunk interface`
        : text`no nodes in the stack that certainly belong to its cluster`,
    );
    return;
  }
  const types = groups.map((group) => allInstanceTypes(stack, group));
  const known = types.filter((one) => one !== undefined).flat();
  if (types.includes(undefined) || known.some(({ branchInterfaces }) => branchInterfaces !== 0)) return;
  report("no-trunk", policy, {
    found: text`no node of ${joined(
      groups.map(({ resource }) => text`${resource}`),
      ", ",
    )} can have a trunk interface, so pods that this selects stay Pending`,
    passes: text`use instance types with branch interfaces, such as m7i.large`,
  });
}

function examplePolicy() {
  return {
    type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    name: "default-deny",
    props: { metadata: { namespace: "shop" }, spec: { podSelector: {}, policyTypes: ["Ingress"] } },
  };
}
