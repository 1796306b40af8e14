import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";

import { findingLines, type Finding } from "../../policies/src/rule/finding.ts";
import { toSegments, type PropertyPath } from "../../policies/src/rule/property-path.ts";
import type { PropertyObject } from "../../policies/src/rule/property-value.ts";

/**
 * Properties as YAML, with each finding below the line that it is about, as people will read it. A finding about an absent
 * property is below the object that lacks it; one inside a document is below the string that contains the document.
 */
export function drawFindings(props: PropertyObject, findings: readonly Finding[]): string {
  const yaml = new Document(props, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(yaml, { lineCounter });
  const below = new Map<number, string[]>();
  for (const finding of findings) {
    const [start, end] = placeOf(contents, toSegments(finding.path), [0, 0]);
    const { line } = lineCounter.linePos(end);
    const indent = " ".repeat(lineCounter.linePos(start).col - 1);
    const text = [`^ ${finding.level} ${finding.key}`, ...findingLines(finding).join("\n").split("\n")];
    const drawn = text.map((each, index) => `${indent}${index === 0 ? "" : "  "}${each}`);
    below.set(line, [...(below.get(line) ?? []), ...drawn]);
  }
  const lines = yaml.trimEnd().split("\n");
  return lines.flatMap((text, index) => [text, ...(below.get(index + 1) ?? [])]).join("\n");
}

/**
 * The start of the deepest existing place of a path, which is the name of a property and the value of an element, and the
 * end of the line that shows it, which for a string is its last line.
 */
function placeOf(
  node: Node | null,
  [segment, ...path]: PropertyPath,
  place: readonly [start: number, end: number],
): readonly [start: number, end: number] {
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === segment) : undefined;
  const element = isSeq(node) && typeof segment === "number" ? (node.items[segment] as Node) : undefined;
  const value = (pair?.value ?? element) as Node | null | undefined;
  const start = ((pair?.key ?? value) as Node | null | undefined)?.range?.[0];
  if (value === undefined || start === undefined) return place;
  const [, end = start] = isScalar(value) ? (value.range ?? []) : [];
  return placeOf(value, path, [start, Math.max(start, end - 1)]);
}
