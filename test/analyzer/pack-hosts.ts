// The hosts of the pack itself, and resources to ask them about.
import type { PropertyObject } from "../../policies/src/rule/property-value.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { configureRules } from "../../policies/src/run/policy-config.ts";
import { Run } from "../../policies/src/run/run.ts";
import { testUrn } from "../../policies/src/testing/test-case.ts";
import { directoryPack, executablePack, POLICIES } from "./analyzer-process.ts";
import { ComparedHosts } from "./compared-hosts.ts";
import { configureRequest, type RequestResource } from "./requests.ts";

/** What the pack serves. */
export const { policies } = new Run({ rules, now: new Date() });

/** Every example of every rule. */
export const examples = rules.flatMap((rule) =>
  [...rule.examples.bad, ...rule.examples.good].map((example) => ({ rule, example })),
);

/** Starts the executable, the directory and what a team's own pack is: the same policies in the SDK as it is installed. */
export function startPackHosts(): Promise<ComparedHosts> {
  return ComparedHosts.start(executablePack(), directoryPack(), {
    args: ["--conditions=productionproof-source", `${POLICIES}/src/pack.ts`],
    cwd: POLICIES,
  });
}

/** Configures all hosts as the engine does: each policy with its level and all of its options. */
export async function configure(hosts: ComparedHosts, config: object): Promise<void> {
  const settings = [...configureRules(policies, "baseline", config)].map(
    ([{ id }, { level, options }]) => [id, { level, options: options as PropertyObject }] as const,
  );
  await hosts.configure(configureRequest(Object.fromEntries(settings)));
}

/** A resource by its type, properties and name. */
export function named(type: string, props: PropertyObject, name = "subject"): RequestResource {
  return { type, name, urn: testUrn(type, name), props };
}
