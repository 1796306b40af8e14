import { renderKustomization } from "../../kubernetes/kustomize.ts";
import type { ComponentModel } from "../component-model.ts";
import { holdsUnknown, unknownPaths } from "../output.ts";
import { KUBERNETES_VERSIONS, registerObjects } from "./objects.ts";

/** The model of a kustomization. Source: pulumi-kubernetes, provider/pkg/provider/kustomize/v2/directory.go, 2026-07-01. */
export const directoryModel: ComponentModel = {
  type: "kubernetes:kustomize/v2:Directory",
  versions: KUBERNETES_VERSIONS,

  async expand(component) {
    const { inputs, renderer } = component;
    const { directory, namespace } = inputs;
    if (holdsUnknown(inputs)) return component.hide(`${unknownPaths(inputs)} not known before pulumi up`);
    const rendering = await renderKustomization(
      { directory: typeof directory === "string" ? directory : "", isUnrestricted: true },
      renderer,
    );
    if ("missing" in rendering) return component.hide(rendering.missing);
    return registerObjects(component, rendering.objects, typeof namespace === "string" ? { namespace } : {});
  },
};
