/** Where a property is, from the resource's root: names of properties and indexes of list elements. */
export type PropertyPath = readonly (string | number)[];

/** A path as callers write it: `"spec.template.spec"`, or segments where a name holds a dot. */
export type PathLike = string | PropertyPath;

/** The segments of a path; a string is split at its dots, and the empty string is the place itself. */
export function toSegments(path: PathLike): PropertyPath {
  if (typeof path !== "string") return path;
  return path === "" ? [] : path.split(".");
}

/**
 * A path in Pulumi's own notation.
 *
 * @example formatPath(["tags", "kubernetes.io/role/cni"]) // tags["kubernetes.io/role/cni"]
 */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === "number") return `${text}[${segment}]`;
    if (!/^[\w-]+$/.test(segment)) return `${text}[${JSON.stringify(segment)}]`;
    return text === "" ? segment : `${text}.${segment}`;
  }, "");
}
