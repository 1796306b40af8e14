import { CLUSTER } from "../cluster/aws-types.ts";
import { nameOf, qualifiedType, typeOf } from "../protocol/urn.ts";
import type { UndeterminedProperty } from "../rule/finding.ts";
import { toSegments } from "../rule/property-path.ts";
import { NOT_KNOWN } from "../rule/reading.ts";
import type { Stack } from "../rule/stack-view.ts";

/** Something that is missing, because of which rules could not judge properties. */
export interface Cause {
  /** The URN of the component whose resources are missing; absent if it is not a component. */
  readonly component?: string;
  /** What is missing and why, in one line; for a property, without the places. */
  readonly reason: string;
  /** What would make it known; empty if the reason says so. */
  readonly remedy: string;
  /** The resources whose properties are not judged, of one type unless a component is the cause. */
  readonly resources: readonly string[];
  /** The properties, in Pulumi's notation, with `[*]` for any index; empty for the resources themselves. */
  readonly paths: readonly string[];
  readonly rules: readonly string[];
}

/** Groups what rules could not judge by what is missing; sorted, so that every run prints the same. */
export function causesOf(undetermined: Iterable<UndeterminedProperty>, stack: Stack): readonly Cause[] {
  const groups = new Map<string, { readonly cause: Why; readonly places: UndeterminedProperty[] }>();
  for (const place of undetermined) {
    const cause = whyOf(place, stack);
    const key = cause.component ?? JSON.stringify([typeOf(place.urn), pattern(place.path), cause]);
    const group = groups.get(key);
    if (group) group.places.push(place);
    else groups.set(key, { cause, places: [place] });
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cause, places }]) => ({
      ...cause,
      resources: unique(places.map(({ urn }) => urn)),
      paths: unique(places.map(({ path }) => pattern(path))),
      rules: unique(places.map(({ rule }) => rule)),
    }));
}

/** Returns a cause in one line, with the rules that it concerns. */
export function causeLine(cause: Cause): string {
  const { reason, remedy, rules } = cause;
  return `${subjectOf(cause)}: ${[reason, remedy].filter(Boolean).join("; ")} (${rules.join(", ")})`;
}

/** The most resources that a line names; JSON has them all. */
const MOST_NAMED = 10;

/** Returns the component that is the cause, or the properties that are not judged: `userData of LaunchTemplate a, b`. */
function subjectOf({ component, resources, paths }: Cause): string {
  if (component !== undefined) return `${typeOf(component)} ${nameOf(component)}`;
  const [first = ""] = resources;
  const names = `${typeOf(first).split(":").at(-1) ?? ""} ${named(resources.map(nameOf))}`;
  return [paths.filter(Boolean).join(", "), names].filter(Boolean).join(" of ");
}

function named(names: readonly string[]): string {
  const others = names.length - MOST_NAMED;
  return others > 0 ? `${names.slice(0, MOST_NAMED).join(", ")} and ${others} more` : names.join(", ");
}

type Why = Pick<Cause, "component" | "reason" | "remedy">;

function whyOf({ urn, path, reason }: UndeterminedProperty, stack: Stack): Why {
  const [property] = toSegments(path);
  if (reason !== NOT_KNOWN || property === undefined) return { reason, remedy: "" };
  const { props = {}, propertyDependencies = {} } = stack.get(urn) ?? {};
  const origins = propertyDependencies[property] ?? [];
  // What comes from a cluster, such as its endpoint, stays unknown wherever its VPC comes from.
  const isOfCluster = origins.some((origin) => typeOf(origin) === CLUSTER);
  const component = isOfCluster
    ? undefined
    : origins.find((origin) => stack.get(origin)?.hidesChildren === true);
  if (component !== undefined) {
    return {
      component,
      reason: "the resources that its plugin creates are not seen here",
      remedy: "pulumi preview with the policy pack judges them",
    };
  }
  if (origins.length > 0 || props[property] === undefined) return { reason, remedy: "" };
  const remedy = isBelowEksComponent(urn)
    ? "if @pulumi/eks looks it up, set the component's input for it; if the program does, add the result to productionproof.json"
    : "if a lookup or a stack reference returns it, add the result to productionproof.json";
  return { reason, remedy };
}

/** True for a resource below a component of @pulumi/eks, whose plugin looks up what the program doesn't set. */
function isBelowEksComponent(urn: string): boolean {
  return qualifiedType(urn).includes("eks:index:");
}

function pattern(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "[*]");
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
