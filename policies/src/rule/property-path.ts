import { remembered } from "./remembered.ts";

/** The location of a property, from the root of the resource: property names and list indexes. */
export type PropertyPath = readonly (string | number)[];

/** A path as callers write it: in Pulumi's notation (`"spec.containers[0]"`) or as segments. */
export type PathLike = string | PropertyPath;

const SEGMENT = /\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]|\.?([^.[\]]+)/gy;

/**
 * Returns the segments of a path; the empty string is the place itself.
 *
 * @example toSegments('tags["kubernetes.io/role/cni"]') // ["tags", "kubernetes.io/role/cni"]
 */
export function toSegments(path: PathLike): PropertyPath {
  return typeof path === "string" ? parsePath(path) : path;
}

/** Rules read the same few paths in every resource. */
const parsePath = remembered((path): PropertyPath =>
  [...path.matchAll(SEGMENT)].map(([, index, quoted, name = ""]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name : (JSON.parse(quoted) as string);
  }),
);

/**
 * Returns a path in Pulumi's notation; the inverse of {@link toSegments}.
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

/** True for a path, in Pulumi's notation, that is another one or below it. */
export function isAtOrBelow(path: string, other: string): boolean {
  return other === "" || (path.startsWith(other) && /^($|[.[])/.test(path.slice(other.length)));
}

/** True if one of two paths is the other or below it. */
export function overlap(one: string, other: string): boolean {
  return isAtOrBelow(one, other) || isAtOrBelow(other, one);
}
