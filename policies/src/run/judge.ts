import type { Finding, Level, NotApplicable, UndeterminedProperty } from "../rule/finding.ts";
import { toSegments } from "../rule/property-path.ts";
import type { PropertyValue } from "../rule/property-value.ts";
import type { Place } from "../rule/reading.ts";
import type { Resource } from "../rule/resource-view.ts";
import { View } from "../rule/view.ts";
import type { SourceContents } from "../sources/source.ts";
import type { Cause } from "./causes.ts";
import { edited } from "./edit.ts";
import type { ExemptFinding } from "./exemptions/exemption-ledger.ts";
import type { Run } from "./run.ts";
import type { UpgradeReport } from "./upgrade/upgrade-report.ts";

/** The rules' results for a stack. */
export interface Judgement {
  /** What rules found, followed by what they could not judge. */
  readonly findings: readonly Finding[];
  /** What rules found and exemptions waived. */
  readonly exempt: readonly ExemptFinding[];
  /** The level of each rule, by id. */
  readonly levels: Readonly<Record<string, Level>>;
  /** The individual properties that rules could not judge. */
  readonly undetermined: readonly UndeterminedProperty[];
  /** What is missing for rules to judge these properties. */
  readonly causes: readonly Cause[];
  /** What rules didn't apply to, and why. */
  readonly notApplicable: readonly NotApplicable[];
  /** What to do before clusters are updated, if the run is for a later Kubernetes version. */
  readonly upgrade?: UpgradeReport;
  /** Properties that rules with the level `remediate` would set. */
  readonly remedied: readonly Remedied[];
}

/** A property that a rule would set. */
export interface Remedied extends Place {
  readonly rule: string;
  /** The value that it would set; absent for a property that is secret. */
  readonly value?: PropertyValue;
}

/** Runs every rule on every resource and on the stack, as a policy pack does for the engine. */
export function judge(
  { resources, resourcesWithOutputs }: Pick<SourceContents, "resources" | "resourcesWithOutputs">,
  run: Run,
): Judgement {
  const remedied: Remedied[] = [];
  const alone = resources.flatMap((resource) => {
    const edits = run.remediate(resource);
    remedied.push(
      ...edits.map(({ rule, path, value }) => ({
        rule: rule.id,
        urn: resource.urn,
        path,
        ...(isInSecret(resource, path) ? {} : { value }),
      })),
    );
    return run.judge({ ...resource, props: edited(resource.props, edits) });
  });
  const findings = [...alone, ...run.judgeStack(resourcesWithOutputs, run.rules)].sort(inReadingOrder);
  const summaries = run.judgeStack(resourcesWithOutputs, run.summaries);
  return {
    findings: [...findings, ...summaries],
    exempt: [...run.exempt].sort(inReadingOrder),
    levels: Object.fromEntries(run.rules.map((rule) => [rule.id, run.settings(rule).level])),
    undetermined: run.undetermined,
    causes: run.causes,
    notApplicable: run.notApplicable,
    ...(run.upgrade ? { upgrade: run.upgrade } : {}),
    remedied,
  };
}

/** True if a property is secret, or in an object, a list or a document that is. */
function isInSecret({ urn, props }: Resource, path: string): boolean {
  const root = new View(urn, props, { undetermined: () => undefined });
  const segments = toSegments(path);
  return segments.some((_, index) => root.at(segments.slice(0, index + 1)).isSecret);
}

/** Orders blocking findings first, then by rule and resource, so that every run prints the same. */
function inReadingOrder(a: Finding, b: Finding): number {
  const key = ({ level, rule, urn, path }: Finding): string =>
    [level === "mandatory" ? 0 : 1, rule, urn, path].join(" ");
  return key(a) < key(b) ? -1 : 1;
}
