import { effectiveCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { cniConfigurationChecks } from "./cni-configuration-checks.ts";

const MODE = "POD_SECURITY_GROUP_ENFORCING_MODE";

type Key = "probes" | "snat" | "node-local-dns";

const checks = cniConfigurationChecks(judge);

export default defineRule({
  id: "pod-eni-consistent",
  title: "Security groups for pods have the other variables that they need",
  severity: "medium",
  why: "With ENABLE_POD_ENI and the mode strict, which is the default, the kubelet can't reach pods that have a security group: their TCP and HTTP probes fail and they are restarted forever. They can't reach NodeLocal DNSCache either. With the mode standard, traffic to other networks leaves with the security groups of the node.",
  fix: 'Mode strict: set DISABLE_TCP_EARLY_DEMUX to "true" for the init container (init.env in the add-on and the chart). With NodeLocal DNSCache, or to let a NAT gateway translate addresses: set POD_SECURITY_GROUP_ENFORCING_MODE to "standard", and AWS_VPC_K8S_CNI_EXTERNALSNAT to "true" if the subnets of all pods lead to a NAT or transit gateway.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#disable_tcp_early_demux-v173",
  ],
  findings: {
    probes: "The mode is strict, and DISABLE_TCP_EARLY_DEMUX is not true.",
    snat: "The mode is standard, and AWS_VPC_K8S_CNI_EXTERNALSNAT is not true.",
    "node-local-dns": "The mode is strict, and the stack has NodeLocal DNSCache.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  ...checks,
  checkStack(stack, options, report) {
    checks.checkStack(stack, options, report);
    const [dns] = stack.ofType(DAEMON_SET).filter((one) => isInKubeSystem(one, ["node-local-dns"]));
    if (!dns) return;
    for (const settings of effectiveCniSettings(stack)) {
      const mode = modeOf(settings);
      if (mode?.value !== "strict") continue;
      report("node-local-dns", mode.place, {
        found: text`pods with a security group can't reach the NodeLocal DNSCache ${dns}`,
        passes: text`set ${MODE} to "standard"`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Mode strict, with probes",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues:
            '{ "env": { "ENABLE_POD_ENI": "true" }, "init": { "env": { "DISABLE_TCP_EARLY_DEMUX": "true" } } }',
        },
      },
    ],
    bad: [
      {
        title: "Mode strict, the default, without probes",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "ENABLE_POD_ENI": "true" } }' },
      },
      {
        title: "Mode standard, with the node's security groups for outbound traffic",
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "aws-vpc-cni",
          values: {
            env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" },
          },
        },
      },
    ],
  },
});

function judge(settings: CniSettings, _options: unknown, report: Report<Key>): void {
  const mode = modeOf(settings);
  if (mode?.value === "strict") {
    const demux = settings.initFlag("DISABLE_TCP_EARLY_DEMUX");
    if (demux.kind === "undetermined" || demux.value) return;
    report("probes", demux, {
      found: text`the kubelet's TCP and HTTP probes don't reach pods with a security group`,
      passes: text`set DISABLE_TCP_EARLY_DEMUX to "true" for the init container`,
    });
  } else if (mode?.value === "standard") {
    const external = settings.flag("AWS_VPC_K8S_CNI_EXTERNALSNAT");
    if (external.kind === "undetermined" || external.value) return;
    report("snat", external, {
      found: text`pods' traffic to other networks leaves with the security groups of the node`,
      passes: text`set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true", if the subnets of all pods lead to a NAT or transit gateway`,
    });
  }
}

/** Returns how security groups for pods are enforced; undefined if pods have none, or if it is not known. */
function modeOf(settings: CniSettings) {
  const enabled = settings.flag("ENABLE_POD_ENI");
  const mode = settings.word(MODE, ["strict", "standard"]);
  if (enabled.kind === "undetermined" || !enabled.value || mode.kind === "undetermined") return undefined;
  return { value: mode.kind === "known" ? mode.value : "strict", place: mode };
}
