import {
  addressCount,
  blockSize,
  formatIpv4Block,
  parseIpv4Block,
  POD_BLOCK_BITS,
  subnetPrefixLengthFor,
  usableAddresses,
  zoneSlotBits,
  type AddressPlanKind,
  type Ipv4Block,
  type SubnetAddresses,
} from "productionproof-eks-policies/facts";

/** The requirements of an address plan. */
export interface AddressPlanArgs {
  /** The address block of the VPC, in CIDR notation. */
  readonly vpcCidr: string;
  readonly zoneCount: number;
  /** The zones that have a place. */
  readonly addressPlan: AddressPlanKind;
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
  readonly setting: "cidr" | "addressPlan" | "nodeSubnetPrefixLength" | "podCidr" | `podCidrs${string}`;
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
 * The /24 blocks of the last slot: a public subnet each, and one for all control plane subnets. The fourth zone comes last, so that
 * the places of three zones fit into a slot of a /22.
 */
const LAST_SLOT = {
  "four-zones": { public: [0, 1, 2, 4], controlPlane: 3 },
  "two-zones": { public: [0, 1], controlPlane: 2 },
} as const;

/**
 * Returns the subnets of each zone. The VPC is divided into slots of the size of a node subnet: one for each zone from the
 * start, and the last for all small subnets, in which each zone has a place whether or not it is used. Adding a zone later
 * therefore moves no subnet.
 *
 * @throws AddressPlanError if the VPC is too small for the zones, or a zone's subnet for its nodes and pods.
 */
export function planAddresses(intent: AddressPlanArgs): readonly ZoneBlocks[] {
  const { vpcCidr, zoneCount, nodeSubnetPrefixLength, addressPlan } = intent;
  const vpc = parseIpv4Block(vpcCidr);
  if (!vpc) throw new AddressPlanError("cidr", vpcCidr, "expected an IPv4 block such as 10.0.0.0/16");
  const places = LAST_SLOT[addressPlan];
  if (zoneCount > places.public.length)
    throw new AddressPlanError("addressPlan", addressPlan, `expected four-zones for ${zoneCount} zones`);
  assertNodesAndPodsFit(intent);
  assertPlacesFit(intent);
  assertZonesFit(intent, vpc);
  const slot = blockSize(nodeSubnetPrefixLength);
  const lastSlot = vpc.first + blockSize(vpc.prefixLength) - slot;
  const controlPlanes = lastSlot + places.controlPlane * blockSize(PUBLIC_PREFIX_LENGTH);
  const block = (start: number, prefixLength: number, place: number): string =>
    formatIpv4Block({ first: start + place * blockSize(prefixLength), prefixLength });
  return Array.from({ length: zoneCount }, (_, zone) => ({
    nodes: block(vpc.first, nodeSubnetPrefixLength, zone),
    public: block(lastSlot, PUBLIC_PREFIX_LENGTH, places.public[zone] ?? 0),
    controlPlane: block(controlPlanes, CONTROL_PLANE_PREFIX_LENGTH, zone),
  }));
}

/** The secondary blocks of a VPC from which pods get their addresses; none without custom networking. */
export interface PodBlocks {
  /** A block that the zones share, in CIDR notation. */
  readonly podCidr?: string | undefined;
  /** A block for each zone. */
  readonly podCidrs?: readonly string[] | undefined;
  readonly addressPlan: AddressPlanKind;
}

/** The requirements of a plan of pod subnets. */
export interface PodAddressArgs extends PodBlocks {
  readonly zoneCount: number;
  /** The addresses that pods in one zone take when all pools are at their maximum size. */
  readonly addressesPerZone: SubnetAddresses;
  /** The percentage of each subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/** Returns the pod-only subnet of each zone: a part of the block that they share, or the zone's own. Empty without pod blocks. */
export function podSubnets(
  { podCidr, podCidrs, addressPlan }: PodBlocks,
  zoneCount: number,
): readonly string[] {
  if (podCidrs) {
    if (podCidrs.length === zoneCount) return podCidrs;
    const message = `expected ${zoneCount} blocks, one for each zone`;
    throw new AddressPlanError("podCidrs", podCidrs.join(", "), message);
  }
  const block = podCidr === undefined ? undefined : parseIpv4Block(podCidr);
  if (!block) return [];
  const prefixLength = block.prefixLength + POD_BLOCK_BITS[addressPlan];
  return Array.from({ length: zoneCount }, (_, zone) =>
    formatIpv4Block({ first: block.first + zone * blockSize(prefixLength), prefixLength }),
  );
}

/**
 * Returns the pod-only subnet of each zone.
 *
 * @throws AddressPlanError if it is too small for the pods.
 */
export function planPodAddresses(intent: PodAddressArgs): readonly string[] {
  const { podCidr, addressPlan, zoneCount, addressesPerZone, headroomPercent } = intent;
  const subnets = podSubnets(intent, zoneCount);
  const fitting = subnetPrefixLengthFor(addressesPerZone, headroomPercent);
  const need = `${addressCount(addressesPerZone)} addresses for pods in a zone, ${headroomPercent}% kept free`;
  for (const [zone, subnet] of subnets.entries()) {
    const { prefixLength = 0 } = parseIpv4Block(subnet) ?? {};
    if (fitting !== undefined && prefixLength <= fitting) continue;
    const has = `a /${prefixLength} has ${usableAddresses(prefixLength)}`;
    const refused = (message: string): AddressPlanError =>
      podCidr === undefined
        ? new AddressPlanError(`podCidrs[${zone}]`, subnet, message)
        : new AddressPlanError("podCidr", podCidr, message);
    if (fitting === undefined) throw refused(`no subnet holds ${need}; lower the maxSize of the node pools`);
    const block = podCidr === undefined ? fitting : fitting - POD_BLOCK_BITS[addressPlan];
    const way =
      block >= LARGEST_VPC_PREFIX_LENGTH
        ? `/${block} or larger`
        : `podCidrs with a /${fitting} for each zone`;
    throw refused(`expected ${way}: ${need}; ${has}`);
  }
  return subnets;
}

/** Returns the upper half of a block. */
export function upperHalf(cidr: string): string {
  const { first, prefixLength } = parseIpv4Block(cidr) ?? { first: 0, prefixLength: 0 };
  const half = prefixLength + 1;
  return formatIpv4Block({ first: first + blockSize(half), prefixLength: half });
}

function assertPlacesFit({ zoneCount, nodeSubnetPrefixLength, addressPlan }: AddressPlanArgs): void {
  const { public: places, controlPlane } = LAST_SLOT[addressPlan];
  const taken = Math.max(controlPlane, ...places.slice(0, zoneCount)) + 1;
  const longest = PUBLIC_PREFIX_LENGTH - Math.ceil(Math.log2(taken));
  if (nodeSubnetPrefixLength > longest) {
    throw new AddressPlanError(
      "nodeSubnetPrefixLength",
      String(nodeSubnetPrefixLength),
      `expected ${longest} or less for ${zoneCount} zones, whose other subnets share a block of that size`,
    );
  }
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
      : `no subnet in a VPC of ${zoneCount} zones holds ${need}; lower the maxSize of the node pools, or set podCidrs`,
  );
}
