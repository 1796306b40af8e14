import { podsWithRoom, type AddressPool } from "./address-pool.ts";
import { addressesForPods } from "./max-pods.ts";
import {
  addressesPerCall,
  leastAddressesOfNode,
  singleAddresses,
  sumOfAddresses,
  times,
  type NodeAddresses,
  type NodesOfPool,
} from "./node-addresses.ts";
import { sum } from "./sum.ts";

/**
 * The maximum number of pods in a zone that can have an address at the same time: those that have one if all nodes are full, and
 * the network interfaces and prefixes that the subnets have room for are spread over them evenly.
 *
 * @param fit returns true if the zone's subnets have these addresses.
 */
export function podsPossible(
  nodesByPool: readonly NodesOfPool[],
  fit: (addresses: NodeAddresses) => boolean,
): number {
  const nodesByRoom = nodesByPool.map((nodes) => ({ ...nodes, room: podsWithRoom(nodes.pool) }));
  let most = 0;
  let tooMany = sum(nodesByRoom.map(({ nodes, room }) => nodes * room)) + 1;
  while (tooMany - most > 1) {
    const pods = Math.floor((most + tooMany) / 2);
    if (fit(leastAddresses(nodesByRoom, pods))) most = pods;
    else tooMany = pods;
  }
  return most;
}

/** Nodes of a zone, and how many pods each has room for. */
interface NodesByRoom extends NodesOfPool {
  readonly room: number;
}

/** The minimum addresses that nodes need to run this many pods. */
function leastAddresses(nodesByRoom: readonly NodesByRoom[], pods: number): NodeAddresses {
  const podsAt = (level: number): number =>
    sum(nodesByRoom.map((nodes) => nodes.nodes * podsBelow(nodes, level)));
  let level = 0;
  let tooHigh = Math.max(0, ...nodesByRoom.map(({ room }) => room)) + 1;
  while (tooHigh - level > 1) {
    const middle = Math.floor((level + tooHigh) / 2);
    if (podsAt(middle) <= pods) level = middle;
    else tooHigh = middle;
  }
  let above = pods - podsAt(level);
  return sumOfAddresses(
    nodesByRoom.flatMap((one) => {
      const [low, high] = [podsBelow(one, level), podsAbove(one, level)];
      const fuller = high > low ? Math.min(one.nodes, Math.ceil(above / (high - low))) : 0;
      above = Math.max(0, above - fuller * (high - low));
      return [
        times(leastAddressesOfNode(one.pool, low), one.nodes - fuller),
        times(leastAddressesOfNode(one.pool, high), fuller),
      ];
    }),
  );
}

/** The most pods of a node, up to this many, that leave it no address to spare. */
function podsBelow({ pool, room }: NodesByRoom, level: number): number {
  const pods = Math.min(level, room);
  const step = addressesPerCall(pool);
  return leavesNoSpare(pool, room, pods) ? pods : Math.floor(pods / step) * step;
}

/** The fewest pods of a node, more than this many, that leave it no address to spare. */
function podsAbove(nodes: NodesByRoom, level: number): number {
  const { pool, room } = nodes;
  const next = Math.min(podsBelow(nodes, level) + 1, room);
  const step = addressesPerCall(pool);
  return leavesNoSpare(pool, room, next) ? next : Math.min(Math.ceil(next / step) * step, room);
}

function leavesNoSpare(pool: AddressPool, room: number, pods: number): boolean {
  const { instanceType, cni } = pool;
  return pods === room || pods <= singleAddresses(pool) || pods >= addressesForPods(instanceType, cni);
}
