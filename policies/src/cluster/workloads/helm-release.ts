import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import type { Reading, Undetermined } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";

/** True for a Helm release of this chart from a repository, a registry, a folder or an archive. */
export function isRelease(resource: ResourceView, chartName: string): boolean {
  if (!HELM_RELEASE.some((type) => type === resource.type)) return false;
  const chart = resource.string("chart");
  if (chart.kind !== "known") return false;
  const [file = ""] = chart.value.replace(/\/$/, "").split("/").slice(-1);
  return file.replace(/(-v?\d[\w.+-]*)?\.tgz$/, "") === chartName;
}

/** A value that a release passes to its chart: a value that `values` leaves out may be set in a file that policies can't see. */
export function unlessInFile<R extends Reading<unknown>>(
  release: ResourceView,
  reading: R,
): R | Undetermined {
  return reading.kind === "absent" && release.isSet(["valueYamlFiles", 0])
    ? release.at("valueYamlFiles").undetermined("may set what values leaves out")
    : reading;
}
