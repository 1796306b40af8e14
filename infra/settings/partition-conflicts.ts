import { partitionOf } from "productionproof-eks-policies/facts";

import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

const CLUSTER = "productionproof-eks:cluster";

/** Returns the ARNs of roles and policies that are not of the region's partition, in which AWS knows no others. */
export function partitionConflicts(settings: Settings): readonly Problem[] {
  const { region } = settings;
  const start = `arn:${partitionOf(region).id}:`;
  const message = `expected one of the partition of ${region}: ${start}iam::…`;
  return arns(settings)
    .filter(({ input }) => !input.startsWith(start))
    .map((place) => ({ ...place, message }));
}

interface Place {
  readonly path: PropertyKey[];
  readonly input: string;
}

function arns({ provider, cluster, nodePools }: Settings): readonly Place[] {
  const { accessEntries, permissionsBoundary } = cluster;
  return [
    ...(provider.assumeRoles ?? []).map(({ roleArn }, index) => ({
      path: ["aws:assumeRoles", index, "roleArn"],
      input: roleArn,
    })),
    ...Object.entries(accessEntries).map(([name, { principalArn }]) => ({
      path: [CLUSTER, "accessEntries", name, "principalArn"],
      input: principalArn,
    })),
    ...(permissionsBoundary === undefined
      ? []
      : [{ path: [CLUSTER, "permissionsBoundary"], input: permissionsBoundary }]),
    ...Object.entries(nodePools).flatMap(([name, { policies }]) =>
      policies.map((input, index) => ({
        path: ["productionproof-eks:nodePools", name, "policies", index],
        input,
      })),
    ),
  ];
}
