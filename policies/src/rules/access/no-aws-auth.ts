import { clusterOfKubernetes } from "../../cluster/workloads/kubernetes-cluster.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { CONFIG_MAP } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "no-aws-auth",
  title: "No program writes the aws-auth ConfigMap",
  severity: "high",
  frameworks: { "cis-eks-1.8": ["4.1.7"] },
  article: "IAM authentication",
  why: "Everyone listed in aws-auth has access, and one invalid line locks everyone out, nodes included; two programs that write it delete each other's lines. AWS has deprecated it, and EKS ignores it in API mode.",
  fix: "Create an aws.eks.AccessEntry for each role in aws-auth, with an AccessPolicyAssociation or Kubernetes groups, and remove the ConfigMap from the program. Managed node groups and Fargate profiles create their own entries; self-managed nodes need one of type EC2_LINUX. For eks.Cluster, set authenticationMode to API and use accessEntries instead of roleMappings and userMappings.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html",
  ],
  findings: {
    "aws-auth":
      "The program writes kube-system/aws-auth, and the cluster's mode, if it is in the stack, does not require it.",
    users: "aws-auth lists IAM users, whose access keys do not expire.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  targets: CONFIG_MAP,
  check(configMap, _options, report) {
    if (!isAwsAuth(configMap)) return;
    const users = configMap.string("data.mapUsers");
    // Tools that map no users write an empty YAML list.
    if (users.kind === "known" && !/^\s*(\[\s*\]\s*)?$/.test(users.value)) {
      report("users", users, {
        found: text`grants access to IAM users, whose access keys do not expire`,
        passes: text`use access entries for IAM roles`,
      });
    }
  },
  checkStack(stack, _options, report) {
    for (const configMap of stack.ofType(CONFIG_MAP).filter(isAwsAuth)) {
      const cluster = clusterOfKubernetes(stack, configMap);
      const isNeeded = cluster ? needsAwsAuth(cluster) : false;
      if (isNeeded === true) {
        configMap.notApplicable("its cluster has no access entries: only aws-auth lets nodes join it");
      }
      if (isNeeded !== false) continue;
      report("aws-auth", configMap.at("metadata.name"), {
        found: text`writes aws-auth, which AWS has deprecated`,
        passes: text`use access entries`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Another ConfigMap in kube-system",
        type: "kubernetes:core/v1:ConfigMap",
        props: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
          data: { "enable-windows-ipam": "true" },
        },
        beside: [],
      },
    ],
    bad: [
      {
        title: "Nodes and a user in aws-auth",
        type: "kubernetes:core/v1:ConfigMap",
        props: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "aws-auth", namespace: "kube-system" },
          data: {
            mapRoles:
              "- rolearn: arn:aws:iam::123456789012:role/nodes\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [system:bootstrappers, system:nodes]\n",
            mapUsers:
              "- userarn: arn:aws:iam::123456789012:user/alice\n  username: alice\n  groups: [system:masters]\n",
          },
        },
        beside: [],
      },
    ],
  },
});

function isAwsAuth(configMap: ResourceView): boolean {
  return isInKubeSystem(configMap, ["aws-auth"]);
}

/** Whether a cluster is in CONFIG_MAP mode, which is the default; undefined if that is not known, which is then recorded. */
function needsAwsAuth(cluster: ResourceView): boolean | undefined {
  const mode = cluster.string("accessConfig.authenticationMode");
  return mode.kind === "absent" || holds(mode, (value) => value === "CONFIG_MAP");
}
