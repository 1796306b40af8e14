import type { ResourceView } from "../../rule/resource-view.ts";

/**
 * True for an object that somebody else wrote, so that a team can't change it where it finds it: an object of a chart, or of
 * manifest or Kustomize files, or a Helm hook, wherever it is created. What a program passes to a ConfigGroup as objects is its own.
 */
export function isFromElsewhere(object: ResourceView): boolean {
  const [, , types = ""] = object.urn.split("::");
  const components = types.split("$").slice(0, -1);
  if (components.some((type) => CHART_OR_FILES.test(type))) return true;
  // If the annotations are not known yet, the object counts as the team's own, of which rules ask more.
  const annotations = object.at("metadata.annotations");
  return !annotations.isUnknown() && annotations.isSet(["helm.sh/hook"]);
}

/**
 * Components of @pulumi/kubernetes 4.34 and their predecessors. ConfigGroup of yaml/v2 reads its files itself; the older one creates a
 * ConfigFile for each.
 */
const CHART_OR_FILES =
  /^kubernetes:(helm\.sh\/v\d:Chart|yaml(\/v2)?:ConfigFile|yaml\/v2:ConfigGroup|kustomize(\/v2)?:Directory)$/;
