import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";
import { DOWNLOADED, renderChart } from "../kubernetes/helm.ts";
import { renderKustomization } from "../kubernetes/kustomize.ts";
import { isNamespacedKind, withNamespace } from "../kubernetes/namespace.ts";
import type { Renderer, Rendering } from "../kubernetes/rendering.ts";

/** What a component asks for, as the preview names it, and its objects. */
export interface RenderedLookup {
  readonly label: string;
  readonly rendering: Rendering;
}

type Lookup = (args: Readonly<Record<string, unknown>>, renderer: Renderer) => Promise<RenderedLookup>;

/**
 * The functions with which components of @pulumi/kubernetes have the provider render objects. Source: pulumi-kubernetes,
 * provider/pkg/provider/invoke_helm_template.go and invoke_kustomize.go, 2026-07-01.
 */
export const renderedLookups: Readonly<Record<string, Lookup>> = {
  "kubernetes:helm:template": async ({ jsonOpts }, renderer) => {
    const options = JSON.parse(String(jsonOpts)) as ChartOptions;
    return { label: chartLabel(options.release_name), rendering: await renderedChart(options, renderer) };
  },
  "kubernetes:kustomize:directory": async ({ directory }, renderer) => ({
    label: `${String(directory)} (Kustomize)`,
    rendering: await renderKustomization({ directory: String(directory), isUnrestricted: false }, renderer),
  }),
};

/** Returns how the preview names a `helm.v3.Chart`. */
export function chartLabel(name: string): string {
  return `${name} (Helm chart)`;
}

/** The options that `helm.v3.Chart` passes; those that are not set are absent. */
interface ChartOptions {
  readonly release_name: string;
  readonly path?: string;
  readonly chart?: string;
  readonly namespace?: string;
  readonly values?: unknown;
  readonly skip_crd_rendering?: boolean;
  readonly include_test_hook_resources?: boolean;
  readonly kube_version?: string;
  readonly api_versions?: readonly string[];
}

async function renderedChart(options: ChartOptions, renderer: Renderer): Promise<Rendering> {
  const { release_name: releaseName, path, chart = "", namespace = "", values = {} } = options;
  const { kube_version: kubeVersion, api_versions: apiVersions } = options;
  // A chart without a path is one of a repository, whatever there is in the folder of the program.
  if (path === undefined) return { missing: DOWNLOADED };
  const rendering = await renderChart(
    {
      releaseName,
      chart: chart === "" ? path : `${path}/${chart}`,
      namespace: namespace === "" ? "default" : namespace,
      values: [JSON.stringify(values)],
      includeCrds: options.skip_crd_rendering !== true,
      includeHooks: true,
      ...(kubeVersion === undefined ? {} : { kubeVersion }),
      ...(apiVersions === undefined ? {} : { apiVersions }),
    },
    renderer,
  );
  if ("missing" in rendering) return rendering;
  const includesTests = options.include_test_hook_resources === true;
  const objects = rendering.objects.filter((object) => includesTests || !isTest(object));
  // Without a cluster that tells, the provider takes other kinds to have a namespace.
  const isNamespaced = (object: PropertyObject): boolean => isNamespacedKind(object) ?? true;
  return { objects: namespace === "" ? objects : withNamespace(objects, namespace, isNamespaced) };
}

/** True for an object that only `helm test` creates. */
function isTest({ metadata }: PropertyObject): boolean {
  const annotations = fields(fields(metadata)["annotations"]);
  const hook = annotations["helm.sh/hook"];
  return typeof hook === "string" && hook.includes("test");
}

function fields(value: PropertyValue): PropertyObject {
  return isPropertyObject(value) ? value : {};
}
