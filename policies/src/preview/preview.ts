import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { blindSpots, findBlindSpots } from "../rule/blind-spots.ts";
import { evaluateResource, evaluateStack, type RuleSettings } from "../rule/evaluate.ts";
import type { Evaluation, Finding, UndeterminedProperty } from "../rule/finding.ts";
import { configureRules, PolicyConfigError } from "../rule/policy-config.ts";
import type { Preset } from "../rule/preset.ts";
import type { Rule } from "../rule/rule.ts";
import { rules } from "../rules/index.ts";
import { componentModels } from "./components/index.ts";
import { EngineServer, type Diagnostic } from "./engine-server.ts";
import { Lookups, type ProjectLookup } from "./lookups.ts";
import { Plan, type PlannedResource } from "./plan.ts";
import { ProgramError } from "./program-error.ts";
import { runProgram } from "./program.ts";
import { loadProject, loadStack, type Project } from "./project.ts";
import { Registrar } from "./registrar.ts";
import { stackUrn } from "./urn.ts";
import { UsageError } from "./usage-error.ts";

/** What to preview, and by which rules. */
export interface PreviewOptions {
  /** Folder of the Pulumi project. */
  readonly directory: string;
  /** Name of the stack. @defaultValue the only one there is */
  readonly stack?: string;
  /** Policy config file. @defaultValue `policy.<stack>.json` beside the stack files, if there is one */
  readonly policyConfigFile?: string;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Called as resources arrive. */
  readonly onProgress?: (resources: number) => void;
  /** Called with what the program prints itself. */
  readonly onOutput?: (text: string) => void;
}

/** What a preview found. */
export interface PreviewResult {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly PlannedResource[];
  /** What rules found, and at the end of it what they could not judge. */
  readonly findings: readonly Finding[];
  /** Properties that rules could not judge, one by one. */
  readonly undetermined: readonly UndeterminedProperty[];
  /** What a real preview would see and this one did not. */
  readonly blindSpots: readonly string[];
  /** Warnings and notes that the program logged. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs a Pulumi program without the engine, a cloud or a login, and judges what it would make.
 *
 * @throws UsageError for a wrong folder, stack, policy config or `productionproof.json`.
 * @throws ProgramError where the program itself fails.
 */
export async function preview(options: PreviewOptions): Promise<PreviewResult> {
  const project = loadProject(path.resolve(options.directory));
  const stack = loadStack(project, options.stack);
  const identity = { project: project.name, stack: stack.name };
  const settings = loadPolicyConfig(project, stack.name, options);
  const plan = new Plan();
  for (const key of stack.encryptedKeys) {
    plan.blindSpots.add(`${key}: encrypted, so the program got "[secret]" for it`);
  }
  const server = new EngineServer({
    identity,
    plan,
    registrar: new Registrar({ identity, plan, models: componentModels, config: stack.config }),
    lookups: new Lookups(loadLookups(project)),
    config: stack.config,
    onResource: () => options.onProgress?.(plan.resources.length),
  });
  try {
    await runProgram({
      project,
      stack,
      engineAddress: await server.listen(),
      compileCache: path.join(tmpdir(), "productionproof-compile-cache"),
      onOutput: options.onOutput ?? (() => undefined),
    });
  } catch (error) {
    throw error instanceof ProgramError ? withOwnWords(error, server.diagnostics) : error;
  } finally {
    server.close();
  }
  const errors = server.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw withOwnWords(new ProgramError("the program logged an error"), errors);
  return {
    project: project.name,
    stack: stack.name,
    resources: plan.resources,
    ...judge(plan, settings, stackUrn(identity)),
    blindSpots: [...plan.blindSpots],
    diagnostics: server.diagnostics.filter(({ severity }) => severity === "warning" || severity === "info"),
  };
}

function judge(
  plan: Plan,
  settings: ReadonlyMap<Rule, RuleSettings>,
  urn: string,
): Pick<PreviewResult, "findings" | "undetermined"> {
  const { resources, stack } = plan;
  const evaluations: Evaluation[] = [];
  for (const resource of resources) {
    for (const [rule, ruleSettings] of settings)
      evaluations.push(evaluateResource(rule, ruleSettings, resource));
  }
  for (const [rule, ruleSettings] of settings)
    evaluations.push(evaluateStack(rule, ruleSettings, stack, urn));
  const undetermined = evaluations.flatMap((evaluation) => evaluation.undetermined);
  const findings = evaluations.flatMap((evaluation) => evaluation.findings).sort(inReadingOrder);
  const blindSpotSettings = settings.get(blindSpots);
  const summary = blindSpotSettings ? findBlindSpots(blindSpotSettings, undetermined, urn) : [];
  return { findings: [...findings, ...summary], undetermined };
}

/** What blocks first; then by rule and resource, so that every run prints the same. */
function inReadingOrder(a: Finding, b: Finding): number {
  const key = ({ level, rule, urn, path }: Finding): string =>
    [level === "mandatory" ? 0 : 1, rule, urn, path].join(" ");
  return key(a) < key(b) ? -1 : 1;
}

function withOwnWords(error: ProgramError, diagnostics: readonly Diagnostic[]): ProgramError {
  const messages = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return messages.length === 0 ? error : new ProgramError(messages.join("\n"));
}

function loadPolicyConfig(
  project: Project,
  stack: string,
  { policyConfigFile, preset = "baseline" }: PreviewOptions,
): ReadonlyMap<Rule, RuleSettings> {
  const all = [...rules, blindSpots];
  const beside = path.join(project.stackDirectory, `policy.${stack}.json`);
  const file = policyConfigFile ?? (existsSync(beside) ? beside : undefined);
  if (file === undefined) return configureRules(all, preset);
  try {
    return configureRules(all, preset, readJson(file));
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    throw new UsageError(error.problems.map((problem) => `${file}: ${problem}`).join("\n"));
  }
}

function loadLookups(project: Project): readonly ProjectLookup[] {
  const file = path.join(project.directory, "productionproof.json");
  if (!existsSync(file)) return [];
  const { lookups } = readJson(file) as { lookups?: unknown };
  const valid =
    Array.isArray(lookups) &&
    lookups.every(
      (lookup: Partial<ProjectLookup> | null) =>
        typeof lookup?.token === "string" && typeof lookup.result === "object",
    );
  if (!valid) {
    throw new UsageError(
      `${file}: lookups: expected a list of { "token": "…", "args": { … }, "result": { … } }`,
    );
  }
  return lookups as readonly ProjectLookup[];
}

function readJson(file: string): unknown {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(
      `${file} is no valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
