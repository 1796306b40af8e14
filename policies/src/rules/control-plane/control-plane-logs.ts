import { CLUSTER, LOG_GROUP } from "../../cluster/aws-types.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import { someOf } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";

/** All control plane log types of EKS; none is enabled by default. */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

export default defineRule({
  id: "control-plane-logs",
  title: "Control plane logs are enabled, and they expire",
  severity: "high",
  frameworks: {
    "aws-fsbp": ["EKS.8"],
    checkov: ["CKV_AWS_37", "CKV_AWS_66"],
    "cis-eks-1.8": ["2.1.1"],
    kubescape: ["C-0067"],
    nsa: ["8.0"],
  },
  why: "Who deleted the namespace, why a login was denied, why pods were not scheduled: only the control plane's logs tell, and EKS keeps none by default. The log group that EKS creates keeps them forever, at a cost that only grows.",
  fix: "List the types in enabledClusterLogTypes, and create the log group /aws/eks/<name>/cluster with retentionInDays before the cluster.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  ],
  findings: {
    "missing-types": "enabledClusterLogTypes lacks one of `types`; by default, it is empty.",
    "no-log-group": "The stack does not create the log group, so EKS does, and keeps everything forever.",
    "no-retention": "The cluster's log group has no retentionInDays.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    types: someOf(LOG_TYPES, { description: "Log types that a cluster must enable.", default: LOG_TYPES }),
  },
  remediates: "Adds the missing types to enabledClusterLogTypes.",
  targets: [CLUSTER],
  check(cluster, { types }, report) {
    const list = cluster.list("enabledClusterLogTypes");
    if (list.kind === "undetermined") return;
    const readings = list.kind === "known" ? list.value.map((type) => type.oneOf(LOG_TYPES)) : [];
    if (readings.some(({ kind }) => kind === "undetermined")) return;
    const enabled = readings.flatMap((reading) => (reading.kind === "known" ? [reading.value] : []));
    const missing = types.filter((type) => !enabled.includes(type));
    if (missing.length === 0) return;
    report("missing-types", list, {
      found:
        enabled.length === 0 ? text`no log types are enabled` : text`does not log ${joined(missing, ", ")}`,
      passes: text`add ${joined(missing, ", ")}`,
      set: [...enabled, ...missing],
    });
  },
  checkStack(stack, _options, report) {
    for (const cluster of stack.ofType([CLUSTER]).filter(logsSomething)) {
      const group = logGroupOf(cluster, stack);
      if (group === "none") {
        report("no-log-group", cluster.at("enabledClusterLogTypes"), {
          found: text`EKS creates the log group itself, which keeps everything forever`,
          passes: text`create it in the stack, with retentionInDays`,
        });
      } else if (group !== "undetermined") {
        const days = group.integer("retentionInDays");
        // AWS reports 0 for a log group that never expires its events.
        if (days.kind === "absent" || (days.kind === "known" && days.value === 0)) {
          report("no-retention", days, {
            found: text`keeps the control plane's logs forever`,
            passes: text`set retentionInDays, for example to 90`,
          });
        }
      }
    }
  },
  examples: {
    good: [
      {
        title: "A cluster that logs everything",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
    bad: [
      {
        title: "A cluster without the log that shows why pods are not scheduled",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          enabledClusterLogTypes: ["api", "audit", "authenticator"],
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});

function logsSomething(cluster: ResourceView): boolean {
  const types = cluster.list("enabledClusterLogTypes");
  return types.kind === "known" && types.value.length > 0;
}

/** Returns the log group that a cluster writes to: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
function logGroupOf(cluster: ResourceView, stack: StackView): ResourceView | "none" | "undetermined" {
  const name = cluster.string("name");
  if (name.kind === "absent") cluster.at("name").undetermined("assigned by Pulumi during pulumi up");
  if (name.kind !== "known") return "undetermined";
  const [group] = logGroupsByName(stack).get(`/aws/eks/${name.value}/cluster`) ?? [];
  if (group) return group;
  const unknown = logGroupWithUnknownName(stack);
  unknown?.at("name").undetermined("may be the name of the cluster's log group");
  return unknown ? "undetermined" : "none";
}

const logGroupsByName = oncePerStack((stack) =>
  groupBy(
    stack.ofType([LOG_GROUP]).filter((group) => !group.isUnknown("name")),
    (group) => {
      const name = group.string("name");
      return name.kind === "known" ? name.value : undefined;
    },
  ),
);

const logGroupWithUnknownName = oncePerStack((stack) =>
  stack.ofType([LOG_GROUP]).find((group) => group.isUnknown("name")),
);
