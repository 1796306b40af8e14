import { stripVTControlCharacters } from "node:util";

/** Control characters except line feeds and tabs. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** Returns a text without anything that a terminal would execute: colors, cursor movements, titles and other control characters. */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll("\r\n", "\n")).replaceAll(CONTROLS, "\ufffd");
}

/**
 * Returns a copy of a value whose texts are {@link printable}. Only messages keep their line feeds, so that a name can't imitate other
 * lines. Inputs of resources are left out.
 */
export function printableCopy<T>(value: T): T {
  return copy(value, "") as T;
}

function copy(value: unknown, key: string): unknown {
  if (typeof value === "string") {
    return key === "message" ? printable(value) : printable(value).replaceAll("\n", "\ufffd");
  }
  if (Array.isArray(value)) return value.map((element) => copy(element, key));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== "props");
  return Object.fromEntries(fields.map(([name, below]) => [name, copy(below, name)]));
}
