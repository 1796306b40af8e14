import { BYTES, COUNT, kubeletSettings } from "../../cluster/nodes/kubelet-settings.ts";
import { USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "log-rotation",
  title: "Container logs are rotated and stay small",
  severity: "high",
  tags: ["kubelet", "disk"],
  article: "No Docker log rotation",
  why: "The kubelet rotates container logs: five files of 10 MiB each, unless user data says otherwise. Logs that grow without limit fill the node's disk, and the kubelet then evicts its pods.",
  fix: "Leave containerLogMaxSize and containerLogMaxFiles unset, or keep their product small: it applies to each container, so a node with 58 pods of two containers multiplies it by 116.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation",
    "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
  ],
  findings: {
    "no-rotation": "containerLogMaxFiles is less than 2, with which the kubelet does not start.",
    off: "containerLogMaxSize is negative, which turns rotation off.",
    "too-much": "The logs of one container may take up more than `maxMiBPerContainer`.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["off", "too-much"] },
    strict: { level: "mandatory" },
  },
  options: {
    maxMiBPerContainer: integer({
      description: "The maximum disk space that the logs of one container may take up, in MiB.",
      default: 100,
      min: 1,
      max: 100_000,
    }),
  },
  targets: USER_DATA_TYPES,
  check(resource, { maxMiBPerContainer }, report) {
    const kubelet = kubeletSettings(resource);
    if (!kubelet) return;
    const files = kubelet.at("containerLogMaxFiles").value("", COUNT);
    const size = kubelet.at("containerLogMaxSize").value("", BYTES);
    if (files.kind === "known" && files.value < MIN_FILES) {
      report("no-rotation", files, {
        found: text`containerLogMaxFiles is ${files}, with which the kubelet does not start`,
        passes: text`set ${MIN_FILES} or more; ${DEFAULT_FILES} is the default`,
      });
      return;
    }
    if (size.kind === "known" && size.value < 0) {
      report("off", size, {
        found: text`logs are never rotated`,
        passes: text`set 10Mi, which is the default`,
      });
      return;
    }
    if (files.kind === "undetermined" || size.kind === "undetermined") return;
    const count = files.kind === "known" ? files.value : DEFAULT_FILES;
    const mib = Math.round((count * (size.kind === "known" ? size.value : DEFAULT_SIZE)) / MIB);
    if (mib > maxMiBPerContainer) {
      report("too-much", size.kind === "known" ? size : files, {
        found: text`${count} files of ${size.kind === "known" ? size : text`10Mi`} are ${mib} MiB per container`,
        passes: text`keep files times size within ${maxMiBPerContainer} MiB`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Five files of 10 MiB",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      containerLogMaxSize: 10Mi
      containerLogMaxFiles: 5
`,
          },
        },
      },
    ],
    bad: [
      {
        title: "Five files of 1 GiB, on Bottlerocket",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            amiSelectorTerms: [{ alias: "bottlerocket@v1.49.0" }],
            userData: '[settings.kubernetes]\ncontainer-log-max-size = "1Gi"\ncontainer-log-max-files = 5\n',
          },
        },
      },
      {
        title: "A single file",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config: { containerLogMaxSize: 50Mi, containerLogMaxFiles: 1 }
`,
          },
        },
      },
    ],
  },
});

// Sources: kubelet v0.36, config types (defaults) and pkg/kubelet/logs/container_log_manager.go (minimum number of files).
const MIB = 1024 * 1024;
const DEFAULT_SIZE = 10 * MIB;
const DEFAULT_FILES = 5;
const MIN_FILES = 2;
