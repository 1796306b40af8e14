import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import zonalShift from "../../../policies/src/rules/control-plane/zonal-shift.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const strict = { preset: "strict" as const };
const off = (found: string) => ({
  key: "off" as const,
  level: "advisory" as const,
  path: "zonalShiftConfig.enabled",
  message: `zonal shift ${found}; set zonalShiftConfig.enabled to true`,
});

ruleTester(zonalShift, {
  valid: [
    { name: "zonal shift", resource: cluster({ zonalShiftConfig: { enabled: true } }), ...strict },
    { name: "a cluster on an Outpost", resource: cluster({ outpostConfig: {} }), ...strict },
    { name: "no zonal shift, under baseline", resource: cluster({}) },
  ],
  invalid: [
    { name: "the default", resource: cluster({}), ...strict, findings: [off("is not set, which means off")] },
    {
      name: "no zonal shift",
      resource: cluster({ zonalShiftConfig: { enabled: false } }),
      ...strict,
      findings: [off("is off")],
    },
  ],
  unknown: [
    {
      name: "a setting that is not known yet",
      resource: cluster({ zonalShiftConfig: UNKNOWN }),
      ...strict,
      undetermined: ["zonalShiftConfig: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "no zonal shift",
      resource: cluster({}),
      ...strict,
      props: { name: "shop", zonalShiftConfig: { enabled: true } },
    },
  ],
});
