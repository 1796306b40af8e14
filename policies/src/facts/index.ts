export { acceleratorOf, AMI_TYPES, hasDriver, type Accelerator, type AmiType } from "./accelerators.ts";
export { addonSchema, type AddonSchema } from "./addon-schemas.ts";
export {
  cooldownHeadroom,
  largestPool,
  maxPodsForHeadroom,
  podsWithAddress,
  podsWithRoom,
  poolSizes,
  targetsForHeadroom,
  type AddressPool,
  type WarmTargets,
} from "./address-pool.ts";
export { ZONE_IDS_WITHOUT_EKS, zoneIdPrefix } from "./availability-zones.ts";
export { cooldownAdvice, subnetAdvice } from "./capacity-advice.ts";
export {
  clusterCapacity,
  managedUpdateNodes,
  worstAddressesOfZone,
  type ClusterCapacity,
  type ClusterPlan,
  type NodeGroupCapacity,
  type NodeGroupPlan,
  type SubnetCapacity,
  type ZoneCapacity,
  type ZonePlan,
} from "./cluster-capacity.ts";
export { CNI_VARIABLES } from "./cni-variables.ts";
export {
  addressesOfCronJob,
  addressesOfCronJobs,
  COOLDOWN_SECONDS,
  coolingAddresses,
  coolingAddressesPerNode,
  type CoolingAddresses,
  type CronJobLoad,
  type CronJobPods,
  type HeldAddresses,
} from "./cooling-addresses.ts";
export { parseDuration } from "./duration.ts";
export { describeFactSource, isPastBestBefore, type FactSource } from "./fact-source.ts";
export { FACT_SOURCES } from "./fact-sources.ts";
export { INSTANCE_TYPE_SOURCE } from "./instance-type-table.ts";
export {
  architectureOf,
  findInstanceType,
  instanceTypes,
  UNKNOWN_INSTANCE_TYPE,
  type InstanceType,
} from "./instance-types.ts";
export { parseIpBlock, type IpBlock } from "./ip-block.ts";
export {
  blockSize,
  blocksOverlap,
  enclosingIpv4Block,
  formatIpv4Block,
  parseIpv4Block,
  type Ipv4Block,
} from "./ipv4-block.ts";
export {
  daysOfSupportLeft,
  findKubernetesVersion,
  isSupportedVersion,
  KUBERNETES_VERSIONS,
  OLDEST_SUPPORTED_VERSION,
  supportOf,
  type KubernetesVersion,
  type VersionSupport,
} from "./kubernetes-versions.ts";
export {
  addressablePods,
  addressesForPods,
  addressesPerSlot,
  autoModePods,
  cniModeFor,
  HOST_NETWORK_PODS,
  IPV6_PREFIX_ADDRESSES,
  maxPodsLimit,
  podInterfaces,
  PREFIX_ADDRESSES,
  recommendedPods,
  roomForPods,
  slotsPerInterface,
  type CniMode,
  type PodAddressing,
} from "./max-pods.ts";
export {
  addressCount,
  leastAddressesOfNode,
  mostAddressesOfNode,
  type NodeAddresses,
  type SubnetAddresses,
} from "./node-addresses.ts";
export { mostDemandingPool, maxPodsOfTypes, type AddressPoolSettings } from "./node-group-pool.ts";
export {
  planNodePools,
  type NodePool,
  type NodePoolIntent,
  type NodePoolPlan,
  type PlannedNodeGroup,
  type SubnetPrefixLengths,
} from "./node-pool-plan.ts";
export { partitionOf, type Partition } from "./partitions.ts";
export { DAYS_OF_LEAP_YEAR, parseSchedule, shortestGap, type Schedule } from "./schedule.ts";
export {
  CONTROL_PLANE_ADDRESSES,
  LOAD_BALANCER_ADDRESSES,
  POD_BLOCK_BITS,
  prefixSlots,
  SUBNET_PREFIX_LENGTHS,
  subnetHolds,
  subnetPrefixLengthFor,
  usableAddresses,
  zoneSlotBits,
  type AddressPlanKind,
} from "./subnet-size.ts";
