import type { PreviewResult } from "../run/preview.ts";

/** Formats a preview as a JSON document. Inputs are left out, because they may contain secrets. */
export function jsonReport(result: PreviewResult): string {
  const { resources, findings, ...rest } = result;
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
    })),
    findings,
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
