import { CLUSTER } from "../../../cluster/aws-types.ts";
import { Plan } from "../../plan.ts";
import { ChangeFinder } from "../../state/change-finder.ts";
import { loadPriorState } from "../../state/prior-state.ts";
import { componentModels } from "../components/index.ts";
import { Renderer } from "../kubernetes/rendering.ts";
import { loadLookups } from "../lookups/lookups.ts";
import { readNaming } from "../names/naming.ts";
import type { Project, Stack } from "../project.ts";
import { EngineServer } from "./engine-server.ts";
import { Registrar } from "./registrar.ts";

/** The substitute for the engine: a plan, and the server through which a program fills it. */
export interface OfflineEngine {
  readonly plan: Plan;
  readonly server: EngineServer;
  /** Present if the plan is compared with the stack's state. */
  readonly changes?: ChangeFinder;
}

/**
 * Returns an engine for one run of a program.
 *
 * @param stateFile the stack's exported state, to compare the plan with.
 * @throws UsageError if the state, the project's own answers to lookups or its naming are invalid.
 */
export function createOfflineEngine(
  project: Project,
  { name, config, encryptedKeys, hasEnvironments }: Stack,
  onResource: (count: number) => void,
  stateFile?: string,
): OfflineEngine {
  const identity = { project: project.name, stack: name };
  const plan = new Plan();
  const state = stateFile === undefined ? undefined : loadPriorState(stateFile, identity);
  const compared = state ? { changes: new ChangeFinder(state, plan) } : {};
  for (const key of encryptedKeys)
    plan.blindSpots.add(`${key}: encrypted, so the program got "[secret]" instead`);
  if (hasEnvironments) plan.blindSpots.add("environment: its values are not known offline");
  const namingOf = readNaming({
    ...identity,
    config,
    addBlindSpot: (line) => plan.blindSpots.add(line),
  });
  const lookups = loadLookups(project, state);
  const renderer = new Renderer(project.programDirectory, () => clusterVersion(plan));
  const server = new EngineServer({
    identity,
    plan,
    registrar: new Registrar({
      identity,
      plan,
      models: componentModels,
      lookups,
      renderer,
      config,
      namingOf,
      ...compared,
    }),
    lookups,
    renderer,
    config,
    onResource: () => {
      onResource(plan.size);
    },
  });
  return { plan, server, ...compared };
}

/**
 * Returns the version of the program's only cluster as its API server tells it, which is a pre-release for Helm; undefined if there are
 * other clusters or none, or if it isn't known. Source: docs.aws.amazon.com/eks/latest/userguide/platform-versions.html, 2026-11.
 */
function clusterVersion(plan: Plan): string | undefined {
  const clusters = plan.resources.filter(({ type }) => type === CLUSTER);
  const version = clusters.length === 1 ? clusters[0]?.props["version"] : undefined;
  return typeof version === "string" && /^\d+\.\d+$/.test(version) ? `v${version}.0-eks-0` : undefined;
}
