import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

/** Reports a HorizontalPodAutoscaler without a target, and bounds with no room between them. */
export function judgeAutoscaler(resource: ResourceView, report: Report<"autoscaler">): void {
  const spec = resource.at("spec");
  // Without the API version, a target is of the core group, in which nothing can be scaled but ReplicationControllers.
  for (const property of ["apiVersion", "kind", "name"] as const) {
    const target = spec.string(`scaleTargetRef.${property}`);
    if (target.kind === "absent" || (target.kind === "known" && target.value === "")) {
      report("autoscaler", target, {
        found: text`not set, so the API server rejects the autoscaler`,
        passes: text`set the ${property} of the workload to scale`,
      });
    }
  }
  judgeBounds(spec, report);
}

function judgeBounds(spec: View, report: Report<"autoscaler">): void {
  const [min, max] = [spec.integer("minReplicas"), spec.integer("maxReplicas")];
  if (max.kind === "absent" || (max.kind === "known" && max.value < 1)) {
    report("autoscaler", max, {
      found: text`${max.kind === "known" ? max : text`not set`}, which the API server rejects`,
      passes: text`set 1 or more`,
    });
  } else if (max.kind === "known" && min.kind === "known" && min.value > max.value) {
    report("autoscaler", max, {
      found: text`${max}, which is below minReplicas ${min}, so the API server rejects the autoscaler`,
      passes: text`set ${min} or more`,
    });
  }
  if (min.kind === "known" && min.value === 0 && countsOnlyPods(spec)) {
    report("autoscaler", min, {
      found: text`0 without a metric of an object or from outside, which the API server rejects: no pods have no load`,
      passes: text`set 1 or more, or add a metric of type Object or External`,
    });
  }
}

/** True if all metrics are of the pods, of which there are none at zero. False if that is not known, which is recorded. */
function countsOnlyPods(spec: View): boolean {
  const metrics = spec.list("metrics");
  if (metrics.kind !== "known") return metrics.kind === "absent";
  return metrics.value.every((metric) => {
    const type = metric.string("type");
    return type.kind === "known" && type.value !== "Object" && type.value !== "External";
  });
}
