import { isPropertyObject, UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";

/**
 * The fields inside a block of a resource that AWS fills in if the program sets the block without them, so that they are unknown
 * in a preview. For properties that the program doesn't set at all, the SDK knows this by itself.
 *
 * Source: @pulumi/aws 7.48.0, types/output.d.ts, fields that are always set in an output and optional in types/input.d.ts; read
 * 2026-11-28.
 */
const COMPUTED_FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "aws:eks/cluster:Cluster": {
    kubernetesNetworkConfig: ["ipFamily", "serviceIpv4Cidr", "serviceIpv6Cidr"],
    vpcConfig: ["clusterSecurityGroupId", "publicAccessCidrs", "vpcId"],
  },
};

/** Returns the outputs of a new resource as its provider plans them: with what AWS fills in as unknown. */
export function withComputedFields(type: string, outputs: PropertyObject): PropertyObject {
  const blocks = Object.entries(COMPUTED_FIELDS[type] ?? {}).flatMap(([property, fields]) => {
    const block = outputs[property];
    if (!isPropertyObject(block)) return [];
    const computed = Object.fromEntries(fields.map((field) => [field, UNKNOWN]));
    const given = Object.entries(block).filter(([, value]) => value !== undefined && value !== null);
    return [[property, { ...computed, ...Object.fromEntries(given) }] as const];
  });
  return { ...outputs, ...Object.fromEntries(blocks) };
}
