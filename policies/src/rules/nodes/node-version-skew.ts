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
  title: "Nodes follow the version of their cluster",
  severity: "medium",
  tags: ["upgrade", "kubelet"],
  article: "Worker nodes are yours",
  why: "EKS updates a control plane and leaves nodes alone. A kubelet may be three minor versions behind and never ahead: a cluster whose nodes stay behind can't be updated any more on the day that it must be, and until then nodes miss the fixes of their image.",
  fix: "Set version of the node group to that of the cluster, and change both in one commit: EKS updates the control plane first, then the nodes, as many at a time as updateConfig allows.",
  references: [
    "https://kubernetes.io/releases/version-skew-policy/",
    "https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-upgrades.html",
  ],
  findings: {
    ahead: "The nodes have a newer version than their cluster, which EKS refuses.",
    behind: "The nodes are more than `maxSkew` minor versions behind their cluster.",
    "no-version":
      "version is not set, so nodes keep the version that the cluster had when the group was made.",
    "no-release": "releaseVersion is not set, and `pinRelease` asks for it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    maxSkew: integer({
      description: "Minor versions that nodes may be behind their cluster; Kubernetes allows 3.",
      default: 1,
      min: 0,
      max: 3,
    }),
    pinRelease: boolean({
      description:
        "Whether node groups must name the release of their image, so that a new image is a commit; without one, nodes keep the newest of the day on which the group was made or last updated.",
      default: false,
    }),
  },
  targets: [NODE_GROUP],
  check(group, { pinRelease }, report) {
    const version = group.value("version", VERSION);
    if (!isImageOfEks(group)) return;
    const release = group.string("releaseVersion");
    // A release is of one version.
    if (version.kind === "absent" && release.kind === "absent") {
      report("no-version", version, {
        found: text`nodes keep the version that the cluster has when the group is made`,
        passes: text`set version to that of the cluster`,
      });
    }
    if (pinRelease && release.kind === "absent") {
      report("no-release", release, {
        found: text`the image is the newest of the day on which the group is made or updated`,
        passes: text`set releaseVersion`,
      });
    }
  },
  checkStack(stack, { maxSkew }, report) {
    for (const group of stack.ofType([NODE_GROUP])) {
      // AWS reports versions back, so one that is not set is unknown here; what is given was read with the group's inputs.
      if (group.isUnknown("version")) continue;
      const version = group.value("version", VERSION);
      if (version.kind !== "known") continue;
      const cluster = clusterOf(stack, group);
      const clusterVersion = cluster?.value("version", KUBERNETES_VERSION);
      if (!cluster || clusterVersion?.kind !== "known") continue;
      const skew = (minorVersion(clusterVersion.value) ?? 0) - (minorVersion(version.value) ?? 0);
      if (skew < 0) {
        report("ahead", version, {
          found: text`nodes of ${version} can't join cluster ${cluster}, which has ${clusterVersion}`,
          passes: text`set ${clusterVersion}, or update the cluster first`,
        });
      } else if (skew > maxSkew) {
        report("behind", version, {
          found: text`nodes of ${version} are ${skew} minor versions behind cluster ${cluster}${skew > MOST_BEHIND ? text`, and Kubernetes allows ${MOST_BEHIND}` : text``}`,
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

/** Minor versions that a kubelet may be behind the API server, since Kubernetes 1.28. */
const MOST_BEHIND = 3;

function exampleGroup(versions: PropertyObject) {
  return { type: NODE_GROUP, name: "apps", props: { clusterName: "prod", ...versions } };
}

/** False for a group whose launch template has an AMI, or may have one: it takes neither version nor release. */
function isImageOfEks(group: ResourceView): boolean {
  if (!group.isSet("launchTemplate")) return true;
  const amiType = group.string("amiType");
  return amiType.kind === "known" && amiType.value !== "CUSTOM";
}
