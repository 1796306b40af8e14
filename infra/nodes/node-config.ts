import { stringify } from "yaml";

/** What a node of an own AMI has to be told about its cluster; with EKS's choice of AMI, EKS says it. */
export interface ClusterOfNode {
  readonly name: string;
  readonly apiServerEndpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
  /** Block of the cluster's service addresses. */
  readonly cidr: string;
}

/** What differs between pools. */
export interface NodeConfigArgs {
  readonly cluster?: ClusterOfNode;
  /** Left to EKS where it is absent. */
  readonly maxPods?: number;
}

/**
 * The kubelet's settings that keep a node's disk from filling up and its container logs from being all of it.
 * Sources: kubelet v0.36 types; amazon-eks-ami nodeadm, internal/kubelet/config.go, 2026-07.
 */
const KUBELET_CONFIG = {
  // Five files of 10 MiB for each container: the kubelet's defaults, said aloud so that nobody lowers them unseen.
  containerLogMaxSize: "10Mi",
  containerLogMaxFiles: 5,
  // Images go well before the eviction thresholds below are reached, and after a week without use in any case.
  imageGCHighThresholdPercent: 75,
  imageGCLowThresholdPercent: 65,
  imageMaximumGCAge: "168h",
  // All five signals: one that is left out counts as zero, and nodeadm leaves out those of the image filesystem.
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "10%",
    "nodefs.inodesFree": "5%",
    "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
  },
};

/** User data for Amazon Linux 2023: one MIME part with a NodeConfig, which nodeadm merges with what EKS adds. */
export function nodeUserData({ cluster, maxPods }: NodeConfigArgs): string {
  const config = {
    apiVersion: "node.eks.aws/v1alpha1",
    kind: "NodeConfig",
    spec: {
      ...(cluster ? { cluster } : {}),
      kubelet: { config: { ...(maxPods === undefined ? {} : { maxPods }), ...KUBELET_CONFIG } },
    },
  };
  return [
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="//"',
    "",
    "--//",
    "Content-Type: application/node.eks.aws",
    "",
    stringify(config).trimEnd(),
    "--//--",
    "",
  ].join("\n");
}
