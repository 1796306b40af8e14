import { componentModels } from "./components/index.ts";
import { EngineServer } from "./engine-server.ts";
import { loadLookups } from "./lookups.ts";
import { Plan } from "./plan.ts";
import type { Project, Stack } from "./project.ts";
import { Registrar } from "./registrar.ts";

/** What stands in for the engine: a plan, and the server through which a program fills it. */
export interface OfflineEngine {
  readonly plan: Plan;
  readonly server: EngineServer;
}

/** An engine for one run of a program. */
export function createOfflineEngine(
  project: Project,
  { name, config, encryptedKeys, hasEnvironments }: Stack,
  onResource: (count: number) => void,
): OfflineEngine {
  const identity = { project: project.name, stack: name };
  const plan = new Plan();
  for (const key of encryptedKeys)
    plan.blindSpots.add(`${key}: encrypted, so the program got "[secret]" for it`);
  if (hasEnvironments) plan.blindSpots.add("environment: its values are not known offline");
  const server = new EngineServer({
    identity,
    plan,
    registrar: new Registrar({ identity, plan, models: componentModels, config }),
    lookups: loadLookups(project),
    config,
    onResource: () => {
      onResource(plan.resources.length);
    },
  });
  return { plan, server };
}
