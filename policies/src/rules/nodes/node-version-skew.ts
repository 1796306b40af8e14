import { CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { KUBERNETES_VERSION, VERSION } from "../../rule/kinds.ts";
import { boolean, integer } from "../../rule/option.ts";
import type { PropertyObject } from "../../rule/property-value.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "node-version-skew",
  title: "Nodes keep up with the version of their cluster",
  severity: "medium",
  tags: ["upgrade", "kubelet"],
  article: "Worker nodes are yours",
  why: "EKS updates the control plane and leaves the nodes alone. A kubelet may be up to three minor versions behind and never ahead: a cluster whose nodes fall behind can no longer be updated when it must be, and until then the nodes miss the fixes in newer images.",
  fix: "Set the node group's version to the cluster's version, and change both in one commit: Pulumi updates the cluster first, because the node group refers to it, and EKS then replaces as many nodes at a time as updateConfig allows.",
  references: [
    "https://kubernetes.io/releases/version-skew-policy/",
    "https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-upgrades.html",
  ],
  findings: {
    ahead: "The nodes have a newer version than their cluster, which EKS rejects.",
    behind: "The nodes are more than `maxSkew` minor versions behind their cluster.",
    "no-version":
      "version is not set, so nodes keep the version that the cluster had when the group was created.",
    "no-release": "releaseVersion is not set, and `pinRelease` requires it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    maxSkew: integer({
      description:
        "The number of minor versions that nodes may be behind their cluster; Kubernetes allows 3.",
      default: 1,
      min: 0,
      max: 3,
    }),
    pinRelease: boolean({
      description:
        "Whether node groups must set the release of their image, so that a new image requires a commit; otherwise, nodes keep the release that was the newest when the group was created or last updated.",
      default: false,
    }),
  },
  targets: [NODE_GROUP],
  check(group, { pinRelease }, report) {
    const version = group.value("version", VERSION);
    if (!isImageOfEks(group)) return;
    const release = group.string("releaseVersion");
    // A release belongs to one version.
    if (version.kind === "absent" && release.kind === "absent") {
      report("no-version", version, {
        found: text`nodes keep the version that the cluster has when the group is created`,
        passes: text`set version to the cluster's version`,
      });
    }
    if (pinRelease && release.kind === "absent") {
      report("no-release", release, {
        found: text`nodes get the image that is the newest when the group is created or updated`,
        passes: text`set releaseVersion`,
      });
    }
  },
  checkStack(stack, { maxSkew }, report) {
    for (const group of stack.ofType([NODE_GROUP])) {
      const version = group.value("version", VERSION);
      if (version.kind !== "known") continue;
      const cluster = clusterOf(stack, group);
      const clusterVersion = cluster?.value("version", KUBERNETES_VERSION);
      if (!cluster || clusterVersion?.kind !== "known") continue;
      const skew = (minorVersion(clusterVersion.value) ?? 0) - (minorVersion(version.value) ?? 0);
      if (skew < 0) {
        report("ahead", version, {
          found: text`nodes with version ${version} can't join cluster ${cluster}, which has ${clusterVersion}`,
          passes: text`set ${clusterVersion}, or update the cluster first`,
        });
      } else if (skew > maxSkew) {
        report("behind", version, {
          found: text`nodes with version ${version} are ${skew} minor versions behind cluster ${cluster}${skew > MOST_BEHIND ? text`, and Kubernetes allows at most ${MOST_BEHIND}` : text``}`,
          passes: text`set ${clusterVersion}`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "The cluster's version",
        type: CLUSTER,
        props: { name: "prod", version: "1.36" },
        beside: [exampleGroup({ version: "1.36", releaseVersion: "1.36.1-20261105" })],
      },
    ],
    bad: [
      {
        title: "A cluster that was updated without its nodes",
        type: CLUSTER,
        props: { name: "prod", version: "1.36" },
        beside: [exampleGroup({ version: "1.34" })],
      },
      {
        title: "No version",
        type: NODE_GROUP,
        props: { clusterName: "prod", instanceTypes: ["m7i.large"] },
      },
    ],
  },
});

/** The number of minor versions that a kubelet may be behind the API server, since Kubernetes 1.28. */
const MOST_BEHIND = 3;

function exampleGroup(versions: PropertyObject) {
  return { type: NODE_GROUP, name: "apps", props: { clusterName: "prod", ...versions } };
}

/** False for a group whose launch template has or may have an AMI: it can have neither version nor release. */
function isImageOfEks(group: ResourceView): boolean {
  if (!group.isSet("launchTemplate")) return true;
  const amiType = group.string("amiType");
  return amiType.kind === "known" && amiType.value !== "CUSTOM";
}
