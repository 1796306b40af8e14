import { existsSync } from "node:fs";
import path from "node:path";

import type { Renderer, Rendering } from "./rendering.ts";
import { findTool } from "./tool.ts";

/** Why a chart of a repository or a registry isn't rendered. */
export const DOWNLOADED =
  "it would be downloaded; a copy in a folder, as helm pull --untar makes it, is rendered";

/** What to render, in the terms of `helm template`. */
export interface ChartOptions {
  readonly releaseName: string;
  /** The folder or archive of the chart, or its name in a repository or registry. */
  readonly chart: string;
  readonly namespace: string;
  /** Values files and values, as YAML or JSON; later ones take precedence. */
  readonly values: readonly string[];
  readonly includeCrds: boolean;
  readonly includeHooks: boolean;
  /** @defaultValue that of the program's cluster or, if it isn't known, the version that helm itself was built for */
  readonly kubeVersion?: string;
  /** API versions of the cluster in addition to Kubernetes' own. @defaultValue none */
  readonly apiVersions?: readonly string[];
}

/**
 * Renders a chart with the helm on PATH. Nothing is downloaded: neither the chart nor the charts that it depends on. Values are passed
 * in files, since other users can read the arguments of a process.
 */
export async function renderChart(options: ChartOptions, renderer: Renderer): Promise<Rendering> {
  const chart = path.resolve(renderer.directory, options.chart);
  if (!existsSync(chart)) return { missing: notFound(options.chart) };
  const { kubeVersion = renderer.kubeVersion() } = options;
  const file = findTool("helm");
  if (file === undefined) return { missing: "helm, which would render them, is not on PATH" };
  const files = Object.fromEntries(options.values.map((text, index) => [`values-${index}.yaml`, text]));
  const flags = [
    ...Object.keys(files).map((name) => `--values=${name}`),
    ...(options.includeCrds ? ["--include-crds"] : []),
    ...(options.includeHooks ? [] : ["--no-hooks"]),
    ...(kubeVersion === undefined ? [] : [`--kube-version=${kubeVersion}`]),
    ...(options.apiVersions ?? []).map((version) => `--api-versions=${version}`),
  ];
  const args = ["template", ...flags, "--", options.releaseName, chart];
  const env = { HELM_NAMESPACE: options.namespace };
  return renderer.render({ file, args, files, env }, whyHelmFailed);
}

/** Helm looks up names that begin so in the file system only. Source: helm 3.22.0, pkg/action/install.go. */
function notFound(chart: string): string {
  return path.isAbsolute(chart) || chart.startsWith(".") ? "there is no such file or folder" : DOWNLOADED;
}

/**
 * Returns why helm failed. Its own messages may contain values, so only names and places are taken from them.
 * Source of the messages: helm 3.22.0, recorded 2026-11-28.
 */
export function whyHelmFailed(failure: string, errors: string): string {
  const [, dependencies] =
    /found in Chart\.yaml, but missing in charts\/ directory: ([\w.,\- ]+)/.exec(errors) ?? [];
  if (dependencies !== undefined)
    return `its folder charts has no ${dependencies}; helm dependency build downloads what is missing`;
  const [, wanted, assumed] =
    /^Error: chart requires kubeVersion: (.{1,60}) which is incompatible with Kubernetes (v[\w.+-]+)$/m.exec(
      errors,
    ) ?? [];
  if (wanted !== undefined && assumed !== undefined)
    return `it requires Kubernetes ${wanted}, and this is ${assumed}`;
  for (const [message, reason] of PLAIN_REASONS) if (message.test(errors)) return reason;
  const [, place] =
    /^Error: (?:execution error at \(|parse error at \(|template: |YAML parse error on )([\w./-]+(?::\d+)*)/m.exec(
      errors,
    ) ?? [];
  const where = place === undefined ? "" : ` at ${place.replace(/:$/, "")}`;
  return `helm template ${failure}${where}; run it with the same values to see why`;
}

const PLAIN_REASONS = [
  [/^Error: Chart\.yaml file is missing$/m, "it has no Chart.yaml"],
  [
    /^Error: values don't meet the specifications of the schema/m,
    "its values don't fit its values.schema.json",
  ],
  [/^Error: release name .*: invalid release name/m, "its name is none that Helm accepts for a release"],
] as const;
