import { UNKNOWN } from "../../../../rule/property-value.ts";

/** Called when a program uses an unknown value itself, with its path in the answer, such as `ids.length`. */
export type OnUse = (path: string) => void;

/** How the SDK marks a value as unknown; source: @pulumi/pulumi 3.30.0 and 3.259.0, output.ts. */
const MARK = { __pulumiUnknown: true };

/** The SDK prints each input for its debug log. Source: @pulumi/pulumi 3.30.0 and 3.259.0, runtime/rpc. */
const SDK_LABEL = /\bat (?:\w+\.)?(?:safeToString|transferProperties)\b/;

/** Functions that call another one for each element. A list that is unknown has one element, which is unknown. */
const FOR_EACH: ReadonlySet<string> = new Set(["flatMap", "forEach", "map"]);

/**
 * Returns an object that stands for an unknown value in plain code. Its properties and the results of its functions are unknown too;
 * a text that is made of it contains the sentinel of an unknown value, and a number is NaN.
 *
 * @param path where it is in the lookup's answer; empty for all of it.
 */
export function placeholder(path: string, onUse: OnUse): object {
  const use = <T>(value: T): T => {
    onUse(path);
    return value;
  };
  const special: Readonly<Record<string | symbol, unknown>> = {
    [Symbol.toPrimitive]: (hint: string) => {
      const value = hint === "number" ? Number.NaN : UNKNOWN;
      return SDK_LABEL.test(new Error("for its stack").stack ?? "") ? value : use(value);
    },
    [Symbol.iterator]: () => use([placeholder(below(path, "0"), onUse)])[Symbol.iterator](),
    toString: () => use(UNKNOWN),
    toLocaleString: () => use(UNKNOWN),
    toJSON: () => use(UNKNOWN),
    valueOf: () => use(UNKNOWN),
  };
  return new Proxy(MARK, {
    get(mark, name) {
      if (Object.hasOwn(special, name)) return special[name];
      if (!isField(name)) return Reflect.get(mark, name) as unknown;
      const inner = placeholder(below(path, name), onUse);
      // Only the program itself reads it, and a comparison of what it gets can't be seen.
      if (name === "length") onUse(below(path, name));
      if (FOR_EACH.has(name)) {
        return (...args: readonly unknown[]): unknown =>
          Reflect.apply(method([], name), use([placeholder(below(path, "0"), onUse)]), args);
      }
      return isMethod(name) ? () => use(inner) : inner;
    },
    set: () => true,
  });
}

/** Returns the answer to a lookup with placeholders for its unknown values, and for fields that it doesn't have. */
export function withPlaceholders(answer: object, onUse: OnUse): object {
  const known = replaced(answer, "", onUse) as object;
  return new Proxy(known, {
    get: (target, name): unknown =>
      name in target || !isField(name) || name === "toJSON"
        ? Reflect.get(target, name)
        : placeholder(name, onUse),
  });
}

function replaced(value: unknown, path: string, onUse: OnUse): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("__pulumiUnknown" in value) return placeholder(path, onUse);
  const inner = (name: string, part: unknown): unknown => replaced(part, below(path, name), onUse);
  if (Array.isArray(value)) return value.map((element, index) => inner(String(index), element));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(name, part)]));
}

function below(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** False for what JavaScript and the SDK look for in each object. */
function isField(name: string | symbol): name is string {
  return typeof name === "string" && !name.startsWith("__") && !(name in Object.prototype) && name !== "then";
}

/** True for the functions of lists and strings. */
function isMethod(name: string): boolean {
  return [[], ""].some((value) => typeof method(value, name) === "function");
}

function method(value: object | string, name: string): (...args: unknown[]) => unknown {
  return Reflect.get(Object(value) as object, name) as (...args: unknown[]) => unknown;
}
