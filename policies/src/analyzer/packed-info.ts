import type { Run } from "../run/run.ts";
import { analyzerInfo, type PackIdentity } from "./response.ts";
import { servedPolicies } from "./served-policy.ts";

/** Returns the serialized AnalyzerInfo of a pack that serves this run. */
export function packedInfo(run: Run, pack: PackIdentity): Buffer {
  return Buffer.from(analyzerInfo(pack, servedPolicies(run)).serializeBinary());
}
