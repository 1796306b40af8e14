/** Groups elements by a key; groups and their elements stay in the order of the elements. */
export function groupBy<K, T>(
  elements: Iterable<T>,
  keyOf: (element: T) => K,
): ReadonlyMap<K, readonly [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const element of elements) {
    const key = keyOf(element);
    const group = groups.get(key);
    if (group) group.push(element);
    else groups.set(key, [element]);
  }
  return groups;
}
