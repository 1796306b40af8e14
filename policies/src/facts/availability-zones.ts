/**
 * Availability zones in which EKS places no control plane, by zone id: zone names stand for other zones in every account.
 * Source: Amazon EKS user guide, "VPC and subnet requirements", read 2026-11.
 */
export const ZONE_IDS_WITHOUT_EKS: readonly string[] = ["use1-az3", "usw1-az2", "cac1-az3"];
