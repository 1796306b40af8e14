import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { clusterOf, groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { KUBERNETES_VERSION, VERSION } from "../../rule/kinds.ts";
import { DAEMON_SET, DEPLOYMENT, HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

/** The number of minor versions that kube-proxy may be behind the API server. Source: Kubernetes version skew policy, read 2026-11-28. */
const MOST_BEHIND = 3;

/** The VPC CNI that Amazon Linux 2023 requires. Source: Amazon EKS user guide, "Upgrade from Amazon Linux 2 to Amazon Linux 2023", 2024-12. */
const CNI_OF_AL2023 = [1, 16, 2] as const;

export default defineRule({
  id: "addon-version-fits",
  title: "The cluster's components fit its version, and are still maintained",
  severity: "high",
  tags: ["upgrade", "addons", "kube-proxy", "ingress-nginx"],
  frameworks: { kubescape: ["C-0292"] },
  article: "Worker nodes are yours",
  why: "EKS updates the control plane and leaves add-ons as they are. kube-proxy may be up to three minor versions behind and never ahead; beyond that, Services may stop working on nodes, one update at a time. Nodes with Amazon Linux 2023 require VPC CNI 1.16.2. Two components are at their end whatever the version: the ipvs mode of kube-proxy is deprecated since Kubernetes 1.35, and ingress-nginx, through which many clusters' traffic goes, has had no releases and no security fixes since March 2026.",
  fix: "Update the kube-proxy and vpc-cni add-ons after each update of the cluster, to the version that aws eks describe-addon-versions lists as its default. Replace the mode ipvs with iptables, or with nftables on nodes that support it. Move from ingress-nginx to the Gateway API or to another controller, such as the AWS Load Balancer Controller.",
  references: [
    "https://kubernetes.io/releases/version-skew-policy/",
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    "https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/al2023.html",
  ],
  findings: {
    ahead: "kube-proxy is newer than the API server.",
    behind: "kube-proxy is more than three minor versions behind the API server.",
    "old-cni": "The VPC CNI is older than the nodes' Amazon Linux 2023 requires.",
    ipvs: "kube-proxy uses the mode ipvs, which is deprecated.",
    "ingress-nginx": "The stack installs ingress-nginx, which is retired.",
  },
  presets: {
    baseline: { level: "advisory" },
    strict: { level: "mandatory", advisory: ["ipvs", "ingress-nginx"] },
  },
  options: {},
  targets: [ADDON, ...HELM_RELEASE, ...DEPLOYMENT, ...DAEMON_SET],
  check(resource, _, report) {
    if (resource.type === ADDON) {
      const mode = isAddon(resource, "kube-proxy") ? addonConfiguration(resource) : undefined;
      const value = mode?.kind === "known" ? mode.value.string("mode") : undefined;
      if (value?.kind !== "known" || value.value !== "ipvs") return;
      report("ipvs", value, {
        found: text`kube-proxy uses ipvs, which is deprecated since Kubernetes 1.35`,
        passes: text`set "iptables", or leave it out`,
      });
    } else if (installsIngressNginx(resource)) {
      report("ingress-nginx", resource, {
        found: text`ingress-nginx has had no security fixes since March 2026`,
        passes: text`move to a controller that is maintained`,
      });
    }
  },
  checkStack(stack, _, report) {
    for (const addon of stack.ofType([ADDON])) {
      if (!isAddon(addon, "kube-proxy") || isNewest(stack, addon)) continue;
      const version = addon.value("addonVersion", VERSION);
      const cluster = version.kind === "known" ? clusterOf(stack, addon) : undefined;
      const clusterVersion = cluster?.value("version", KUBERNETES_VERSION);
      if (version.kind !== "known" || !cluster || clusterVersion?.kind !== "known") continue;
      const skew = (minorVersion(clusterVersion.value) ?? 0) - (minorVersion(version.value) ?? 0);
      if (skew >= 0 && skew <= MOST_BEHIND) continue;
      report(skew < 0 ? "ahead" : "behind", version, {
        found:
          skew < 0
            ? text`kube-proxy ${version} is newer than cluster ${cluster}, which has ${clusterVersion}`
            : text`kube-proxy ${version} is ${skew} minor versions behind cluster ${cluster}, and Kubernetes allows ${MOST_BEHIND}`,
        passes: text`set a version for ${clusterVersion}`,
      });
    }
    for (const addon of stack.ofType([ADDON])) {
      if (!isAddon(addon, "vpc-cni") || isNewest(stack, addon)) continue;
      const version = addon.value("addonVersion", VERSION);
      if (version.kind !== "known" || !isOlder(version.value, CNI_OF_AL2023)) continue;
      const cluster = clusterOf(stack, addon);
      const group = (cluster && groupsOfCluster(stack, cluster))?.find(
        ({ resource }) => holds(resource.string("amiType"), (type) => type.startsWith("AL2023_")) === true,
      );
      if (!group) continue;
      report("old-cni", version, {
        found: text`VPC CNI ${version} is older than 1.16.2, which the nodes of ${group.resource} require`,
        passes: text`set the version that is the default for the cluster's version`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "kube-proxy of the cluster's version",
        type: ADDON,
        props: { clusterName: "prod", addonName: "kube-proxy", addonVersion: "v1.36.0-eksbuild.2" },
        beside: [exampleCluster()],
      },
    ],
    bad: [
      {
        title: "kube-proxy as it was when the cluster was created",
        type: ADDON,
        props: { clusterName: "prod", addonName: "kube-proxy", addonVersion: "v1.29.0-eksbuild.1" },
        beside: [exampleCluster()],
      },
      {
        title: "A controller that nobody maintains",
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "ingress-nginx" },
      },
    ],
  },
});

/**
 * True for an add-on for which `@pulumi/eks` looks up the newest version that fits its cluster. Source: pulumi-eks v4.3.0,
 * cluster/cluster.ts, read 2026-11-28.
 */
function isNewest(stack: StackView, addon: ResourceView): boolean {
  const isOfComponent = stack.parent(addon)?.type.startsWith("eks:index:") === true;
  return (
    isOfComponent && addon.isUnknown("addonVersion") && stack.dependencies(addon, "addonVersion").length === 0
  );
}

function isOlder(version: string, than: readonly [number, number, number]): boolean {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  const difference = parts?.map((part, index) => part - (than[index] ?? 0)).find((one) => one !== 0);
  return difference !== undefined && difference < 0;
}

/** True for the chart, and for a workload with the labels of its controller. */
function installsIngressNginx(resource: ResourceView): boolean {
  if (HELM_RELEASE.some((type) => type === resource.type)) return isRelease(resource, "ingress-nginx");
  const labels = resource.at("metadata.labels");
  const isLabel = (name: string, value: string): boolean => {
    const label = labels.scalar([name]);
    return label.kind === "known" && label.value === value;
  };
  return (
    isLabel("app.kubernetes.io/name", "ingress-nginx") && isLabel("app.kubernetes.io/component", "controller")
  );
}

function exampleCluster() {
  return { type: CLUSTER, name: "prod", props: { name: "prod", version: "1.36" } };
}
