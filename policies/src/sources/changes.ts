/** What `pulumi up` would do to a resource. `update-or-replace`: one of the two, which isn't known here. */
export type Operation = "create" | "update" | "update-or-replace" | "replace" | "delete";

/** A resource that would change. */
export interface Change {
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  /** Paths of the properties that differ, starting with those that cause a replacement. */
  readonly properties: readonly string[];
  /** Why it should not be lost: it is protected, or it is part of a protected cluster. */
  readonly keptBy?: "protect" | "cluster";
}

/** A property that could not be compared. */
export interface NotCompared {
  readonly urn: string;
  readonly property: string;
}

/** What an update would change. */
export interface Changes {
  /** In the order in which the program registers the resources, followed by deletions. */
  readonly changes: readonly Change[];
  /** The number of resources that stay as they are. */
  readonly unchanged: number;
  readonly notCompared: readonly NotCompared[];
}

/** Returns the changes that would replace or delete protected resources or parts of a protected cluster. */
export function destructiveChanges({ changes }: Changes): readonly Change[] {
  return changes.filter(({ keptBy }) => keptBy !== undefined);
}
