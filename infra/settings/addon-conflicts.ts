import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

const ADDONS = "productionproof-eks:addons";

/** Returns the add-ons that can't do their work in the network: Route 53 and certificate authorities have no VPC endpoint. */
export function addonConflicts({ network, existingNetwork, addons }: Settings): readonly Problem[] {
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
