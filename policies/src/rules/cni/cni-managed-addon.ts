import { isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { stackCniSettings } from "../../cluster/cni/cni-settings.ts";
import { hasOtherCni, OTHER_CNI } from "../../cluster/cni/other-cni.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { clusterOfNodes, nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { VERSION } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "cni-managed-addon",
  title: "The VPC CNI is an add-on that the program manages",
  severity: "medium",
  tags: ["vpc-cni", "addons"],
  why: "The VPC CNI that EKS installs in a new cluster is the version of the day: nobody updates it, and its settings are made by hand, in no program. As an add-on, it has a version and a configuration; but an update of it stops halfway at a field that somebody changed with kubectl, unless the add-on sets how to resolve such conflicts.",
  fix: "Create an aws.eks.Addon with the name vpc-cni, before the node groups, and set resolveConflictsOnUpdate: OVERWRITE to apply the program's values, PRESERVE to keep what was set by hand.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAddon.html",
  ],
  findings: {
    unmanaged: "The stack has a cluster with node groups, and leaves the VPC CNI as EKS installs it.",
    old: "The add-on's version is older than `minMinor`.",
    conflicts: "resolveConflictsOnUpdate is not set, which means NONE: an update stops at a changed field.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minMinor: integer({
      description:
        "Minimum minor version of the CNI: 18 for 1.18, which is the first to use every subnet that is tagged for pods.",
      default: 18,
      min: 0,
      max: 999,
    }),
  },
  targets: [ADDON],
  check(addon, { minMinor }, report) {
    if (!isAddon(addon, "vpc-cni")) return;
    const version = mayBeNewest(addon) ? undefined : addon.value("addonVersion", VERSION);
    // Without a version, EKS installs the one that it recommends for the cluster's version.
    if (version?.kind === "known" && (minorVersion(version.value) ?? 0) < minMinor) {
      report("old", version, {
        found: text`the version of the VPC CNI is ${version}`,
        passes: text`set 1.${minMinor} or later`,
      });
    }
    const conflicts = addon.oneOf(["NONE", "OVERWRITE", "PRESERVE"], "resolveConflictsOnUpdate");
    if (conflicts.kind === "absent") {
      report("conflicts", conflicts, {
        found: text`an update of the add-on stops at a field that somebody changed with kubectl`,
        passes: text`set OVERWRITE or PRESERVE, or NONE if it must stop`,
      });
    }
  },
  checkStack(stack, _options, report) {
    for (const addon of stack.ofType([ADDON])) {
      // Without a version from the program, the component looks up the newest one.
      const isGiven = stack.dependencies(addon, "addonVersion").length > 0;
      if (isGiven && isAddon(addon, "vpc-cni") && mayBeNewest(addon)) addon.value("addonVersion", VERSION);
    }
    // A DaemonSet or a Helm release is managed as well.
    if (stackCniSettings(stack).length > 0) return;
    // Without node groups here, whoever creates the nodes may create the add-on.
    const clusters = nodeGroups(stack).flatMap(({ resource }) => clusterOfNodes(stack, resource) ?? []);
    for (const cluster of new Set(clusters)) {
      if (!hasOwnNodes(cluster)) continue;
      if (hasOtherCni(stack)) {
        cluster.notApplicable(OTHER_CNI);
        continue;
      }
      const bootstraps = cluster.boolean("bootstrapSelfManagedAddons");
      // Whoever turned it off installs a CNI.
      if (bootstraps.kind === "undetermined" || (bootstraps.kind === "known" && !bootstraps.value)) continue;
      report("unmanaged", cluster, {
        found: text`the VPC CNI stays as EKS installs it in the new cluster`,
        passes: text`create the vpc-cni add-on`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "An add-on that sets how an update resolves conflicts",
        type: ADDON,
        props: {
          clusterName: "prod",
          addonName: "vpc-cni",
          addonVersion: "v1.21.1-eksbuild.1",
          resolveConflictsOnUpdate: "OVERWRITE",
        },
      },
    ],
    bad: [
      {
        title: "An old version, whose update may stop halfway",
        type: ADDON,
        props: { clusterName: "prod", addonName: "vpc-cni", addonVersion: "v1.12.6-eksbuild.2" },
      },
      {
        title: "A cluster and its nodes, with the CNI that EKS installs",
        type: CLUSTER,
        props: { name: "prod", version: "1.36" },
        beside: [{ type: "aws:eks/nodeGroup:NodeGroup", name: "apps", props: { clusterName: "prod" } }],
      },
    ],
  },
});

/**
 * True for an add-on of a component of `@pulumi/eks` with a version that is not known yet. Source: pulumi-eks v4.3.0,
 * addons/cni-addon.ts, read 2026-11-28.
 */
function mayBeNewest(addon: ResourceView): boolean {
  return addon.urn.includes("eks:index:VpcCniAddon$") && addon.isUnknown("addonVersion");
}
