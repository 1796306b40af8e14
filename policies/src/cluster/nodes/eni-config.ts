/** Type token of ENIConfigs, which say for a zone where pods get their addresses from, in custom networking of the VPC CNI. */
export const ENI_CONFIG = "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig";
