import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { matchesGlob } from "../../../rule/glob.ts";

/** A file that isn't on this computer or can't be read, with the reason. */
export class UnreadableFile extends Error {}

/**
 * Returns the texts of a file or, if it is a pattern, of those that match it. Source: pulumi-kubernetes,
 * provider/pkg/provider/yaml/v2/yaml.go, 2026-07-01, and Go's path/filepath, whose patterns cross no folders.
 *
 * @param directory where relative paths begin.
 * @throws UnreadableFile if it is the address of a file elsewhere, or can't be read.
 */
export function readManifestFiles(file: string, directory: string, canBePattern: boolean): readonly string[] {
  if (/^[a-z][a-z\d+.-]+:/i.test(file) && !path.isAbsolute(file))
    throw new UnreadableFile(`${withoutCredentials(file)} would be downloaded`);
  const files = canBePattern && /(?:^|[^\\])[*?[]/.test(file) ? matches(file, directory) : [file];
  return files.map((one) => {
    try {
      return readFileSync(path.resolve(directory, one), "utf8");
    } catch {
      throw new UnreadableFile(`${one} can't be read`);
    }
  });
}

/** Returns an address without its user and query, which may be secret. */
function withoutCredentials(address: string): string {
  const [, start = "", rest = ""] = /^([a-z][a-z\d+.-]+:\/*)(?:[^/?#]*@)?([^?#]*)/i.exec(address) ?? [];
  return start + rest;
}

/** Returns the paths that match a pattern, sorted. */
function matches(pattern: string, directory: string): readonly string[] {
  if (pattern.includes("[")) throw new UnreadableFile(`${pattern}: only * and ? are expanded offline`);
  const { root } = path.parse(pattern);
  let found = [root];
  for (const part of pattern.slice(root.length).split("/").filter(Boolean)) {
    found = found.flatMap((folder) => entries(folder, part, directory));
  }
  return found.sort();
}

/** Returns the paths in a folder that match a part of a pattern. */
function entries(folder: string, part: string, directory: string): string[] {
  if (!/[*?]/.test(part)) return [path.join(folder, part)];
  try {
    const names = readdirSync(path.resolve(directory, folder));
    return names.filter((name) => matchesGlob(part, name)).map((name) => path.join(folder, name));
  } catch {
    // As in Go, what can't be opened has no entries.
    return [];
  }
}
