import type analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { LEVELS } from "./response.ts";

const LEVEL_NAMES = new Map(Object.entries(LEVELS).map(([name, level]) => [level, name]));

/** The policy config in a request, in the shape of `--policy-pack-config`. */
export function readPolicyConfig(request: analyzer.ConfigureAnalyzerRequest): unknown {
  const entries: [string, unknown][] = [];
  request.getPolicyconfigMap().forEach((config, name) => {
    const options = config.getProperties()?.toJavaScript();
    entries.push([name, { enforcementLevel: LEVEL_NAMES.get(config.getEnforcementlevel()), ...options }]);
  });
  return Object.fromEntries(entries);
}
