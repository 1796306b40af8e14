// Written by npm run refresh -- zones-without-eks; don't edit.
import type { FactSource } from "./fact-source.ts";

export const ZONES_WITHOUT_EKS_SOURCE: FactSource = {
  title: "availability zones without EKS",
  source: 'Amazon EKS user guide, "VPC and subnet requirements"',
  date: "2026-11-22",
  bestBefore: "2027-11-22",
};

/** One line per Region: `region zone-id …`. */
export const ZONES_WITHOUT_EKS_TABLE = `
us-east-1 use1-az3
us-west-1 usw1-az2
ca-central-1 cac1-az3
`;
