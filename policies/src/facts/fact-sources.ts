import { ADDON_SCHEMA_SOURCE } from "./addon-schema-table.ts";
import { AWS_COMPUTED_FIELD_SOURCE } from "./aws-computed-field-table.ts";
import { AWS_NAMED_TYPE_SOURCE } from "./aws-named-type-table.ts";
import { CNI_VARIABLE_SOURCE } from "./cni-variable-table.ts";
import type { FactSource } from "./fact-source.ts";
import { INSTANCE_TYPE_SOURCE } from "./instance-type-table.ts";
import { KUBERNETES_VERSION_SOURCE } from "./kubernetes-version-table.ts";
import { TIME_ZONE_SOURCE } from "./time-zone-table.ts";
import { ZONES_WITHOUT_EKS_SOURCE } from "./zones-without-eks-table.ts";

/** The sources of all tables of facts. */
export const FACT_SOURCES: readonly FactSource[] = [
  ADDON_SCHEMA_SOURCE,
  AWS_COMPUTED_FIELD_SOURCE,
  AWS_NAMED_TYPE_SOURCE,
  CNI_VARIABLE_SOURCE,
  INSTANCE_TYPE_SOURCE,
  KUBERNETES_VERSION_SOURCE,
  TIME_ZONE_SOURCE,
  ZONES_WITHOUT_EKS_SOURCE,
];
