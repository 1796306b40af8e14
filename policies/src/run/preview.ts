import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { CLUSTER } from "../cluster/aws-types.ts";
import type { Changes } from "../sources/changes.ts";
import { startProgramSource, type ProgramOptions } from "../sources/program/program-source.ts";
import type { StackResource } from "../rule/stack-view.ts";
import type { Diagnostic, SourceResource } from "../sources/source.ts";
import type { Judgement } from "./judge.ts";
import type { Preset } from "./preset.ts";
import type { Run } from "./run.ts";

/** What to preview, and with which settings. */
export interface PreviewOptions extends ProgramOptions {
  /** The policy config file. @defaultValue `policy.<stack>.json` next to the stack files, if it exists */
  readonly policyConfigFile?: string;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** The Kubernetes version as which older clusters are judged. @defaultValue what the policy config states */
  readonly targetVersion?: string;
  /** The time that expiry dates and support dates are compared with. @defaultValue now */
  readonly now?: Date;
}

/** The result of a preview. */
export interface PreviewResult extends Judgement {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly SourceResource[];
  /** The changes to the state that the program was compared with. */
  readonly changes?: Changes;
  /** The IP address capacity of each cluster. */
  readonly capacity: readonly StackCapacity[];
  /** What a real preview would see but this one did not. */
  readonly blindSpots: readonly string[];
  /** Warnings and notes that the program logged. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs a Pulumi program without the engine, a cloud account or a login, and judges what it would create.
 *
 * @throws UsageError for an invalid folder, stack, state, policy config or `productionproof.json`, and for settings that the
 * program rejects with a `pulumi.RunError`.
 * @throws ProgramError if the program itself fails.
 */
export async function preview(options: PreviewOptions): Promise<PreviewResult> {
  const { preset = "baseline", policyConfigFile, targetVersion, now = new Date() } = options;
  const source = await startProgramSource(options);
  try {
    // Loaded while the program loads its SDKs.
    const [{ createRun }, { judge }] = await Promise.all([
      import("./policy-settings.ts"),
      import("./judge.ts"),
    ]);
    const run = createRun({ ...source, preset, configFile: policyConfigFile, targetVersion, now });
    const contents = await source.read();
    const { resources, changes, blindSpots, diagnostics } = contents;
    return {
      project: source.project,
      stack: source.stack,
      resources,
      ...(changes ? { changes } : {}),
      capacity: await capacityOf(contents.resourcesWithOutputs, run),
      ...judge(contents, run),
      blindSpots,
      diagnostics,
    };
  } finally {
    source.close();
  }
}

async function capacityOf(resources: readonly StackResource[], run: Run): Promise<readonly StackCapacity[]> {
  // Most programs create no cluster and need none of this.
  if (!resources.some(({ type }) => type === CLUSTER)) return [];
  const { stackCapacities } = await import("../capacity/stack-capacity.ts");
  return stackCapacities(resources, (rule) => run.settings(rule).options);
}
