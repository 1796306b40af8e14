import type * as eks from "@pulumi/eks";

import type { ClusterSettings } from "../settings/cluster-settings.ts";

/** Returns access entries as `eks.Cluster` accepts them: policies for the whole cluster or for namespaces, and groups. */
export function accessEntries(
  entries: ClusterSettings["accessEntries"],
  partition: string,
): Record<string, eks.types.input.AccessEntryArgs> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => {
      const { principalArn, groups, username } = entry;
      const single =
        entry.policy === undefined ? [] : [{ policy: entry.policy, namespaces: entry.namespaces }];
      const policies = entry.policies ?? single;
      return [
        name,
        {
          principalArn,
          ...(groups ? { kubernetesGroups: groups } : {}),
          ...(username === undefined ? {} : { username }),
          accessPolicies: Object.fromEntries(
            policies.map(({ policy, namespaces }) => [
              policy,
              {
                policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
                accessScope: namespaces ? { type: "namespace", namespaces } : { type: "cluster" },
              },
            ]),
          ),
        },
      ];
    }),
  );
}
