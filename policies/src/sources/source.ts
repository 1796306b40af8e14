import type { StackResource } from "../rule/stack-view.ts";
import type { Changes } from "./changes.ts";

/** A position in a source file. */
export interface Position {
  /** The absolute path. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A resource that `pulumi up` would create, as its source provides it: with its inputs. */
export interface SourceResource extends StackResource {
  /** True for a resource that a provider creates; false for components and the stack. */
  readonly custom: boolean;
  /** URN of the parent; absent for the stack and for default providers. */
  readonly parent?: string;
  readonly protect: boolean;
  /** URNs of all resources that this one depends on. */
  readonly dependencies: readonly string[];
  /**
   * The position in the code; absent if the source doesn't provide it. A Node program does only if it is asked to, since its SDK
   * takes a stack trace for each.
   */
  readonly writtenAt?: Position;
}

/** A message from a source to the user. */
export interface Diagnostic {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
}

/** The contents of a source. */
export interface SourceContents {
  /** Resources with their inputs, as a rule sees them individually. */
  readonly resources: readonly SourceResource[];
  /** Resources with their outputs, as a rule sees them together. */
  readonly resourcesWithOutputs: readonly StackResource[];
  /** What a real preview would see but this source did not, one line each. */
  readonly blindSpots: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** The changes to the state that the resources were compared with. */
  readonly changes?: Changes;
}

/** A source of the resources of a stack. */
export interface Source {
  /** The name of the project. */
  readonly project: string;
  /** The name of the stack. */
  readonly stack: string;
  /** The folder of the stack files, which may also contain a policy config. */
  readonly stackDirectory: string;
  /**
   * Returns the complete contents of the source.
   *
   * @throws UsageError if the user's input is invalid.
   * @throws ProgramError if a program failed.
   */
  read(): Promise<SourceContents>;
  /** Ends the processes and servers of the source. */
  close(): void;
}
