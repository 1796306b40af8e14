import { hiddenNodes } from "../../cluster/nodes/hidden-nodes.ts";
import { clusterOf, groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { allSubnets, subnetUseOf } from "../../cluster/nodes/node-subnets.ts";
import { zoneOfSubnet } from "../../cluster/network/zone.ts";
import { ZONE_NAME } from "../../rule/kinds.ts";
import { STORAGE_CLASS } from "../../rule/kubernetes-kinds.ts";
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
  why: "An EBS volume stays in the zone in which it is created, and so does its pod. With volumeBindingMode Immediate, which is the default of a StorageClass, the volume is created before anybody knows where the pod fits: if the nodes of that zone are full, or there are none, the pod stays Pending forever.",
  fix: "Set volumeBindingMode: WaitForFirstConsumer, so that the volume is created where the pod is scheduled; existing volumes stay where they are, and a StorageClass must be replaced to change it. List only zones with nodes in allowedTopologies, and give each zone a node group of its own if a Cluster Autoscaler is to add nodes for volumes.",
  references: [
    "https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-autoscaling.html",
  ],
  findings: {
    immediate: "The StorageClass creates EBS volumes before their pods are scheduled.",
    "no-nodes": "The StorageClass only allows zones in which the cluster has no nodes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["immediate"] },
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
