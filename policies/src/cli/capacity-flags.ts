import { InvalidArgumentError } from "commander";

import { didYouMean } from "../did-you-mean.ts";
import {
  describeFactSource,
  findInstanceType,
  HOST_NETWORK_PODS,
  INSTANCE_TYPE_SOURCE,
  instanceTypes,
  maxPodsLimit,
  parseIpv4Block,
  parseSchedule,
  roomForPods,
  SUBNET_PREFIX_LENGTHS,
  zoneSlotBits,
  type CniMode,
  type ClusterPlan,
  type CronJobLoad,
  type InstanceType,
  type NodeGroupPlan,
} from "../facts/index.ts";
import { isTimeZone } from "../facts/time-zone.ts";
import { UsageError } from "../usage-error.ts";

/** A cluster as the command line describes it. */
export interface PlanFlags {
  readonly vpc?: number;
  readonly subnets?: readonly number[];
  readonly podSubnets?: readonly number[];
  readonly zones: number;
  readonly otherAddresses: number;
  readonly nodes?: readonly NodesFlag[];
  readonly maxPods?: number;
  readonly prefixDelegation?: true;
  readonly warmEniTarget?: number;
  readonly warmPrefixTarget?: number;
  readonly warmIpTarget?: number;
  readonly minimumIpTarget?: number;
  readonly maxEni?: number;
  readonly podEni?: true;
  readonly headroom: number;
}

/** Nodes of one instance type. */
export interface NodesFlag {
  readonly instanceType: InstanceType;
  readonly minNodes: number;
  readonly maxNodes: number;
}

/**
 * Returns the plan that the command line describes.
 *
 * @throws UsageError if flags are missing or can't be combined.
 */
export function planOfFlags(flags: PlanFlags): ClusterPlan {
  const { nodes, zones, podSubnets, otherAddresses, headroom } = flags;
  if (!nodes) throw new UsageError("no nodes are set; use --nodes <type>=<count> or --stack-file");
  const nodeSubnets = eachZone("--subnets", nodeSubnetsOf(flags), zones);
  const podSubnetsOfZones = podSubnets && eachZone("--pod-subnets", podSubnets, zones);
  return {
    zones: nodeSubnets.map((nodeSubnetPrefixLength, zone) => {
      const podSubnetPrefixLength = podSubnetsOfZones?.[zone];
      return {
        name: `zone ${zone + 1}`,
        nodeSubnetPrefixLength,
        ...(podSubnetPrefixLength === undefined ? {} : { podSubnetPrefixLength }),
        otherAddresses,
      };
    }),
    nodeGroups: nodes.map((group) => nodeGroup(group, flags)),
    headroomPercent: headroom,
  };
}

/** Parses the prefix length of a VPC, given alone or as part of its CIDR block. */
export function vpcPrefixLength(text: string): number {
  const { prefixLength } = parseIpv4Block(text) ?? { prefixLength: Number(/^\/(\d+)$/.exec(text)?.[1]) };
  if (prefixLength >= SUBNET_PREFIX_LENGTHS.shortest && prefixLength <= SUBNET_PREFIX_LENGTHS.longest) {
    return prefixLength;
  }
  throw new InvalidArgumentError("Expected a block from /16 to /28, such as 10.0.0.0/16 or /16.");
}

/** Parses prefix lengths of subnets, one for all zones or one for each. */
export function subnetPrefixLengths(text: string): readonly number[] {
  return text.split(",").map((prefix) => {
    const [, digits] = /^\/?(\d+)$/.exec(prefix.trim()) ?? [];
    const length = Number(digits);
    if (length >= SUBNET_PREFIX_LENGTHS.shortest && length <= SUBNET_PREFIX_LENGTHS.longest) return length;
    throw new InvalidArgumentError("Expected prefix lengths from /16 to /28, such as /24 or /24,/24,/23.");
  });
}

/** Parses nodes, `m5.xlarge=15` or `m5.xlarge=3-15`, and appends them to those of earlier flags. */
export function nodesFlag(text: string, before: readonly NodesFlag[] = []): readonly NodesFlag[] {
  const [, name, first, last] = /^([^=]+)=(\d+)(?:-(\d+))?$/.exec(text.trim()) ?? [];
  if (name === undefined || first === undefined) {
    throw new InvalidArgumentError("Expected <type>=<count> or <type>=<min>-<max>, such as m5.xlarge=3-15.");
  }
  const instanceType = findInstanceType(name);
  if (!instanceType) {
    const names = instanceTypes().map((type) => type.name);
    const age = describeFactSource(INSTANCE_TYPE_SOURCE);
    throw new InvalidArgumentError(`${name} is not in the table${didYouMean(name, names)}; ${age}.`);
  }
  const [minNodes, maxNodes] = [Number(first), Number(last ?? first)];
  if (minNodes > maxNodes || maxNodes < 1 || maxNodes > 100_000) {
    throw new InvalidArgumentError("Expected 1 to 100000 nodes, with the minimum before the maximum.");
  }
  return [...before, { instanceType, minNodes, maxNodes }];
}

/** Parses a CronJob, `<schedule> [<time zone>] = <pods>x<seconds>`, and appends it to those of earlier flags. */
export function cronJobFlag(text: string, before: readonly CronJobLoad[] = []): readonly CronJobLoad[] {
  const [, when = "", pods, seconds] = /^(.*?)\s*=\s*(\d{1,6})\s*x\s*(\d{1,6})$/.exec(text.trim()) ?? [];
  const [, fields = "", timeZone] = /^(@every \S+|@\S+|\S+(?: +\S+){4})(?: +(\S+))?$/.exec(when) ?? [];
  const schedule = parseSchedule(fields);
  if (pods === undefined || !schedule || !(timeZone === undefined || isTimeZone(timeZone))) {
    throw new InvalidArgumentError(
      'Expected "<schedule> [<time zone>] = <pods>x<seconds>", such as "*/5 * * * * = 20x30" or "@daily Europe/Berlin = 5x600".',
    );
  }
  const load = { schedule, pods: Number(pods), durationSeconds: Number(seconds) };
  return [...before, timeZone === undefined ? load : { ...load, timeZone }];
}

function nodeSubnetsOf({ vpc, subnets, zones }: PlanFlags): readonly number[] {
  if (subnets) return subnets;
  if (vpc === undefined)
    throw new UsageError("no subnets are set; use --subnets, or --vpc for equal subnets");
  const prefixLength = vpc + zoneSlotBits(zones);
  if (prefixLength > SUBNET_PREFIX_LENGTHS.longest) {
    throw new UsageError(
      `--vpc is /${vpc}; expected /${SUBNET_PREFIX_LENGTHS.longest - zoneSlotBits(zones)} or larger for ${zones} zones`,
    );
  }
  return [prefixLength];
}

function eachZone(flag: string, prefixLengths: readonly number[], zones: number): readonly number[] {
  const [first] = prefixLengths;
  if (prefixLengths.length === 1 && first !== undefined) return Array.from({ length: zones }, () => first);
  if (prefixLengths.length === zones) return prefixLengths;
  throw new UsageError(
    `${flag} has ${prefixLengths.length} prefix lengths; expected one for all zones, or one for each of ${zones}`,
  );
}

function nodeGroup({ instanceType, minNodes, maxNodes }: NodesFlag, flags: PlanFlags): NodeGroupPlan {
  const {
    podSubnets,
    prefixDelegation = false,
    warmEniTarget,
    warmPrefixTarget,
    warmIpTarget,
    minimumIpTarget,
    maxEni,
    podEni,
  } = flags;
  const cni: CniMode = {
    prefixDelegation,
    customNetworking: podSubnets !== undefined,
    ...(maxEni === undefined ? {} : { maxEni }),
    ...(podEni === undefined ? {} : { podEni }),
  };
  const targets = {
    ...(warmEniTarget === undefined ? {} : { warmEniTarget }),
    ...(warmPrefixTarget === undefined ? {} : { warmPrefixTarget }),
    ...(warmIpTarget === undefined ? {} : { warmIpTarget }),
    ...(minimumIpTarget === undefined ? {} : { minimumIpTarget }),
  };
  const most = roomForPods(instanceType, cni) + HOST_NETWORK_PODS;
  // The value that EKS sets is not a mistake in the flags, even if a trunk interface leaves less room.
  if (flags.maxPods !== undefined && flags.maxPods > most) {
    throw new UsageError(
      `--max-pods is ${flags.maxPods}; expected ${most} or less: ${instanceType.name} has no addresses for more`,
    );
  }
  const maxPods = flags.maxPods ?? maxPodsLimit(instanceType, cni);
  return { name: instanceType.name, pool: { instanceType, cni, targets, maxPods }, minNodes, maxNodes };
}
