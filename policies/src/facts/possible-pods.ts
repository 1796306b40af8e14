import { podsWithRoom } from "./address-pool.ts";
import {
  leastAddressesOfNode,
  sumOfAddresses,
  times,
  type NodeAddresses,
  type NodesOfPool,
} from "./node-addresses.ts";
import { sum } from "./sum.ts";

/**
 * The maximum number of pods in a zone that can have an address at the same time, spread as evenly as by a scheduler.
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
    sum(nodesByRoom.map(({ nodes, room }) => nodes * Math.min(level, room)));
  let level = 0;
  let tooHigh = Math.max(0, ...nodesByRoom.map(({ room }) => room)) + 1;
  while (tooHigh - level > 1) {
    const middle = Math.floor((level + tooHigh) / 2);
    if (podsAt(middle) <= pods) level = middle;
    else tooHigh = middle;
  }
  let above = pods - podsAt(level);
  return sumOfAddresses(
    nodesByRoom.flatMap(({ pool, nodes, room }) => {
      const fuller = room > level ? Math.min(nodes, above) : 0;
      above -= fuller;
      return [
        times(leastAddressesOfNode(pool, Math.min(level, room)), nodes - fuller),
        times(leastAddressesOfNode(pool, Math.min(level + 1, room)), fuller),
      ];
    }),
  );
}
