import { AUTO_MODE_NODE_CLASS } from "../../cluster/nodes/auto-mode.ts";
import { BYTES } from "../../cluster/nodes/kubelet-settings.ts";
import { integer, oneOf } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "auto-mode-nodeclass",
  title: "EKS Auto Mode nodes have enough disk space, and leave address translation to the NAT gateway",
  severity: "medium",
  tags: ["auto-mode", "disk", "snat"],
  article: "External SNAT",
  why: "In EKS Auto Mode you can't set variables of the VPC CNI: the NodeClass sets whether pod traffic leaves with the node's address (which hides the pods from peered networks and, behind a NAT gateway, is a second translation). It also sizes the one disk that images, logs and pods' files share; when it is full, pods are evicted.",
  fix: "Set snatPolicy to Disabled for nodes behind a NAT or transit gateway, and leave it at Random for nodes in public subnets. Leave ephemeralStorage.size at 80Gi, or set more. Changing the NodeClass replaces nodes.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html",
  ],
  findings: {
    "small-disk": "ephemeralStorage.size is less than `minGiB`.",
    "not-external": "Nodes are in private subnets, and snatPolicy is not Disabled.",
    "external-in-public": "Nodes are in public subnets, and snatPolicy is Disabled.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minGiB: integer({
      description: "The minimum size of a node's disk, in GiB; the EKS default is 80.",
      default: 80,
      min: 1,
      max: 65_536,
    }),
    nodeSubnets: oneOf(["unknown", "private", "public"], {
      description:
        "Whether the nodes are in private subnets (behind a NAT or transit gateway) or in public subnets. A NodeClass can select its subnets by tags, which don't show this, so snatPolicy is judged only if you set this option.",
      default: "unknown",
    }),
  },
  targets: [AUTO_MODE_NODE_CLASS],
  check(nodeClass, { minGiB, nodeSubnets }, report) {
    const size = nodeClass.value("spec.ephemeralStorage.size", BYTES);
    if (size.kind === "known" && size.value < minGiB * 1024 ** 3) {
      report("small-disk", size, {
        found: text`${size} for images, logs and pods' files`,
        passes: text`set ${minGiB}Gi or more`,
      });
    } else if (size.kind === "absent" && minGiB > DEFAULT_GIB) {
      report("small-disk", size, {
        found: text`${DEFAULT_GIB}Gi (the default) for images, logs and pods' files`,
        passes: text`set ${minGiB}Gi or more`,
      });
    }
    const policy = nodeClass.oneOf(["Random", "Disabled"], "spec.snatPolicy");
    if (policy.kind === "undetermined") return;
    const isExternal = policy.kind === "known" && policy.value === "Disabled";
    if (nodeSubnets === "private" && !isExternal) {
      report("not-external", policy, {
        found: text`pod traffic leaves with the node's address`,
        passes: text`set snatPolicy to Disabled`,
      });
    } else if (nodeSubnets === "public" && isExternal) {
      report("external-in-public", policy, {
        found: text`pods in public subnets can't reach the internet`,
        passes: text`set snatPolicy to Random`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A large disk, behind a NAT gateway",
        type: AUTO_MODE_NODE_CLASS,
        props: { spec: { ephemeralStorage: { size: "160Gi" }, snatPolicy: "Disabled" } },
        options: { nodeSubnets: "private" },
      },
    ],
    bad: [
      {
        title: "A small disk, and the default snatPolicy behind a NAT gateway",
        type: AUTO_MODE_NODE_CLASS,
        props: { spec: { ephemeralStorage: { size: "20Gi" } } },
        options: { nodeSubnets: "private" },
      },
    ],
  },
});

const DEFAULT_GIB = 80;
