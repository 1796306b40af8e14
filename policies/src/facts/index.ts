export {
  cooldownHeadroom,
  maxPodsForHeadroom,
  poolSize,
  subnetAddressesOfNode,
  type PrefixPool,
} from "./address-pool.ts";
export { ZONE_IDS_WITHOUT_EKS, zoneIdPrefix } from "./availability-zones.ts";
export { parseDuration } from "./duration.ts";
export { architectureOf, findInstanceType, instanceTypes, type InstanceType } from "./instance-types.ts";
export {
  blockSize,
  enclosingIpv4Block,
  formatIpv4Block,
  parseIpv4Block,
  type Ipv4Block,
} from "./ipv4-block.ts";
export { isStandardVersion, OLDEST_STANDARD_VERSION } from "./kubernetes-versions.ts";
export {
  addressablePods,
  HOST_NETWORK_PODS,
  maxPodsLimit,
  recommendedPods,
  type CniMode,
} from "./max-pods.ts";
export { DAYS_OF_LEAP_YEAR, parseSchedule, shortestGap, type Schedule } from "./schedule.ts";
export { SUBNET_PREFIX_LENGTHS, subnetPrefixLengthFor, usableAddresses } from "./subnet-size.ts";
