import type { Settings } from "../settings/settings.ts";

/** Returns the problem if the pools are more node groups than the account can have in a cluster. */
export function nodeGroupsOverQuota(
  { cluster: { nodeGroupQuota }, nodePools }: Settings,
  zoneCount: number,
): readonly string[] {
  const groups = Object.values(nodePools)
    .map(({ perZone }) => (perZone ? zoneCount : 1))
    .reduce((sum, one) => sum + one, 0);
  if (groups <= nodeGroupQuota) return [];
  return [
    `cluster.nodeGroupQuota is ${nodeGroupQuota}; expected ${groups} or more, once AWS has raised the quota, or fewer pools: they are ${groups} node groups`,
  ];
}
