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

/** What the plan has to fit. */
export interface AddressPlanIntent {
  /** Address block of the VPC, in CIDR notation. */
  readonly vpcCidr: string;
  readonly zoneCount: number;
  /** Prefix length of each zone's subnet for nodes and pods. */
  readonly nodeSubnetPrefixLength: number;
  /** Addresses that nodes and pods of one zone take when all pools are at their largest. */
  readonly addressesPerZone: SubnetAddresses;
  /** Part of each node subnet that stays free, 0 to 99. */
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
}

/** A plan that can't be made; `setting` is the one to change, and the message ends in what would fit. */
export class AddressPlanError extends Error {
  override readonly name = "AddressPlanError";
  readonly setting: "cidr" | "nodeSubnetPrefixLength";
  readonly value: string;

  constructor(setting: "cidr" | "nodeSubnetPrefixLength", value: string, message: string) {
    super(message);
    this.setting = setting;
    this.value = value;
  }
}

/** AWS takes no larger VPC. Source: Amazon VPC user guide, "VPC CIDR blocks", read 2026-11. */
const LARGEST_VPC_PREFIX_LENGTH = 16;

/** Load balancers want 8 free addresses, NAT gateways one: a /24 has 251. */
const PUBLIC_PREFIX_LENGTH = 24;

/** EKS asks for 6 free addresses in each of its subnets and recommends 16: a /27 has 27. EKS user guide, 2026-11. */
const CONTROL_PLANE_PREFIX_LENGTH = 27;

/**
 * The subnets of each zone. The VPC is cut into slots of the size of a node subnet: one for each zone from the start, and
 * the last for everything small. So a zone that is added later moves nothing.
 *
 * @throws AddressPlanError where the VPC is too small for the zones, or a zone's subnet for its nodes and pods.
 */
export function planAddresses(intent: AddressPlanIntent): readonly ZoneBlocks[] {
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

function assertZonesFit(
  { vpcCidr, zoneCount, nodeSubnetPrefixLength }: AddressPlanIntent,
  vpc: Ipv4Block,
): void {
  const fittingPrefixLength = nodeSubnetPrefixLength - zoneSlotBits(zoneCount);
  if (vpc.prefixLength > fittingPrefixLength) {
    throw new AddressPlanError(
      "cidr",
      vpcCidr,
      `expected /${fittingPrefixLength} or larger: ${zoneCount} node subnets of /${nodeSubnetPrefixLength} and as much again for the others`,
    );
  }
}

function assertNodesAndPodsFit(intent: AddressPlanIntent): void {
  const { zoneCount, nodeSubnetPrefixLength, addressesPerZone, headroomPercent } = intent;
  const fitting = subnetPrefixLengthFor(addressesPerZone, headroomPercent);
  const isPossible = fitting !== undefined && fitting >= LARGEST_VPC_PREFIX_LENGTH + zoneSlotBits(zoneCount);
  if (isPossible && nodeSubnetPrefixLength <= fitting) return;
  const need = `${addressCount(addressesPerZone)} addresses for nodes and pods of a zone, ${headroomPercent} % kept free`;
  const has = `a /${nodeSubnetPrefixLength} has ${usableAddresses(nodeSubnetPrefixLength)}`;
  throw new AddressPlanError(
    "nodeSubnetPrefixLength",
    String(nodeSubnetPrefixLength),
    isPossible
      ? `expected ${fitting} or less: ${need}; ${has}`
      : `no subnet in a VPC of ${zoneCount} zones holds ${need}; lower the maxSize of the node pools`,
  );
}
