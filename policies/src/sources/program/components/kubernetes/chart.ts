import { readFileSync } from "node:fs";
import path from "node:path";

import { SIGNATURE } from "../../../../protocol/wire.ts";
import {
  isPropertyObject,
  type PropertyObject,
  type PropertyValue,
} from "../../../../rule/property-value.ts";
import { renderChart } from "../../kubernetes/helm.ts";
import type { ComponentModel } from "../component-model.ts";
import { elementsOf, holdsUnknown, unknownPaths } from "../output.ts";
import { KUBERNETES_VERSIONS, registerObjects } from "./objects.ts";
import { concealed, revealed } from "./secrets.ts";

/** How Pulumi marks a file or text on the wire; source: pulumi sdk/go/common/resource/asset, 3.259.0. */
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

/**
 * The model of a Helm chart. Source: pulumi-kubernetes, provider/pkg/provider/helm/v4/chart.go and provider/pkg/helm/values.go,
 * 2026-07-01.
 */
export const chartModel: ComponentModel = {
  type: "kubernetes:helm.sh/v4:Chart",
  versions: KUBERNETES_VERSIONS,

  async expand(component) {
    const { inputs, name, renderer } = component;
    if (holdsUnknown(inputs)) return component.hide(`${unknownPaths(inputs)} not known before pulumi up`);
    if (inputs["postRenderer"])
      return component.hide("a post-renderer changes them, which isn't run offline");

    const secrets = new Set<string>();
    const options = revealed(inputs, secrets) as PropertyObject;
    const read = (asset: PropertyValue): string => textOf(asset, renderer.directory);
    let values: readonly string[];
    try {
      const files = elementsOf(options["valueYamlFiles"]).map(read);
      values = [...files, JSON.stringify(withTexts(options["values"] ?? {}, read))];
    } catch (error) {
      if (!(error instanceof UnreadableAsset)) throw error;
      return component.hide(error.message);
    }
    const namespace = text(options["namespace"]);
    const rendering = await renderChart(
      {
        releaseName: text(options["name"]) || name,
        chart: text(options["chart"]),
        namespace: namespace || text(component.providerInput("kubernetes", "namespace")) || "default",
        values,
        includeCrds: options["skipCrds"] !== true,
        includeHooks: false,
      },
      renderer,
    );
    if ("missing" in rendering) return component.hide(rendering.missing);
    const objects = rendering.objects.map((object) => concealed(object, secrets));
    return registerObjects(component, objects, { namespace });
  },
};

/** A file of values that isn't on this computer, or not at all. */
class UnreadableAsset extends Error {}

/** Returns values with the contents of files in them, which is how `--set-file` is written here. */
function withTexts(value: PropertyValue, read: (asset: PropertyValue) => string): PropertyValue {
  if (Array.isArray(value)) return elementsOf(value).map((element) => withTexts(element, read));
  if (!isPropertyObject(value)) return value;
  if (SIGNATURE in value) return read(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTexts(inner, read)]));
}

function textOf(asset: PropertyValue, directory: string): string {
  const { [SIGNATURE]: signature, text: content, path: file } = isPropertyObject(asset) ? asset : {};
  if (signature === ASSET && typeof content === "string" && content !== "") return content;
  if (signature !== ASSET || typeof file !== "string" || file === "")
    throw new UnreadableAsset("a file of its values would be downloaded");
  try {
    return readFileSync(path.resolve(directory, file), "utf8");
  } catch {
    throw new UnreadableAsset(`${file}, a file of its values, can't be read`);
  }
}

function text(value: PropertyValue): string {
  return typeof value === "string" ? value : "";
}
