import { destructiveChanges, type Change, type Changes, type Operation } from "../sources/changes.ts";
import { resourceLine } from "./resource-line.ts";

/** The order in which changes are listed: losses first. */
const ORDER: readonly Operation[] = ["delete", "replace", "update-or-replace", "update", "create"];

const WORDS: Readonly<Record<Operation, string>> = {
  delete: "- delete",
  replace: "± replace",
  "update-or-replace": "? update, or replace: not known",
  update: "~ update",
  create: "+ create",
};

/** Describes the changes of an update for people: the names of properties, never their values. */
export function changeLines(changes: Changes): readonly string[] {
  const sorted = ORDER.flatMap((operation) => changes.changes.filter((one) => one.operation === operation));
  const counts = ORDER.flatMap((operation) => {
    const { length } = sorted.filter((one) => one.operation === operation);
    return length === 0 ? [] : [`${length} to ${operation.replaceAll("-", " ")}`];
  });
  return [
    ...sorted.map(changeLine),
    ...changes.notCompared.map(
      ({ urn, property }) => `  not compared  ${resourceLine(urn)}  ${property}: known only to pulumi up`,
    ),
    `  ${[...counts, `${changes.unchanged} unchanged`].join(", ")}`,
  ];
}

/** Returns a line on the protected resources, and the parts of protected clusters, that would be lost; none if nothing would be. */
export function lossLines(changes: Changes): readonly string[] {
  const { length } = destructiveChanges(changes);
  const what = `${length} change${length === 1 ? "" : "s"} would replace or delete protected resources or parts of a protected cluster`;
  return length === 0 ? [] : [`${what}; to allow it, use --allow-destructive.`];
}

function changeLine({ operation, urn, properties, keptBy }: Change): string {
  const kept = keptBy === undefined ? "" : `  [${KEPT[keptBy]}]`;
  return [`  ${WORDS[operation]}  ${resourceLine(urn)}${kept}`, properties.join(", ")]
    .filter(Boolean)
    .join("  ");
}

const KEPT = { protect: "protected", cluster: "its cluster is protected" } as const;
