import { createRequire } from "node:module";

import type { CST, Node } from "yaml";

import type { PropertyValue } from "./property-value.ts";

const require = createRequire(import.meta.url);

/** The longest JSON or YAML that is parsed, in characters: nobody writes longer documents, and YAML is slow to parse. */
export const MAX_DOCUMENT_LENGTH = 256 * 1024;

/** The library searches the whole document for each alias. */
const MAX_ALIASES = 1000;

/** How to treat what parsers of YAML disagree on. */
export interface YamlOptions {
  /** Whether a second document makes the text invalid. If not, only the first one is read. */
  readonly isSingle: boolean;
  /** Whether a duplicate key makes the text invalid. If not, the last one counts. */
  readonly hasUniqueKeys: boolean;
}

/**
 * Returns the value of a YAML text, or undefined if it is not valid, longer than {@link MAX_DOCUMENT_LENGTH}, or has more than 1,000
 * aliases. Takes time in proportion to the length, for valid and invalid texts.
 */
export function parseYaml(text: string, options: YamlOptions): PropertyValue {
  if (text.length > MAX_DOCUMENT_LENGTH) return undefined;
  // Loaded on first use: most documents are JSON, and every run pays for what loads at startup.
  const { Composer, Parser, isAlias, isCollection, isMap, isPair, isScalar } =
    require("yaml") as typeof import("yaml");
  let aliases = 0;

  /** The library compares each key with all others, so duplicates are found here. */
  function isValid(node: unknown): boolean {
    if (isAlias(node)) return ++aliases <= MAX_ALIASES;
    if (isPair(node)) return isValid(node.key) && isValid(node.value);
    if (!isCollection(node)) return true;
    const keys = new Set<unknown>();
    if (isMap<Node>(node) && options.hasUniqueKeys) {
      for (const { key } of node.items) {
        const value = isScalar(key) ? key.value : key;
        if (keys.has(value)) return false;
        keys.add(value);
      }
    }
    return node.items.every(isValid);
  }

  try {
    const composer = new Composer({ uniqueKeys: false, logLevel: "error", prettyErrors: false });
    // The library continues after an error, and a text can have as many as it has characters.
    Object.assign(composer, {
      onError(_position: unknown, code: string, _message: string, isWarning?: boolean): void {
        if (isWarning !== true) throw new SyntaxError(code);
      },
    });
    const tokens = firstDocument(new Parser().parse(text), options);
    const [document] = composer.compose(tokens, true, text.length);
    if (document === undefined || document.errors.length > 0 || !isValid(document.contents)) return undefined;
    return document.toJS() as PropertyValue;
  } catch {
    return undefined;
  }
}

/**
 * Yields the tokens of the first document.
 *
 * @throws SyntaxError at an error, or at a second document if there can only be one.
 */
function* firstDocument(
  tokens: Iterable<CST.Token>,
  { isSingle }: YamlOptions,
): Generator<CST.Token, void, undefined> {
  let isComplete = false;
  for (const token of tokens) {
    if (token.type === "error") throw new SyntaxError(token.message);
    const isNext = isComplete && (token.type === "document" || token.type === "directive");
    if (isNext && !isSingle) return;
    if (isNext && token.type === "document") throw new SyntaxError("a second document");
    isComplete ||= token.type === "document";
    yield token;
  }
}
