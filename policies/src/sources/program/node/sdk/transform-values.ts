// A transform gets a value that is known in part as an unknown output. If it returns that same output, the engine is told so: the SDK
// itself only says that the value is unknown, as it does for an output that takes its place or is computed from it.
// Source of the calls: @pulumi/pulumi 3.259.0, runtime/callbacks. Elsewhere, such values become unknown.
import { KNOWN_IN_PART } from "../../../../protocol/known-in-part.ts";
import { replaceRequired } from "./required.ts";

interface Rpc {
  deserializeProperties(properties: { toJavaScript?(): Record<string, unknown> }, ...rest: unknown[]): object;
  serializeProperties(label: string, properties: object, ...rest: unknown[]): Promise<object>;
}

replaceRequired("runtime/callbacks", /\/rpc$/, (load) => {
  const rpc = load() as Rpc;
  const onWire = new WeakMap<object, unknown>();
  return Object.assign(Object.create(rpc) as Rpc, {
    deserializeProperties: (...args: Parameters<Rpc["deserializeProperties"]>): object => {
      const properties = rpc.deserializeProperties(...args);
      const wire = new Map(Object.entries(args[0].toJavaScript?.() ?? {}));
      for (const [name, value] of Object.entries(properties)) {
        if (Object(value) === value && isMarked(wire.get(name))) onWire.set(value as object, wire.get(name));
      }
      return properties;
    },
    serializeProperties: async (...args: Parameters<Rpc["serializeProperties"]>) => {
      const returned = Object.entries(args[1]).filter(([, value]) => onWire.has(value as object));
      const same = returned.map(([name, value]) => [name, onWire.get(value as object)] as const);
      return { ...(await rpc.serializeProperties(...args)), ...Object.fromEntries(same) };
    },
  });
});

function isMarked(wire: unknown): boolean {
  return typeof wire === "object" && wire !== null && KNOWN_IN_PART in wire;
}
