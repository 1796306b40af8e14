import { availableParallelism } from "node:os";

import type { PropertyObject } from "../../../rule/property-value.ts";
import { ManifestError, readManifest } from "./manifest.ts";
import { runTool, type ToolCommand } from "./tool.ts";

/** The objects of a chart or a kustomization, or why they are not known. */
export type Rendering = { readonly objects: readonly PropertyObject[] } | { readonly missing: string };

/** Renders charts and kustomizations that are on this computer with the tools that are installed on it. */
export class Renderer {
  readonly directory: string;
  readonly kubeVersion: () => string | undefined;
  readonly #ending = new AbortController();
  readonly #lanes = Array.from({ length: Math.min(4, availableParallelism()) }, () => Promise.resolve());
  #runs = 0;

  /**
   * @param directory where relative paths begin: the provider runs in the folder of the program.
   * @param kubeVersion returns the version of the cluster that the objects are for, if it is known.
   */
  constructor(directory: string, kubeVersion: () => string | undefined = () => undefined) {
    this.directory = directory;
    this.kubeVersion = kubeVersion;
  }

  /**
   * Returns the objects that a tool prints.
   *
   * @param reasonOf why the tool fails, from what it prints, which may contain values of the program.
   */
  async render(
    command: ToolCommand,
    reasonOf: (failure: string, errors: string) => string,
  ): Promise<Rendering> {
    const result = await this.#inLane(() => runTool(command, this.#ending.signal));
    if ("failure" in result) return { missing: reasonOf(result.failure, result.errors) };
    try {
      return { objects: readManifest(result.output) };
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      return { missing: `what it renders can't be read: ${error.message}` };
    }
  }

  /** Ends what is running. */
  close(): void {
    this.#ending.abort();
  }

  /** Each tool loads a processor: not all of a program's charts are rendered at the same time. */
  #inLane<T>(run: () => Promise<T>): Promise<T> {
    const lane = (this.#runs += 1) % this.#lanes.length;
    const result = (this.#lanes[lane] ?? Promise.resolve()).then(run);
    this.#lanes[lane] = result.then(ignore, ignore);
    return result;
  }
}

function ignore(): void {
  // What follows in the lane doesn't depend on it.
}
