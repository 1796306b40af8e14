import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import jobFailurePolicy from "../../../policies/src/rules/jobs/job-failure-policy.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";
const job = (spec: PropertyObject, restartPolicy: PropertyValue = "Never") => ({
  type: JOB,
  props: { spec: { ...spec, template: { spec: { restartPolicy } } } },
});
const rule = (action: PropertyValue, type: PropertyValue) => ({ action, onPodConditions: [{ type }] });
const withRules = (...rules: PropertyValue[]) => ({ podFailurePolicy: { rules } });
const IGNORE = rule("Ignore", "DisruptionTarget");

const exitCodes = (operator: PropertyValue, values: PropertyValue, action = "FailJob") => ({
  action,
  onExitCodes: { operator, values },
});
const exitCodesFirst = (index: number) => ({
  key: "exit-codes-first",
  level: "advisory" as const,
  path: `spec.podFailurePolicy.rules[${index}]`,
  message:
    "matches exit codes 137 or 143, with which pods end that a drain or a spot interruption terminates; put the rule that ignores DisruptionTarget before this one",
});

const FIX = "set a rule with action Ignore for the condition DisruptionTarget, and restartPolicy Never";
const counts = (path = "spec.podFailurePolicy") => ({
  key: "disruptions-count",
  level: "advisory" as const,
  path,
  message: `not set, so retries count pods that a drain or a spot interruption terminated; ${FIX}`,
});
const NO_RULE = {
  ...counts(),
  message: `no rule ignores pods that a drain or a spot interruption terminated; ${FIX}`,
};

ruleTester(jobFailurePolicy, {
  valid: [
    { name: "a rule that ignores disruptions", resource: job(withRules(IGNORE)) },
    {
      name: "such a rule after one for exit codes, in a CronJob",
      resource: {
        type: CRON_JOB,
        props: {
          spec: {
            jobTemplate: {
              spec: {
                ...withRules({ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }, IGNORE),
                template: { spec: { restartPolicy: "Never" } },
              },
            },
          },
        },
      },
    },
    {
      name: "exit codes that no terminated process has, and those that are ignored anyway",
      resource: job(
        withRules(
          exitCodes("NotIn", [137, 143]),
          exitCodes("In", [143], "Ignore"),
          exitCodes("In", [1, 42], "Count"),
          IGNORE,
          exitCodes("NotIn", [0]),
        ),
      ),
    },
    {
      name: "the condition with its default status",
      resource: job(
        withRules({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }),
      ),
    },
    { name: "a Job that isn't retried", resource: job({ backoffLimit: 0 }) },
    { name: "a Patch that doesn't set it", resource: { type: `${JOB}Patch`, props: { spec: {} } } },
  ],
  invalid: [
    { name: "a Job without a policy", resource: job({ backoffLimit: 1 }), findings: [counts()] },
    {
      name: "a ScaledJob without a policy",
      resource: {
        type: "kubernetes:keda.sh/v1alpha1:ScaledJob",
        props: { spec: { jobTargetRef: { backoffLimit: 1 } } },
      },
      findings: [counts("spec.jobTargetRef.podFailurePolicy")],
    },
    {
      name: "a Job that restarts in place, without a policy",
      resource: job({}, "OnFailure"),
      findings: [counts()],
    },
    {
      name: "one member of a list",
      resource: { type: `${JOB}List`, props: { items: [job(withRules(IGNORE)).props, { spec: {} }] } },
      findings: [counts("items[1].spec.podFailurePolicy")],
    },
    {
      name: "a rule for another condition",
      resource: job(withRules(rule("Ignore", "Ready"))),
      findings: [NO_RULE],
    },
    {
      name: "a rule for pods without the condition",
      resource: job(
        withRules({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "False" }] }),
      ),
      findings: [NO_RULE],
    },
    {
      name: "a rule for all exit codes before the one that ignores disruptions",
      resource: job(withRules(exitCodes("NotIn", [0]), exitCodes("In", [137]), IGNORE)),
      findings: [exitCodesFirst(0)],
    },
    {
      name: "a rule for the exit code of SIGTERM before it, and one for that of SIGKILL",
      resource: job(withRules(exitCodes("In", [1]), exitCodes("In", [143], "Count"), IGNORE)),
      findings: [exitCodesFirst(1)],
    },
    {
      name: "a rule for all exit codes but that of SIGTERM before it",
      resource: job(withRules(exitCodes("NotIn", [0, 143], "FailIndex"), IGNORE)),
      findings: [exitCodesFirst(0)],
    },
    {
      name: "a rule for exit codes alone",
      resource: job(withRules(exitCodes("NotIn", [0]))),
      findings: [NO_RULE],
    },
    {
      name: "disruptions that count, and are ignored too late",
      resource: job(withRules(rule("Count", "DisruptionTarget"), IGNORE)),
      findings: [NO_RULE],
    },
    {
      name: "a policy that the API server rejects, in a Patch",
      resource: { ...job(withRules(IGNORE), "OnFailure"), type: `${JOB}Patch` },
      findings: [
        {
          key: "needs-restart-never",
          level: "advisory",
          path: "spec.template.spec.restartPolicy",
          message: "OnFailure, and podFailurePolicy is set, so the API server rejects the Job; set Never",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "rules that are not known yet",
      resource: job({ podFailurePolicy: { rules: UNKNOWN } }),
      undetermined: ["spec.podFailurePolicy.rules: not known before pulumi up"],
    },
    {
      name: "conditions that are not known yet",
      resource: job(withRules({ action: "Ignore", onPodConditions: UNKNOWN })),
      undetermined: ["spec.podFailurePolicy.rules[0].onPodConditions: not known before pulumi up"],
    },
    {
      name: "a condition that is not known yet",
      resource: job(withRules(rule("Ignore", UNKNOWN))),
      undetermined: ["spec.podFailurePolicy.rules[0].onPodConditions[0].type: not known before pulumi up"],
    },
    {
      name: "exit codes that are not known yet, before the rule that ignores disruptions",
      resource: job(withRules(exitCodes("In", UNKNOWN), IGNORE)),
      undetermined: ["spec.podFailurePolicy.rules[0].onExitCodes.values: not known before pulumi up"],
    },
    {
      name: "an exit code that is not known yet",
      resource: job(withRules(exitCodes("In", [UNKNOWN]), IGNORE)),
      undetermined: ["spec.podFailurePolicy.rules[0].onExitCodes.values[0]: not known before pulumi up"],
    },
    {
      name: "a status that is not known yet",
      resource: job(
        withRules({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: UNKNOWN }] }),
      ),
      undetermined: ["spec.podFailurePolicy.rules[0].onPodConditions[0].status: not known before pulumi up"],
    },
    {
      name: "an action that is not known yet",
      resource: job(withRules(rule(UNKNOWN, "DisruptionTarget"))),
      undetermined: ["spec.podFailurePolicy.rules[0].action: not known before pulumi up"],
    },
    {
      name: "retries that are not known yet",
      resource: job({ backoffLimit: UNKNOWN }),
      undetermined: ["spec.backoffLimit: not known before pulumi up"],
    },
  ],
});
