import { z } from "zod";

import { stackConfig } from "./settings.ts";

/** Returns the JSON Schema of a stack's file, which editors use to complete and validate it. */
export function stackFileSchema(): object {
  const { $schema, ...config } = z.toJSONSchema(stackConfig, { io: "input", unrepresentable: "any" });
  return {
    $schema,
    title: "Pulumi stack file of productionproof-eks",
    type: "object",
    required: ["config"],
    properties: { config },
    // Pulumi's own: secretsprovider, encryptionsalt, environment.
    additionalProperties: true,
  };
}
