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
  let most = 0;
  let tooMany = sum(nodesByPool.map(({ pool, nodes }) => nodes * podsWithRoom(pool))) + 1;
  while (tooMany - most > 1) {
    const pods = Math.floor((most + tooMany) / 2);
    if (fit(leastAddresses(nodesByPool, pods))) most = pods;
    else tooMany = pods;
  }
  return most;
}

/** The minimum addresses that nodes need to run this many pods. */
function leastAddresses(nodesByPool: readonly NodesOfPool[], pods: number): NodeAddresses {
  const nodesByRoom = nodesByPool.map((nodes) => ({ ...nodes, room: podsWithRoom(nodes.pool) }));
  const podsAt = (level: number): number =>
    sum(nodesByRoom.map(({ nodes, room }) => nodes * Math.min(level, room)));
  const fullest = Math.max(0, ...nodesByRoom.map(({ room }) => room));
  let level = 0;
  while (level < fullest && podsAt(level + 1) <= pods) level++;
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
