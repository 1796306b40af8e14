import { findRenderers } from "./renderers.ts";

const renderers = findRenderers();
if ("missing" in renderers)
  console.warn(`Tests with the real helm and kustomize are skipped: ${renderers.missing}\n`);

/** `describe` for tests that run the real helm and kustomize. Without them, they are reported as skipped. */
export function describeRenderers(title: string, body: () => void): void {
  ("path" in renderers ? describe : describe.skip)(title, () => {
    const before = process.env["PATH"];
    beforeEach(() => {
      if ("path" in renderers) process.env["PATH"] = renderers.path;
    });
    afterEach(() => {
      process.env["PATH"] = before;
    });
    body();
  });
}
