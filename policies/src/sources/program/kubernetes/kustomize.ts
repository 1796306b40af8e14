import { existsSync } from "node:fs";
import path from "node:path";

import type { Renderer, Rendering } from "./rendering.ts";
import { findTool } from "./tool.ts";

/** What to build. */
export interface KustomizationOptions {
  readonly directory: string;
  /** Whether the kustomization can use files outside its folder. */
  readonly isUnrestricted: boolean;
}

/**
 * Builds a kustomization with the kustomize or kubectl on PATH. Nothing is downloaded, and charts in it, which kustomize would download
 * into its folder, are not rendered.
 */
export async function renderKustomization(
  { directory, isUnrestricted }: KustomizationOptions,
  renderer: Renderer,
): Promise<Rendering> {
  const folder = path.resolve(renderer.directory, directory);
  if (!existsSync(folder)) {
    return {
      missing: /^[./]/.test(directory)
        ? "there is no such folder"
        : "it would be downloaded; a folder is built",
    };
  }
  const kustomize = findTool("kustomize");
  const file = kustomize ?? findTool("kubectl");
  if (file === undefined)
    return { missing: "neither kustomize nor kubectl, which would build it, is on PATH" };
  const restriction = isUnrestricted ? ["--load-restrictor=LoadRestrictionsNone"] : [];
  const args = [kustomize === undefined ? "kustomize" : "build", ...restriction, "--", folder];
  return renderer.render({ file, args }, whyKustomizeFailed);
}

/**
 * Returns why kustomize failed. Its own messages may contain values of secrets.
 * Source of the messages: kustomize 5.5.0, recorded 2026-11-28.
 */
export function whyKustomizeFailed(failure: string, errors: string): string {
  const reason = REASONS.find(([message]) => message.test(errors));
  return reason?.[1] ?? `kustomize build ${failure}; run it to see why`;
}

const REASONS = [
  [/unable to find one of 'kustomization\.yaml'/, "it has no kustomization.yaml"],
  [/must specify --enable-helm/, "it contains a Helm chart, which kustomize would download"],
  [/: security; file '.*' is not in or below '/, "it uses files outside its folder, which isn't allowed"],
  [
    /transport '\w+' not allowed|proxyconnect tcp: dial tcp 127\.0\.0\.1:9:/,
    "it uses files that would be downloaded",
  ],
] as const;
