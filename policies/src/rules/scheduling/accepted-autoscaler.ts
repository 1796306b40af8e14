import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

/** Reports a HorizontalPodAutoscaler without a target, and bounds with no room between them. */
export function judgeAutoscaler(resource: ResourceView, report: Report<"autoscaler">): void {
  const spec = resource.at("spec");
  for (const property of ["kind", "name"] as const) {
    const target = spec.string(`scaleTargetRef.${property}`);
    if (target.kind === "absent" || (target.kind === "known" && target.value === "")) {
      report("autoscaler", target, {
        found: text`not set, so the API server rejects the autoscaler`,
        passes: text`set the ${property} of the workload to scale`,
      });
    }
  }
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
}
