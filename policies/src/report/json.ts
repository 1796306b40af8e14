import type { Finding } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { SourcePlaces } from "./source-places.ts";

/**
 * Formats a preview as a JSON document. Inputs are left out, because they may contain secrets. Findings have the place where the
 * program creates the resource, if it is known.
 */
export function jsonReport(result: PreviewResult): string {
  const { resources, findings, exempt, ...rest } = result;
  const places = new SourcePlaces(result);
  const placed = <T extends Finding>(finding: T) => ({ ...finding, source: places.of(finding.urn) });
  const { causes, blindSpots } = rest;
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const document = {
    ...rest,
    resources: resources.map(({ urn, type, name, parent, protect }) => ({
      urn,
      type,
      name,
      parent,
      protect,
      source: places.of(urn),
    })),
    findings: findings.map(placed),
    exempt: exempt.map(placed),
    summary: {
      resources: resources.length,
      mandatory,
      advisory: findings.length - mandatory,
      notJudged: causes.length,
      notSeen: blindSpots.length,
    },
  };
  return JSON.stringify(document, null, 2);
}
