/** Returns the tags of every resource: those of the program, and the stack's own, which win. */
export function platformTags(
  own: Readonly<Record<string, string>>,
  stack: string,
): Readonly<Record<string, string>> {
  const replaced = new Set(Object.keys(own).map((key) => key.toLowerCase()));
  const ours = Object.entries({ project: "productionproof-eks", stack }).filter(
    ([key]) => !replaced.has(key),
  );
  return { ...Object.fromEntries(ours), ...own };
}
