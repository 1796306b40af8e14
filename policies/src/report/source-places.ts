import { existsSync } from "node:fs";
import path from "node:path";

import type { Position } from "../sources/source.ts";
import type { PreviewResult } from "../run/preview.ts";

/** A place in a source file, as tools that read reports expect it. */
export interface SourcePlace {
  /** The path relative to the repository that the file is in, with slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Finds where the program creates resources. */
export class SourcePlaces {
  readonly #resources: ReadonlyMap<string, PreviewResult["resources"][number]>;
  /** By folder. */
  readonly #repositories = new Map<string, string>();

  constructor({ resources }: Pick<PreviewResult, "resources">) {
    this.#resources = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  /** Returns the place where a resource is created, or else the component that it belongs to; undefined if neither is known. */
  of(urn: string): SourcePlace | undefined {
    const resource = this.#resources.get(urn);
    if (resource?.writtenAt) return this.#place(resource.writtenAt);
    return resource?.parent === undefined ? undefined : this.of(resource.parent);
  }

  #place({ file, line, column }: Position): SourcePlace {
    const folder = path.dirname(file);
    const root = this.#repositories.get(folder) ?? repositoryOf(folder);
    this.#repositories.set(folder, root);
    return { file: path.relative(root, file).replaceAll("\\", "/"), line, column };
  }
}

/** Returns the innermost Git repository around a folder, or else the current folder. */
function repositoryOf(directory: string): string {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (folder === path.dirname(folder)) return process.cwd();
  }
}
