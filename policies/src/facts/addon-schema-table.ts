// Written by npm run refresh -- addon-schemas; don't edit.
import type { FactSource } from "./fact-source.ts";

export const ADDON_SCHEMA_SOURCE: FactSource = {
  title: "add-on schemas",
  source:
    "AWS CLI reference, describe-addon-configuration (vpc-cni); third parties' answers of that command (coredns); eks-node-monitoring-agent 51af549, charts/configuration.schema.json",
  date: "2026-08-18",
  bestBefore: "2027-02-18",
};

/** One line per object in an add-on's configuration: `add-on version path open|closed [key …]`; the path of the root is a dot. */
export const ADDON_SCHEMA_TABLE = `
coredns v1.10.1-eksbuild.11 . closed affinity autoScaling computeType corefile nodeSelector podAnnotations podDisruptionBudget podLabels replicaCount resources tolerations topologySpreadConstraints
coredns v1.10.1-eksbuild.11 autoScaling open enabled maxReplicas minReplicas
coredns v1.10.1-eksbuild.11 resources closed limits requests
coredns v1.10.1-eksbuild.11 resources.limits closed cpu memory
coredns v1.10.1-eksbuild.11 resources.requests closed cpu memory
eks-node-monitoring-agent v1.7.0 . closed dcgmAgent extraObjects global nodeAgent
eks-node-monitoring-agent v1.7.0 dcgmAgent closed affinity nodeSelector podAnnotations podLabels priorityClassName resizePolicy resources tolerations
eks-node-monitoring-agent v1.7.0 dcgmAgent.resources closed limits requests
eks-node-monitoring-agent v1.7.0 dcgmAgent.resources.limits closed cpu memory
eks-node-monitoring-agent v1.7.0 dcgmAgent.resources.requests closed cpu memory
eks-node-monitoring-agent v1.7.0 global closed podAnnotations podLabels
eks-node-monitoring-agent v1.7.0 nodeAgent closed additionalArgs affinity monitors nodeSelector podAnnotations podLabels priorityClassName probePort resizePolicy resources tolerations
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors closed kernel-monitor networking neuron nvidia runtime storage-monitor
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.kernel-monitor closed enabled
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.networking closed allowedIPTablesChains enabled excludedInterfaceNameRegexps
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.neuron closed enabled
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.nvidia closed enabled
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.runtime closed enabled
eks-node-monitoring-agent v1.7.0 nodeAgent.monitors.storage-monitor closed enabled
eks-node-monitoring-agent v1.7.0 nodeAgent.resources closed limits requests
eks-node-monitoring-agent v1.7.0 nodeAgent.resources.limits closed cpu memory
eks-node-monitoring-agent v1.7.0 nodeAgent.resources.requests closed cpu memory
vpc-cni v1.15.1-eksbuild.1 . closed affinity enableNetworkPolicy enableWindowsIpam eniConfig env init livenessProbeTimeoutSeconds nodeAgent readinessProbeTimeoutSeconds resources tolerations
vpc-cni v1.15.1-eksbuild.1 eniConfig closed create region subnets
vpc-cni v1.15.1-eksbuild.1 env closed ADDITIONAL_ENI_TAGS ANNOTATE_POD_IP AWS_EC2_ENDPOINT AWS_EXTERNAL_SERVICE_CIDRS AWS_MANAGE_ENIS_NON_SCHEDULABLE AWS_VPC_CNI_NODE_PORT_SUPPORT AWS_VPC_ENI_MTU AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS AWS_VPC_K8S_CNI_EXTERNALSNAT AWS_VPC_K8S_CNI_LOGLEVEL AWS_VPC_K8S_CNI_LOG_FILE AWS_VPC_K8S_CNI_RANDOMIZESNAT AWS_VPC_K8S_CNI_VETHPREFIX AWS_VPC_K8S_PLUGIN_LOG_FILE AWS_VPC_K8S_PLUGIN_LOG_LEVEL CLUSTER_ENDPOINT DISABLE_INTROSPECTION DISABLE_LEAKED_ENI_CLEANUP DISABLE_METRICS DISABLE_NETWORK_RESOURCE_PROVISIONING DISABLE_POD_V6 ENABLE_BANDWIDTH_PLUGIN ENABLE_POD_ENI ENABLE_PREFIX_DELEGATION ENABLE_V4_EGRESS ENABLE_V6_EGRESS ENI_CONFIG_ANNOTATION_DEF ENI_CONFIG_LABEL_DEF INTROSPECTION_BIND_ADDRESS IP_COOLDOWN_PERIOD MAX_ENI MINIMUM_IP_TARGET POD_SECURITY_GROUP_ENFORCING_MODE WARM_ENI_TARGET WARM_IP_TARGET WARM_PREFIX_TARGET
vpc-cni v1.15.1-eksbuild.1 init closed env
vpc-cni v1.15.1-eksbuild.1 init.env closed DISABLE_TCP_EARLY_DEMUX ENABLE_V6_EGRESS
vpc-cni v1.15.1-eksbuild.1 nodeAgent closed enableCloudWatchLogs enablePolicyEventLogs healthProbeBindAddr metricsBindAddr
vpc-cni v1.15.1-eksbuild.1 resources closed limits requests
vpc-cni v1.15.1-eksbuild.1 resources.limits closed cpu memory
vpc-cni v1.15.1-eksbuild.1 resources.requests closed cpu memory
`;
