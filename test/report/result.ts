import type { Finding } from "../../policies/src/rule/finding.ts";
import type { PreviewResult } from "../../policies/src/run/preview.ts";

/** Returns the URN of a cluster of the stack `shop/dev`. */
export function clusterUrn(name: string): string {
  return `urn:pulumi:dev::shop::aws:eks/cluster:Cluster::${name}`;
}

/** Returns a finding about a cluster; advisory unless it says otherwise. */
export function finding(name: string, path: string, message: string, more: Partial<Finding> = {}): Finding {
  return {
    rule: "version-supported",
    key: "old",
    level: "advisory",
    severity: "high",
    urn: clusterUrn(name),
    path,
    message,
    found: message,
    passes: "",
    notes: [],
    fix: "Update.",
    link: "",
    ...more,
  };
}

/** Returns the result of a preview of a stack without resources. */
export function resultWith(parts: Partial<PreviewResult>): PreviewResult {
  return {
    project: "shop",
    stack: "dev",
    resources: [],
    capacity: [],
    blindSpots: [],
    diagnostics: [],
    findings: [],
    exempt: [],
    levels: {},
    undetermined: [],
    causes: [],
    notApplicable: [],
    remedied: [],
    ...parts,
  };
}
