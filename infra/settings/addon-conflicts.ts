import { findInstanceType } from "productionproof-eks-policies/facts";

import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

const ADDONS = "productionproof-eks:addons";

/** Returns the add-ons, and features of add-ons, that the network or the nodes can't have. */
export function addonConflicts(settings: Settings): readonly Problem[] {
  return [...withoutInternet(settings), ...withoutBranchInterfaces(settings)];
}

/** Route 53 and certificate authorities have no VPC endpoint. */
function withoutInternet({ network, existingNetwork, addons }: Settings): readonly Problem[] {
  if (existingNetwork || network.natGateways !== "none") return [];
  const { optional, hostedZoneIds } = addons;
  const index = optional.indexOf("external-dns");
  const problems: Problem[] = [];
  if (index >= 0)
    problems.push({
      path: [ADDONS, "optional", index],
      input: "external-dns",
      message: "expected none with natGateways: none, since Route 53 is reached through the internet",
    });
  if (optional.includes("cert-manager") && hostedZoneIds.length > 0)
    problems.push({
      path: [ADDONS, "hostedZoneIds"],
      input: hostedZoneIds,
      message:
        "expected none with natGateways: none, since DNS challenges need the internet; cert-manager can still issue from a CA of your own",
    });
  return problems;
}

function withoutBranchInterfaces({ addons, nodePools }: Settings): readonly Problem[] {
  const types = Object.values(nodePools).flatMap(({ instanceTypes }) => instanceTypes);
  if (!addons.podSecurityGroups || types.some((type) => findInstanceType(type)?.branchInterfaces !== 0))
    return [];
  const message =
    "expected false, or a pool whose instance types have branch interfaces, such as m7i.large: no node could run a pod with security groups of its own";
  return [{ path: [ADDONS, "podSecurityGroups"], input: true, message }];
}
