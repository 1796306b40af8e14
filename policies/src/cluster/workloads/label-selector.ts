import { every } from "../../rule/truth.ts";
import type { View } from "../../rule/view.ts";

/**
 * Whether a label selector matches an object with these labels; undefined if that is not known. A selector that isn't set
 * matches nothing, and an empty one matches everything. Records nothing.
 */
export function selects(selector: View, labels: View): boolean | undefined {
  if (!selector.isSet()) return false;
  if (selector.isUnknown() || labels.isUnknown()) return undefined;
  const given = textsOf(labels);
  const wanted = textsOf(selector.at("matchLabels"));
  if (!given || !wanted) return undefined;
  const expressions = expressionsOf(selector.at("matchExpressions"));
  return every([
    ...[...wanted].map(([key, value]) => holds(given, { key, operator: "In", values: [value] })),
    ...expressions.map((expression) => expression && holds(given, expression)),
  ]);
}

/**
 * Whether the selector of a Service, which is a map of labels, matches an object with these labels; undefined if that is not known.
 * A Service without a selector has no pods of its own. Records nothing.
 */
export function selectsLabels(selector: View, labels: View): boolean | undefined {
  if (!selector.isSet()) return false;
  const [wanted, given] = [textsOf(selector), textsOf(labels)];
  if (!given || !wanted) return undefined;
  if (wanted.size === 0) return false;
  return every([...wanted].map(([key, value]) => holds(given, { key, operator: "In", values: [value] })));
}

/**
 * The labels of an object as keys of an index: each name with its value, or alone if the value is not known; undefined if the names
 * aren't known. Records nothing.
 */
export function labelsOf(labels: View): readonly string[] | undefined {
  const given = labels.isUnknown() ? undefined : textsOf(labels);
  return given && [...given].map(([name, value]) => labelKey(name, value));
}

/**
 * For each label that a selector requires with a known value, the keys of {@link labelsOf} of which an object that it selects must
 * have one. Records nothing.
 */
export function requiredLabels(selector: View): readonly (readonly string[])[] {
  if (!selector.isSet() || selector.isUnknown()) return [];
  return [...(textsOf(selector.at("matchLabels")) ?? [])].flatMap(([name, value]) =>
    value === undefined ? [] : [[labelKey(name, value), labelKey(name)]],
  );
}

function labelKey(name: string, value?: string): string {
  return JSON.stringify(value === undefined ? [name] : [name, value]);
}

/** A string, or undefined for one that is not known. */
type MaybeText = string | undefined;

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly MaybeText[];
}

function holds(labels: ReadonlyMap<string, MaybeText>, expression: Expression): boolean | undefined {
  const { key, operator, values } = expression;
  const isThere = labels.has(key);
  switch (operator) {
    case "Exists":
      return isThere;
    case "DoesNotExist":
      return !isThere;
    case "In":
      return isThere && isAmong(labels.get(key), values);
    case "NotIn": {
      const isOne = isThere && isAmong(labels.get(key), values);
      return isOne === undefined ? undefined : !isOne;
    }
    default:
      return undefined;
  }
}

function isAmong(text: MaybeText, values: readonly MaybeText[]): boolean | undefined {
  if (text === undefined) return undefined;
  return values.includes(text) || (values.includes(undefined) ? undefined : false);
}

/** The strings of an object by name; undefined if not even the names are known. */
function textsOf(view: View): ReadonlyMap<string, MaybeText> | undefined {
  if (!view.isSet()) return new Map();
  if (view.isUnknown()) return undefined;
  const properties = view.object();
  if (properties.kind !== "known") return undefined;
  return new Map([...properties.value].map(([name, value]) => [name, textOf(value)] as const));
}

function expressionsOf(view: View): readonly (Expression | undefined)[] {
  if (!view.isSet()) return [];
  const list = view.isUnknown() ? undefined : view.list();
  if (list?.kind !== "known") return [undefined];
  return list.value.map((expression) => {
    const [key, operator] = [textOf(expression.at("key")), textOf(expression.at("operator"))];
    const values = expression.isUnknown("values") ? undefined : expression.list("values");
    if (key === undefined || operator === undefined || values === undefined) return undefined;
    return { key, operator, values: values.kind === "known" ? values.value.map(textOf) : [] };
  });
}

function textOf(view: View): MaybeText {
  if (view.isUnknown()) return undefined;
  const text = view.string();
  return text.kind === "known" ? text.value : undefined;
}
