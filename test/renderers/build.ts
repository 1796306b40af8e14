// Builds helm and kustomize from their public Go modules if they aren't installed yet. Takes two or three minutes, once.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { findRenderers, RENDERERS_FOLDER } from "./renderers.ts";

// As helm's own Makefile does, so that it assumes the version of Kubernetes whose libraries it has.
const KUBERNETES_VERSION = "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=37";

if ("path" in findRenderers()) {
  console.log("helm and kustomize are already installed");
} else {
  console.log(`Building helm and kustomize into ${RENDERERS_FOLDER}; this takes two or three minutes.`);
  mkdirSync(RENDERERS_FOLDER, { recursive: true });
  const { status, error } = spawnSync(
    "go",
    [
      "build",
      "-ldflags",
      `-s -w ${KUBERNETES_VERSION}`,
      "-o",
      RENDERERS_FOLDER + path.sep,
      "helm.sh/helm/v3/cmd/helm",
      "sigs.k8s.io/kustomize/kustomize/v5",
    ],
    { cwd: import.meta.dirname, stdio: "inherit" },
  );
  if (error)
    console.error(`Go can't be started (${error.message}); install Go 1.26 or later, or helm and kustomize.`);
  process.exitCode = status ?? 1;
}
