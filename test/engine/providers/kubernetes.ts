import { createHash } from "node:crypto";

import { isPropertyObject, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { Renderer } from "../../../policies/src/sources/program/kubernetes/rendering.ts";
import { lookupTable } from "../../../policies/src/sources/program/lookups/lookup-table.ts";
import { renderedLookups } from "../../../policies/src/sources/program/lookups/rendered-lookups.ts";
import { serveProvider } from "./provider-server.ts";

// The engine starts a plugin in the folder of the program.
const renderer = new Renderer(process.cwd());

serveProvider("kubernetes", {
  // Generates a name for an object without one, as the provider does; a Patch and the items of a list have theirs.
  check({ urn, type, name, oldInputs }, inputs) {
    const metadata = isPropertyObject(inputs["metadata"]) ? inputs["metadata"] : {};
    const isNamed = metadata["name"] !== undefined || metadata["generateName"] !== undefined;
    if (isNamed || type.endsWith("List") || type.endsWith("Patch")) return { inputs, failures: new Map() };
    const old = oldInputs?.["metadata"] as PropertyObject | undefined;
    const digits = createHash("sha256").update(urn).digest("hex").slice(0, 8);
    const named = {
      ...metadata,
      name: old?.["name"] ?? `${name}-${digits}`,
      annotations: {
        ...(isPropertyObject(metadata["annotations"]) ? metadata["annotations"] : {}),
        "pulumi.com/autonamed": "true",
      },
    };
    return { inputs: { ...inputs, metadata: named }, failures: new Map() };
  },

  outputs({ name }, inputs, isPreview) {
    return isPreview ? inputs : { ...inputs, id: `default/${name}` };
  },

  async invoke(token, args) {
    const answer = lookupTable[token]?.(args, { region: undefined, addBlindSpot: () => undefined });
    const rendering = answer ? undefined : (await renderedLookups[token]?.(args, renderer))?.rendering;
    if (rendering && "missing" in rendering) throw new Error(rendering.missing);
    return answer ?? (rendering && { result: rendering.objects });
  },
});
