import { INTEGER, type HarmlessKind } from "../rule/kinds.ts";

// What the VPC CNI makes of its environment; source: the README and the manifests of amazon-vpc-cni-k8s v1.23.1
// (2026-08), https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables

/** The value that a variable has where nothing sets it. Variables that then have none are not listed. */
export const CNI_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["ADDITIONAL_ENI_TAGS", "{}"],
  ["AWS_MANAGE_ENIS_NON_SCHEDULABLE", "false"],
  ["AWS_VPC_CNI_NODE_PORT_SUPPORT", "true"],
  ["AWS_VPC_ENI_MTU", "9001"],
  ["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"],
  ["AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"],
  ["AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"],
  ["AWS_VPC_K8S_CNI_LOG_FILE", "/host/var/log/aws-routed-eni/ipamd.log"],
  ["AWS_VPC_K8S_CNI_RANDOMIZESNAT", "prng"],
  ["AWS_VPC_K8S_CNI_VETHPREFIX", "eni"],
  ["AWS_VPC_K8S_PLUGIN_LOG_FILE", "/var/log/aws-routed-eni/plugin.log"],
  ["AWS_VPC_K8S_PLUGIN_LOG_LEVEL", "DEBUG"],
  ["DISABLE_INTROSPECTION", "false"],
  ["DISABLE_LEAKED_ENI_CLEANUP", "false"],
  ["DISABLE_METRICS", "false"],
  ["ENABLE_IMDS_ONLY_MODE", "false"],
  ["ENABLE_MULTI_NIC", "false"],
  ["ENABLE_POD_ENI", "false"],
  ["ENABLE_PREFIX_DELEGATION", "false"],
  ["ENABLE_SUBNET_DISCOVERY", "true"],
  ["ENI_CONFIG_ANNOTATION_DEF", "k8s.amazonaws.com/eniConfig"],
  ["ENI_CONFIG_LABEL_DEF", "k8s.amazonaws.com/eniConfig"],
  ["IP_COOLDOWN_PERIOD", "30"],
  ["NETWORK_POLICY_ENFORCING_MODE", "standard"],
  ["POD_SECURITY_GROUP_ENFORCING_MODE", "strict"],
  ["WARM_ENI_TARGET", "1"],
  ["WARM_PREFIX_TARGET", "1"],
]);

/** How the CNI reads a true-or-false variable: as Go's strconv.ParseBool does; undefined for any other text. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return false;
  return undefined;
}

/** How the CNI reads a whole number: as Go's strconv.Atoi does. */
export const GO_INTEGER: HarmlessKind<number> = {
  ...INTEGER,
  parse: (value) => {
    if (typeof value !== "string") return INTEGER.parse(value);
    return /^[+-]?\d{1,9}$/.test(value) ? Number(value) : undefined;
  },
};
