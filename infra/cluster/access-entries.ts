import type * as eks from "@pulumi/eks";

import type { ClusterSettings } from "../settings/cluster-settings.ts";

/** Returns access entries as `eks.Cluster` accepts them: one policy each, for the whole cluster or for namespaces. */
export function accessEntries(
  entries: ClusterSettings["accessEntries"],
  partition: string,
): Record<string, eks.types.input.AccessEntryArgs> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, { principalArn, policy, namespaces }]) => [
      name,
      {
        principalArn,
        accessPolicies: {
          [policy]: {
            policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
            accessScope: namespaces ? { type: "namespace", namespaces } : { type: "cluster" },
          },
        },
      },
    ]),
  );
}
