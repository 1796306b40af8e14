import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import authModeApi from "../../../policies/src/rules/access/auth-mode-api.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";

const NO_CREATOR = { bootstrapClusterCreatorAdminPermissions: false };
const MODE = "accessConfig.authenticationMode";
const access = (accessConfig: PropertyObject) => cluster({ accessConfig });
const configMap = (found: string) => ({
  key: "config-map" as const,
  level: "advisory" as const,
  path: MODE,
  message: `authenticationMode ${found}; set API_AND_CONFIG_MAP, move aws-auth to access entries, then set API`,
});
const both = {
  key: "both" as const,
  level: "advisory" as const,
  path: MODE,
  message:
    "authenticationMode is API_AND_CONFIG_MAP, so the ConfigMap aws-auth still grants access; set API when aws-auth is empty",
};
const creatorAdmin = (found: string) => ({
  key: "creator-admin" as const,
  level: "advisory" as const,
  path: "accessConfig.bootstrapClusterCreatorAdminPermissions",
  message: `bootstrapClusterCreatorAdminPermissions ${found}; set it to false in a new cluster, and create access entries for administrators`,
});

ruleTester(authModeApi, {
  valid: [{ name: "access entries only", resource: access({ authenticationMode: "API", ...NO_CREATOR }) }],
  invalid: [
    {
      name: "the default",
      resource: cluster({}),
      findings: [configMap("is not set, which means CONFIG_MAP")],
    },
    {
      name: "a ConfigMap and the creator, under strict",
      resource: access({ authenticationMode: "CONFIG_MAP", bootstrapClusterCreatorAdminPermissions: true }),
      preset: "strict",
      findings: [{ ...configMap("is CONFIG_MAP"), level: "mandatory" }],
    },
    {
      name: "access entries, one of them for the creator",
      resource: access({ authenticationMode: "API" }),
      findings: [creatorAdmin("is not set, which means true")],
    },
    {
      name: "access entries, one of them for the creator on purpose",
      resource: access({ authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true }),
      findings: [creatorAdmin("is true")],
    },
    {
      name: "a migration step, which strict only advises on",
      resource: access({ authenticationMode: "API_AND_CONFIG_MAP", ...NO_CREATOR }),
      preset: "strict",
      findings: [both],
    },
  ],
  unknown: [
    {
      name: "a mode that is not known yet",
      resource: access({ authenticationMode: UNKNOWN, ...NO_CREATOR }),
      undetermined: [`${MODE}: not known before pulumi up`],
    },
    {
      name: "a mode that EKS does not have",
      resource: access({ authenticationMode: "api", ...NO_CREATOR }),
      undetermined: [`${MODE}: expected one of API, API_AND_CONFIG_MAP, CONFIG_MAP`],
    },
    {
      name: "a configuration that is not known yet",
      resource: cluster({ accessConfig: UNKNOWN }),
      undetermined: ["accessConfig: not known before pulumi up"],
    },
  ],
});
