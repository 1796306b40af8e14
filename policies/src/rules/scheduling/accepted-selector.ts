import { selects } from "../../cluster/workloads/label-selector.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

/** Reports a workload whose selector is missing, empty, or doesn't match its own pods. */
export function judgeSelector(resource: ResourceView, report: Report<"selector">): void {
  // Older versions of the API copied the labels; no served version does.
  if (!resource.type.startsWith("kubernetes:apps/v1:")) return;
  const selector = resource.object("spec.selector");
  const passes = text`set matchLabels to labels of the pod template`;
  if (selector.kind === "undetermined") return;
  if (selector.kind === "absent") {
    report("selector", selector, { found: text`not set, which the API server rejects`, passes });
    return;
  }
  const view = resource.at("spec.selector");
  if (isEmpty(view)) {
    report("selector", selector, { found: text`empty, which the API server rejects`, passes });
    return;
  }
  const labels = resource.at("spec.template.metadata.labels");
  const matches = selects(view, labels);
  if (matches === undefined) {
    view.undetermined("labels or selector not known before pulumi up");
  } else if (!matches) {
    report("selector", selector, {
      found: text`does not match the labels of the pod template, so the API server rejects the object`,
      passes,
    });
  }
}

function isEmpty(selector: View): boolean {
  if (selector.isUnknown("matchLabels") || selector.isUnknown("matchExpressions")) return false;
  const labels = selector.object("matchLabels");
  const expressions = selector.list("matchExpressions");
  return (
    (labels.kind === "absent" || (labels.kind === "known" && labels.value.size === 0)) &&
    (expressions.kind === "absent" || (expressions.kind === "known" && expressions.value.length === 0))
  );
}
