import {
  addressCount,
  blockSize,
  formatIpv4Block,
  parseIpv4Block,
  subnetPrefixLengthFor,
  usableAddresses,
  zoneSlotBits,
  type Ipv4Block,
  type SubnetAddresses,
} from "productionproof-eks-policies/facts";

/** The requirements of an address plan. */
export interface AddressPlanArgs {
  /** The address block of the VPC, in CIDR notation. */
  readonly vpcCidr: string;
  readonly zoneCount: number;
  /** The prefix length of each zone's subnet for nodes and pods. */
  readonly nodeSubnetPrefixLength: number;
  /** The addresses that nodes and pods in one zone take when all pools are at their maximum size. */
  readonly addressesPerZone: SubnetAddresses;
  /** The percentage of each node subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/** The subnets of one zone, in CIDR notation. */
export interface ZoneBlocks {
  /** Nodes and pods. */
  readonly nodes: string;
  /** NAT gateways and public load balancers. */
  readonly public: string;
  /** Network interfaces of the EKS control plane. */
  readonly controlPlane: string;
  /** Pods only, with custom networking. */
  readonly pods?: string;
}

/** Thrown if no plan is possible; `setting` is the one to change, and the message says what would fit. */
export class AddressPlanError extends Error {
  override readonly name = "AddressPlanError";
  readonly setting: "cidr" | "nodeSubnetPrefixLength" | "podCidr";
  readonly value: string;

  constructor(setting: AddressPlanError["setting"], value: string, message: string) {
    super(message);
    this.setting = setting;
    this.value = value;
  }
}

/** AWS accepts no larger VPC. Source: Amazon VPC user guide, "VPC CIDR blocks", read 2026-11. */
const LARGEST_VPC_PREFIX_LENGTH = 16;

/** Load balancers need 8 free addresses, NAT gateways one: a /24 has 251. */
const PUBLIC_PREFIX_LENGTH = 24;

/** EKS requires 6 free addresses in each of its subnets and recommends 16: a /27 has 27. EKS user guide, 2026-11. */
const CONTROL_PLANE_PREFIX_LENGTH = 27;

/**
 * Returns the subnets of each zone. The VPC is divided into slots of the size of a node subnet: one for each zone from the
 * start, and the last for all small subnets. Adding a zone later therefore moves no subnet.
 *
 * @throws AddressPlanError if the VPC is too small for the zones, or a zone's subnet for its nodes and pods.
 */
export function planAddresses(intent: AddressPlanArgs): readonly ZoneBlocks[] {
  const { vpcCidr, zoneCount, nodeSubnetPrefixLength } = intent;
  const vpc = parseIpv4Block(vpcCidr);
  if (!vpc) throw new AddressPlanError("cidr", vpcCidr, "expected an IPv4 block such as 10.0.0.0/16");
  assertNodesAndPodsFit(intent);
  assertZonesFit(intent, vpc);
  const slot = blockSize(nodeSubnetPrefixLength);
  const lastSlot = vpc.first + blockSize(vpc.prefixLength) - slot;
  const controlPlanes = lastSlot + zoneCount * blockSize(PUBLIC_PREFIX_LENGTH);
  const block = (start: number, prefixLength: number, zone: number): string =>
    formatIpv4Block({ first: start + zone * blockSize(prefixLength), prefixLength });
  return Array.from({ length: zoneCount }, (_, zone) => ({
    nodes: block(vpc.first, nodeSubnetPrefixLength, zone),
    public: block(lastSlot, PUBLIC_PREFIX_LENGTH, zone),
    controlPlane: block(controlPlanes, CONTROL_PLANE_PREFIX_LENGTH, zone),
  }));
}

/** The requirements of a plan of pod subnets. */
export interface PodAddressArgs {
  /** The secondary block of the VPC, in CIDR notation. */
  readonly podCidr: string;
  readonly zoneCount: number;
  /** The addresses that pods in one zone take when all pools are at their maximum size. */
  readonly addressesPerZone: SubnetAddresses;
  /** The percentage of each subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/**
 * Returns the pod-only subnet of each zone: the block is divided into as many equal parts as the zones need.
 *
 * @throws AddressPlanError if the block is too small for the pods.
 */
export function planPodAddresses(intent: PodAddressArgs): readonly string[] {
  const { podCidr, zoneCount, addressesPerZone, headroomPercent } = intent;
  const block = parseIpv4Block(podCidr);
  if (!block) throw new AddressPlanError("podCidr", podCidr, "expected an IPv4 block such as 100.64.0.0/16");
  const prefixLength = podSubnetPrefixLength(block.prefixLength, zoneCount);
  const fitting = subnetPrefixLengthFor(addressesPerZone, headroomPercent);
  if (fitting === undefined || prefixLength > fitting) {
    const need = `${addressCount(addressesPerZone)} addresses for pods in a zone, ${headroomPercent}% kept free`;
    const bits = prefixLength - block.prefixLength;
    const isPossible = fitting !== undefined && fitting - bits >= LARGEST_VPC_PREFIX_LENGTH;
    const message = isPossible
      ? `expected /${fitting - bits} or larger: ${need}; a /${prefixLength} has ${usableAddresses(prefixLength)}`
      : `no block for ${zoneCount} zones holds ${need}; lower the maxSize of the node pools`;
    throw new AddressPlanError("podCidr", podCidr, message);
  }
  return Array.from({ length: zoneCount }, (_, zone) =>
    formatIpv4Block({ first: block.first + zone * blockSize(prefixLength), prefixLength }),
  );
}

/** Returns the prefix length of each zone's part of a block for pods. */
export function podSubnetPrefixLength(blockPrefixLength: number, zoneCount: number): number {
  return blockPrefixLength + Math.ceil(Math.log2(zoneCount));
}

/** Returns the upper half of a block. */
export function upperHalf(cidr: string): string {
  const { first, prefixLength } = parseIpv4Block(cidr) ?? { first: 0, prefixLength: 0 };
  const half = prefixLength + 1;
  return formatIpv4Block({ first: first + blockSize(half), prefixLength: half });
}

function assertZonesFit(
  { vpcCidr, zoneCount, nodeSubnetPrefixLength }: AddressPlanArgs,
  vpc: Ipv4Block,
): void {
  const fittingPrefixLength = nodeSubnetPrefixLength - zoneSlotBits(zoneCount);
  if (vpc.prefixLength > fittingPrefixLength) {
    throw new AddressPlanError(
      "cidr",
      vpcCidr,
      `expected /${fittingPrefixLength} or larger: ${zoneCount} node subnets of /${nodeSubnetPrefixLength}, and another /${nodeSubnetPrefixLength} for the other subnets`,
    );
  }
}

function assertNodesAndPodsFit(intent: AddressPlanArgs): void {
  const { zoneCount, nodeSubnetPrefixLength, addressesPerZone, headroomPercent } = intent;
  const fitting = subnetPrefixLengthFor(addressesPerZone, headroomPercent);
  const isPossible = fitting !== undefined && fitting >= LARGEST_VPC_PREFIX_LENGTH + zoneSlotBits(zoneCount);
  if (isPossible && nodeSubnetPrefixLength <= fitting) return;
  const need = `${addressCount(addressesPerZone)} addresses for nodes and pods in a zone, ${headroomPercent}% kept free`;
  const has = `a /${nodeSubnetPrefixLength} has ${usableAddresses(nodeSubnetPrefixLength)}`;
  throw new AddressPlanError(
    "nodeSubnetPrefixLength",
    String(nodeSubnetPrefixLength),
    isPossible
      ? `expected ${fitting} or less: ${need}; ${has}`
      : `no subnet in a VPC of ${zoneCount} zones holds ${need}; lower the maxSize of the node pools`,
  );
}
