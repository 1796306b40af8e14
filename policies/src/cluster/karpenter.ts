/** Type tokens of Karpenter's EC2NodeClass, which says how its nodes are made. */
export const EC2_NODE_CLASS: readonly string[] = [
  "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  "kubernetes:karpenter.k8s.aws/v1beta1:EC2NodeClass",
];

/** Type tokens of Karpenter's NodePool, which makes nodes as pods need them. */
export const NODE_POOL: readonly string[] = [
  "kubernetes:karpenter.sh/v1:NodePool",
  "kubernetes:karpenter.sh/v1beta1:NodePool",
];
