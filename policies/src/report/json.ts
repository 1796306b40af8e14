import type { PreviewResult } from "../run/preview.ts";

/** A preview as one JSON document. Inputs are left out: they may hold secrets. */
export function jsonReport(result: PreviewResult): string {
  const { resources, findings, ...rest } = result;
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
    summary: { resources: resources.length, mandatory, advisory: findings.length - mandatory },
  };
  return JSON.stringify(document, null, 2);
}
