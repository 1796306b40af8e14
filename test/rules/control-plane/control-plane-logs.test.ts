import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import controlPlaneLogs from "../../../policies/src/rules/control-plane/control-plane-logs.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "./cluster-resource.ts";

const ALL = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const EXPECTED = ALL.join(", ");
const TYPES = "enabledClusterLogTypes";

const logging = (types: PropertyValue) => cluster({ [TYPES]: types });
const logGroup = (retentionInDays?: PropertyValue, name: PropertyValue = "/aws/eks/shop/cluster") => ({
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "logs",
  props: { name, retentionInDays },
});
const advisory = { level: "advisory" as const };
const missing = (found: string, types = EXPECTED) => ({
  ...advisory,
  key: "missing-types" as const,
  path: TYPES,
  message: `${found}; add ${types}`,
});
const noLogGroup = {
  ...advisory,
  key: "no-log-group" as const,
  path: TYPES,
  message:
    "EKS creates the log group itself, which keeps everything forever; create it in the stack, with retentionInDays",
};
const noRetention = {
  ...advisory,
  key: "no-retention" as const,
  name: "logs",
  path: "retentionInDays",
  message: "keeps the control plane's logs forever; set retentionInDays, for example to 90",
};

ruleTester(controlPlaneLogs, {
  valid: [
    { name: "all types, with retention", stack: [logging(ALL), logGroup(90)] },
    {
      name: "the types that the team requires",
      resource: logging(["audit", "api"]),
      options: { types: ["audit"] },
    },
    { name: "no types, when the team requires none", stack: [cluster({})], options: { types: [] } },
    {
      name: "another log group that keeps everything forever",
      stack: [logging(ALL), logGroup(90), { ...logGroup(undefined, "/app"), name: "app" }],
    },
  ],
  invalid: [
    { name: "the default", resource: cluster({}), findings: [missing("no log types are enabled")] },
    { name: "an empty list", stack: [logging([])], findings: [missing("no log types are enabled")] },
    {
      name: "two missing types",
      resource: logging(["audit", "scheduler", "api"]),
      findings: [
        missing("does not log authenticator, controllerManager", "authenticator, controllerManager"),
      ],
    },
    {
      name: "a missing type that the team requires, under strict",
      resource: logging(["audit"]),
      options: { types: ["api", "audit"] },
      preset: "strict",
      findings: [missing("does not log api", "api")],
    },
    { name: "a log group that EKS creates", stack: [logging(ALL)], findings: [noLogGroup] },
    {
      name: "a log group for another cluster",
      stack: [logging(ALL), logGroup(90, "/aws/eks/shop2/cluster")],
      findings: [noLogGroup],
    },
    { name: "a log group without retention", stack: [logging(ALL), logGroup()], findings: [noRetention] },
    {
      name: "a log group without retention, as AWS reports it",
      stack: [logging(ALL), logGroup(0)],
      findings: [noRetention],
    },
  ],
  unknown: [
    {
      name: "types that are not known yet",
      stack: [logging(UNKNOWN)],
      undetermined: [`${TYPES}: not known before pulumi up`],
    },
    {
      name: "a type that is not known yet",
      resource: logging(["api", UNKNOWN]),
      undetermined: [`${TYPES}[1]: not known before pulumi up`],
    },
    {
      name: "a type that EKS does not have",
      resource: logging(["API"]),
      undetermined: [`${TYPES}[0]: expected one of ${EXPECTED}`],
    },
    {
      name: "a cluster that Pulumi names",
      stack: [{ type: "aws:eks/cluster:Cluster", props: { [TYPES]: ALL } }],
      undetermined: ["name: assigned by Pulumi during pulumi up"],
    },
    {
      name: "a log group whose name is not known yet",
      stack: [logging(ALL), logGroup(90, UNKNOWN)],
      undetermined: ["name: may be the name of the cluster's log group"],
    },
    {
      name: "a retention that is not known yet",
      stack: [logging(ALL), logGroup(UNKNOWN)],
      undetermined: ["retentionInDays: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "no types",
      resource: cluster({}),
      props: { name: "shop", [TYPES]: ALL },
    },
    {
      name: "a missing type, in addition to one that is not required",
      resource: logging(["scheduler"]),
      options: { types: ["audit"] },
      props: { name: "shop", [TYPES]: ["scheduler", "audit"] },
    },
  ],
});
