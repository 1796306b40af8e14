import { addonSchemas } from "./addon-schemas.ts";
import { awsComputedFields } from "./aws-computed-fields.ts";
import { awsNamedTypes } from "./aws-named-types.ts";
import { cniVariables } from "./cni-variables.ts";
import { instanceTypes } from "./instance-types.ts";
import { kubernetesVersions } from "./kubernetes-versions.ts";
import type { TableRefresh } from "./table-refresh.ts";
import { timeZones } from "./time-zones.ts";
import { zonesWithoutEks } from "./zones-without-eks.ts";

export { tableModule, type TableRefresh } from "./table-refresh.ts";

/** The refreshes of all tables of facts, by the table's name on the command line. */
export const refreshes: ReadonlyMap<string, TableRefresh> = new Map([
  ["addon-schemas", addonSchemas],
  ["aws-computed-fields", awsComputedFields],
  ["aws-named-types", awsNamedTypes],
  ["cni-variables", cniVariables],
  ["instance-types", instanceTypes],
  ["kubernetes-versions", kubernetesVersions],
  ["time-zones", timeZones],
  ["zones-without-eks", zonesWithoutEks],
]);
