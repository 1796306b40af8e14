/** What `pulumi up` would do to a resource. `update-or-replace`: nothing here says which of the two. */
export type Operation = "create" | "update" | "update-or-replace" | "replace" | "delete";

/** A resource that would not stay as it is. */
export interface Change {
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  /** Paths of the properties that differ, those first that replace it. */
  readonly properties: readonly string[];
  /** Why it should not be lost: it is protected, or part of a cluster that is. */
  readonly keptBy?: "protect" | "cluster";
}

/** A property that could not be compared. */
export interface NotCompared {
  readonly urn: string;
  readonly property: string;
}

/** What an update would change. */
export interface Changes {
  /** In the order in which the program asks for them, and then what goes. */
  readonly changes: readonly Change[];
  /** Resources that stay as they are. */
  readonly unchanged: number;
  readonly notCompared: readonly NotCompared[];
}

/** The changes that take away what is protected. */
export function lossesOf({ changes }: Changes): readonly Change[] {
  return changes.filter(({ keptBy }) => keptBy !== undefined);
}
