/** The most characters that are kept for one function. What is parsed from them takes several times as much memory. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Returns a function of a text that remembers its results, since each rule asks for the same documents, and for each resource
 * that refers to them. The oldest results are forgotten when there are too many; results must not be changed.
 *
 * @param sizeOf returns the number of characters that a result keeps, if that isn't the length of the text.
 */
export function remembered<T>(
  parse: (text: string) => T,
  sizeOf: (text: string, result: T) => number = (text) => text.length,
): (text: string) => T {
  const results = new Map<string, { readonly result: T; readonly size: number }>();
  let total = 0;
  return (text) => {
    const known = results.get(text);
    if (known) return known.result;
    const result = parse(text);
    const size = sizeOf(text, result);
    results.set(text, { result, size });
    total += size;
    for (const [oldest, { size: freed }] of results) {
      if (total <= MAX_CHARACTERS) break;
      results.delete(oldest);
      total -= freed;
    }
    return result;
  };
}
