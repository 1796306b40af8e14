import { oneOf, type HarmlessKind } from "../../rule/kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_KINDS, jobSpec } from "./job-spec.ts";

export default defineRule({
  id: "job-failure-policy",
  title: "A drained node doesn't count as a failure of a Job",
  severity: "low",
  article: "CronJobs: backoff limit does not work",
  why: "With few retries, a Job whose pods are evicted by a drain, a preemption or a spot interruption fails although nothing is wrong with it. podFailurePolicy tells such failures apart, and only works with restartPolicy Never: the API server rejects it otherwise.",
  fix: "Set restartPolicy to Never in the pod template, and set podFailurePolicy with a rule that ignores the pod condition DisruptionTarget.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy",
    "https://kubernetes.io/docs/tasks/job/pod-failure-policy/#using-pod-failure-policy-to-ignore-pod-disruptions",
  ],
  findings: {
    "disruptions-count": "The Job has no rule that ignores the pod condition DisruptionTarget.",
    "needs-restart-never": "podFailurePolicy is set, but restartPolicy is not Never.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  targets: JOB_KINDS,
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
    const ignores = ignoresDisruptions(spec);
    if (ignores === false) {
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

/** True if the first rule about disruptions ignores them; undefined if that isn't known. */
function ignoresDisruptions(spec: View): boolean | undefined {
  const rules = spec.list("podFailurePolicy.rules");
  if (rules.kind !== "known") return rules.kind === "absent" ? false : undefined;
  for (const rule of rules.value) {
    const conditions = rule.list("onPodConditions");
    if (conditions.kind === "undetermined") return undefined;
    const types = conditions.kind === "known" ? conditions.value.map((one) => one.string("type")) : [];
    if (types.some((type) => type.kind === "known" && type.value === "DisruptionTarget")) {
      const action = rule.value("action", ACTION);
      return action.kind === "known" ? action.value === "Ignore" : undefined;
    }
    if (types.some(({ kind }) => kind === "undetermined")) return undefined;
  }
  return false;
}
