import { hiddenNodes } from "../../cluster/nodes/hidden-nodes.ts";
import { clusterOf, groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { allSubnets, subnetUseOf, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { zoneOfSubnet } from "../../cluster/network/zone.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { groupBy } from "../../facts/group-by.ts";
import { ZONE_NAME } from "../../rule/kinds.ts";
import { DEPLOYMENT, HELM_RELEASE, STATEFUL_SET, STORAGE_CLASS } from "../../rule/kubernetes-kinds.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";

export default defineRule({
  id: "volume-zone",
  title: "EBS volumes are created in zones where their pods can run",
  severity: "high",
  tags: ["storage", "ebs"],
  why: "An EBS volume stays in the zone in which it is created, and so does its pod. With volumeBindingMode Immediate, which is the default of a StorageClass, the volume is created before anybody knows where the pod fits: if the nodes of that zone are full, or there are none, the pod stays Pending forever. Cluster Autoscaler chooses a group and not a zone: if a group has several, the node that it adds for a pod with a volume may come up in another zone than the volume.",
  fix: "Set volumeBindingMode: WaitForFirstConsumer, so that the volume is created where the pod is scheduled; existing volumes stay where they are, and a StorageClass must be replaced to change it. List only zones with nodes in allowedTopologies, and give each zone a node group of its own, with the option balance-similar-node-groups, if Cluster Autoscaler adds nodes for pods with volumes.",
  references: [
    "https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-autoscaling.html",
  ],
  findings: {
    immediate: "The StorageClass creates EBS volumes before their pods are scheduled.",
    "no-nodes": "The StorageClass only allows zones in which the cluster has no nodes.",
    "several-zones":
      "Cluster Autoscaler scales a node group that is in several zones, and a StatefulSet has EBS volumes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["immediate", "several-zones"] },
    strict: { level: "mandatory" },
  },
  options: {},
  targets: STORAGE_CLASS,
  check(storageClass, _, report) {
    const mode = isOfEbs(storageClass)
      ? storageClass.oneOf(["Immediate", "WaitForFirstConsumer"], "volumeBindingMode")
      : undefined;
    // A Patch does not change what it does not set.
    if (!mode || mode.kind === "undetermined" || (mode.kind === "absent" && storageClass.isPatch)) return;
    if (mode.kind === "known" && mode.value === "WaitForFirstConsumer") return;
    report("immediate", mode, {
      found: text`volumes are created in any zone, before it is known where their pods fit`,
      passes: text`set WaitForFirstConsumer`,
    });
  },
  checkStack(stack, _, report) {
    for (const storageClass of stack.ofType(STORAGE_CLASS)) {
      const allowed = isOfEbs(storageClass) ? allowedZones(storageClass) : [];
      const cluster = allowed.length > 0 ? clusterOf(stack, storageClass) : undefined;
      const zones = cluster && zonesOfNodes(stack, cluster);
      if (!zones || zones.length === 0 || allowed.some(({ value }) => zones.includes(value))) continue;
      report("no-nodes", storageClass.at("allowedTopologies"), {
        found: text`no node group of the cluster is in ${joined(allowed, ", ")}, so pods with these volumes stay Pending`,
        passes: text`allow zones of the node groups, or add a node group there`,
      });
    }
    const withVolumes = stack.ofType(STATEFUL_SET).filter((one) => hasEbsVolumes(stack, one));
    for (const [cluster, [statefulSet]] of groupBy(withVolumes, (one) => clusterOf(stack, one))) {
      const uses = (cluster && groupsOfCluster(stack, cluster))
        ?.flatMap(({ resource }) => subnetUseOf(stack, resource) ?? [])
        .filter((use) => isInSeveralZones(stack, use));
      if (!uses || uses.length === 0 || !hasClusterAutoscaler(stack, cluster)) continue;
      for (const { subnetIds } of uses) {
        report("several-zones", subnetIds, {
          found: text`Cluster Autoscaler can't choose the zone of a node here, and the pods of ${statefulSet} need one in the zone of their EBS volume`,
          passes: text`make a node group for each zone, and set balance-similar-node-groups`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "Volumes where their pods are",
        type: "kubernetes:storage.k8s.io/v1:StorageClass",
        props: { provisioner: "ebs.csi.aws.com", volumeBindingMode: "WaitForFirstConsumer" },
      },
    ],
    bad: [
      {
        title: "The default",
        type: "kubernetes:storage.k8s.io/v1:StorageClass",
        props: { provisioner: "ebs.csi.aws.com", parameters: { type: "gp3" } },
      },
    ],
  },
});

/** The provisioners of EBS volumes: the CSI driver, that of EKS Auto Mode, and the one that Kubernetes had itself. */
const OF_EBS = ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"];

const ZONE_LABELS = [
  "topology.kubernetes.io/zone",
  "topology.ebs.csi.aws.com/zone",
  "failure-domain.beta.kubernetes.io/zone",
];

function isOfEbs(storageClass: ResourceView): boolean {
  const provisioner = storageClass.string("provisioner");
  return provisioner.kind === "known" && OF_EBS.includes(provisioner.value);
}

/** The zones that a StorageClass allows; none if it allows all, or if one is not known, which is then recorded. */
function allowedZones(storageClass: ResourceView): readonly Shown<string>[] {
  const terms = storageClass.list("allowedTopologies");
  const zones = (terms.kind === "known" ? terms.value : []).map((term) => {
    const expressions = term.list("matchLabelExpressions");
    const ofZone = (expressions.kind === "known" ? expressions.value : []).filter((expression) => {
      const key = expression.string("key");
      return key.kind === "known" && ZONE_LABELS.includes(key.value);
    });
    const values = ofZone.flatMap((expression) => {
      const list = expression.list("values");
      return list.kind === "known" ? list.value.map((value) => value.value("", ZONE_NAME)) : [undefined];
    });
    const known = values.filter((value) => value?.kind === "known");
    // A term without zones allows all of them.
    return known.length === values.length && known.length > 0 ? known : undefined;
  });
  return zones.every((one) => one !== undefined) ? zones.flat() : [];
}

/** True for a StatefulSet with volumes of a StorageClass that is known to be of EBS: one in the stack, or the one that EKS creates. */
function hasEbsVolumes(stack: StackView, statefulSet: ResourceView): boolean {
  const templates = statefulSet.list("spec.volumeClaimTemplates");
  return (templates.kind === "known" ? templates.value : []).some((template) => {
    const name = template.string("spec.storageClassName");
    if (name.kind === "undetermined") return false;
    const classes = stack.ofType(STORAGE_CLASS).filter((one) => {
      if (name.kind === "absent") return isDefault(one);
      const own = one.string("metadata.name");
      return own.kind === "known" && own.value === name.value;
    });
    const isOfEks = name.kind === "known" && name.value === "gp2" && classes.length === 0;
    return isOfEks || classes.some(isOfEbs);
  });
}

function isDefault(storageClass: ResourceView): boolean {
  const value = storageClass.scalar([
    "metadata",
    "annotations",
    "storageclass.kubernetes.io/is-default-class",
  ]);
  return value.kind === "known" && value.value === "true";
}

/** True for a group in several zones; a zone that is not known is recorded. */
function isInSeveralZones(stack: StackView, use: SubnetUse): boolean {
  const { resources, gap } = allSubnets(stack, use);
  if (gap !== undefined) use.subnetIds.undetermined(gap);
  const zones = resources.flatMap((subnet) => zoneOfSubnet(subnet) ?? []);
  return new Set(zones.map(({ value }) => value)).size > 1;
}

/** True if the stack installs Cluster Autoscaler in a cluster, by its chart or as a Deployment. */
function hasClusterAutoscaler(stack: StackView, cluster: ResourceView | undefined): boolean {
  return [...stack.ofType(HELM_RELEASE), ...stack.ofType(DEPLOYMENT)].some((one) => {
    if (clusterOf(stack, one) !== cluster) return false;
    if (isRelease(one, "cluster-autoscaler")) return true;
    const name = DEPLOYMENT.includes(one.type) ? one.string("metadata.name") : undefined;
    return name?.kind === "known" && name.value.includes("cluster-autoscaler");
  });
}

/** The names of the zones of a cluster's node groups; undefined if there may be others, which is then recorded. */
function zonesOfNodes(stack: StackView, cluster: ResourceView): readonly string[] | undefined {
  const hidden = hiddenNodes(stack);
  if (hidden) {
    cluster.undetermined(text`the nodes of ${hidden} may be in other zones`);
    return undefined;
  }
  const uses = groupsOfCluster(stack, cluster)?.map(({ resource }) => subnetUseOf(stack, resource));
  const zones = uses?.flatMap((use) => {
    const { resources = [], gap } = use ? allSubnets(stack, use) : {};
    if (gap !== undefined) use?.subnetIds.undetermined(gap);
    return gap === undefined ? resources.map((subnet) => zoneOfSubnet(subnet)) : [undefined];
  });
  const byId = zones?.find((zone) => zone !== undefined && ZONE_NAME.parse(zone.value) === undefined);
  if (byId) cluster.undetermined("its node subnets give zones by their IDs");
  const names = zones?.filter((zone) => zone !== undefined).map(({ value }) => value);
  return byId || names?.length !== zones?.length ? undefined : names;
}
