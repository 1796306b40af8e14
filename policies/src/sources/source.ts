import type { StackResource } from "../rule/stack-view.ts";
import type { Changes } from "./changes.ts";

/** A place in a file that a person wrote. */
export interface Position {
  /** Absolute path. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A resource that `pulumi up` would make, as its source gives it: with its inputs. */
export interface SourceResource extends StackResource {
  /** True for what a provider makes; false for components and the stack. */
  readonly custom: boolean;
  /** URN of the parent; absent for the stack and for default providers. */
  readonly parent?: string;
  readonly protect: boolean;
  /** URNs of all resources that this one waits for. */
  readonly dependencies: readonly string[];
  /** Where it was written; absent where the source does not say. */
  readonly writtenAt?: Position;
}

/** A message of a source that is meant for a person. */
export interface Diagnostic {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
}

/** What a source gives. */
export interface SourceContents {
  /** Resources with their inputs, as a rule sees them one by one. */
  readonly resources: readonly SourceResource[];
  /** Resources with their outputs, as a rule sees them together. */
  readonly stack: readonly StackResource[];
  /** What a real preview would see and this source did not, a line each. */
  readonly blindSpots: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What would change of the state that the resources were compared with. */
  readonly changes?: Changes;
}

/** Where the resources of a stack come from. */
export interface Source {
  /** Name of the project. */
  readonly project: string;
  /** Name of the stack. */
  readonly stack: string;
  /** Folder of the stack files, which a policy config may be beside. */
  readonly stackDirectory: string;
  /**
   * Everything that the source gives, once it has all of it.
   *
   * @throws UsageError where what a person gave can't be used.
   * @throws ProgramError where a program failed.
   */
  read(): Promise<SourceContents>;
  /** Ends what runs for it. */
  close(): void;
}
