/** Type token of ENIConfigs, which set the subnet for pods in a zone with the VPC CNI's custom networking. */
export const ENI_CONFIG = "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig";
