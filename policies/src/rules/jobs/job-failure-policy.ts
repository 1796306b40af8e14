import { oneOf, type HarmlessKind } from "../../rule/kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_CREATORS, jobSpec } from "./job-spec.ts";

export default defineRule({
  id: "job-failure-policy",
  title: "A drained node doesn't count as a failure of a Job",
  severity: "low",
  article: "CronJobs: backoff limit does not work",
  why: "With few retries, a Job whose pods are evicted by a drain, a preemption or a spot interruption fails although nothing is wrong with it. podFailurePolicy tells such failures apart, and only works with restartPolicy Never: the API server rejects it otherwise.",
  fix: "Set restartPolicy to Never in the pod template, and set podFailurePolicy with a first rule that ignores the pod condition DisruptionTarget: the first rule that matches a pod decides.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy",
    "https://kubernetes.io/docs/tasks/job/pod-failure-policy/#using-pod-failure-policy-to-ignore-pod-disruptions",
  ],
  findings: {
    "disruptions-count": "The Job has no rule that ignores the pod condition DisruptionTarget.",
    "exit-codes-first":
      "A rule on exit codes comes before the one that ignores DisruptionTarget, and matches 137 or 143, with which a drained pod ends.",
    "needs-restart-never": "podFailurePolicy is set, but restartPolicy is not Never.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  targets: JOB_CREATORS,
  check(resource, _options, report) {
    const spec = jobSpec(resource);
    const restarts = spec.value("template.spec.restartPolicy", RESTART_POLICY);
    const isSet = spec.isSet("podFailurePolicy");
    if (isSet && restarts.kind === "known" && restarts.value !== "Never") {
      report("needs-restart-never", restarts, {
        found: text`${restarts}, and podFailurePolicy is set, so the API server rejects the Job`,
        passes: text`set Never`,
      });
      return;
    }
    // With OnFailure the kubelet restarts containers in place, but pods that a disruption terminates still count.
    if (resource.isPatch && !isSet) return;
    const retries = spec.integer("backoffLimit");
    // A Job that must not be retried must not be retried after a disruption either.
    if (retries.kind === "undetermined" || (retries.kind === "known" && retries.value === 0)) return;
    const decisive = decisiveRule(spec);
    if (decisive === undefined) return;
    if (decisive.matches === "exit codes") {
      report("exit-codes-first", decisive.place, {
        found: text`matches exit codes 137 or 143, with which pods end that a drain or a spot interruption terminates`,
        passes: text`put the rule that ignores DisruptionTarget before this one`,
      });
    } else if (decisive.matches !== "ignored") {
      report("disruptions-count", spec.at("podFailurePolicy"), {
        found: text`${isSet ? "no rule ignores" : "not set, so retries count"} pods that a drain or a spot interruption terminated`,
        passes: text`set a rule with action Ignore for the condition DisruptionTarget, and restartPolicy Never`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A Job that survives the drain of its node",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({
          activeDeadlineSeconds: 600,
          backoffLimit: 2,
          podFailurePolicy: {
            rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
          },
        }),
      },
    ],
    bad: [
      {
        title: "A nightly Job that fails after three spot interruptions",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 3 * * *" }, { backoffLimit: 2, activeDeadlineSeconds: 1800 }),
      },
    ],
  },
});

const RESTART_POLICY = oneOf(["Always", "Never", "OnFailure"]);
const ACTION: HarmlessKind<string> = oneOf(["Ignore", "Count", "FailJob", "FailIndex"]);

/** What decides about a pod that a disruption terminated. */
interface Decisive {
  readonly matches: "ignored" | "exit codes" | "nothing";
  readonly place: View;
}

/**
 * The first rule that matches a pod which a disruption terminated; undefined if that isn't known. A rule on its exit code only counts
 * if a later one would ignore the disruption.
 */
function decisiveRule(spec: View): Decisive | undefined {
  const rules = spec.list("podFailurePolicy.rules");
  const nothing = { matches: "nothing", place: spec } as const;
  if (rules.kind !== "known") return rules.kind === "absent" ? nothing : undefined;
  let byExitCode: View | undefined;
  for (const rule of rules.value) {
    const [isDisruption, isTermination] = [matchesDisruption(rule), matchesTermination(rule)];
    if (isDisruption === undefined || isTermination === undefined) return undefined;
    if (!isDisruption && !isTermination) continue;
    const action = rule.value("action", ACTION);
    if (action.kind !== "known") return undefined;
    const ignores = action.value === "Ignore";
    if (isTermination && !ignores) byExitCode ??= rule;
    if (!isDisruption) continue;
    if (!ignores) return nothing;
    return byExitCode ? { matches: "exit codes", place: byExitCode } : { matches: "ignored", place: rule };
  }
  return nothing;
}

function matchesDisruption(rule: View): boolean | undefined {
  const conditions = rule.list("onPodConditions");
  if (conditions.kind !== "known") return conditions.kind === "absent" ? false : undefined;
  const matches = conditions.value.map((condition) => {
    const type = condition.string("type");
    if (type.kind === "undetermined") return undefined;
    if (type.kind === "absent" || type.value !== "DisruptionTarget") return false;
    // The default is True.
    const status = condition.string("status");
    return status.kind === "undetermined" ? undefined : status.kind === "absent" || status.value === "True";
  });
  return matches.includes(true) || (matches.includes(undefined) ? undefined : false);
}

/** Exit codes of a process that SIGTERM or SIGKILL ended. */
const TERMINATED = [143, 137];

/**
 * Whether a rule matches a pod whose process was terminated; isOnExitCodesOperatorMatching in
 * pkg/controller/job/pod_failure_policy.go of Kubernetes 1.37.2, read 2026-11-28.
 */
function matchesTermination(rule: View): boolean | undefined {
  const exitCodes = rule.at("onExitCodes");
  if (!exitCodes.isSet()) return false;
  const operator = exitCodes.oneOf(["In", "NotIn"], "operator");
  const values = exitCodes.list("values");
  if (operator.kind !== "known" || values.kind !== "known") return undefined;
  const codes = values.value.map((value) => value.integer());
  if (codes.some(({ kind }) => kind !== "known")) return undefined;
  const has = (code: number): boolean => codes.some((one) => one.kind === "known" && one.value === code);
  return TERMINATED.some((code) => has(code) === (operator.value === "In"));
}
