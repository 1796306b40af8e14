// A text that a program makes of an output that isn't known yet is unknown to the SDK as a whole. Here, `interpolate` and `concat`
// remember its parts, and the request to register a resource has the sentinel only in place of the unknown ones. That also goes for
// Base64 of such a text, which is recognized by the source of the program's function. No function of the program is called for it,
// and to the program the text stays unknown.
// Source of the calls: @pulumi/pulumi 3.30.0 and 3.259.0, output, runtime/resource and runtime/rpc.
import { UNKNOWN } from "../../../../rule/property-value.ts";
import { isBase64Encoder } from "./base64-encoder.ts";
import { replaceRequired } from "./required.ts";

/** What the SDK's serialization uses of an output. */
interface Output {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
  apply(callback: unknown, ...rest: unknown[]): Output;
}

type Text = () => Promise<string>;

interface OutputModule {
  interpolate(literals: readonly string[], ...placeholders: readonly unknown[]): Output;
  concat(...values: readonly unknown[]): Output;
}

type Serialize = (label: string, props: object, ...rest: unknown[]) => Promise<unknown>;

/** The known parts of outputs, with the sentinel between them. */
const texts = new WeakMap<object, Text>();

replaceRequired("index", /^\.\/output$/, (load) => {
  const module = load() as OutputModule;
  return Object.assign(Object.create(module) as OutputModule, {
    interpolate: (literals: readonly string[], ...values: readonly unknown[]): Output =>
      withText(module.interpolate(literals, ...values), async () => {
        const parts = await Promise.all(values.map(partOf));
        return literals
          .map((literal, index) => literal + (index in parts ? String(parts[index]) : ""))
          .join("");
      }),
    concat: (...values: readonly unknown[]): Output =>
      withText(module.concat(...values), async () => (await Promise.all(values.map(partOf))).join("")),
  });
});

replaceRequired("runtime/resource", /\/rpc$/, (load) => {
  const rpc = load() as { readonly serializeResourceProperties?: Serialize };
  const serialize = rpc.serializeResourceProperties;
  if (!serialize) return rpc;
  return Object.assign(Object.create(rpc) as typeof rpc, {
    serializeResourceProperties: async (...[label, props, ...rest]: Parameters<Serialize>) =>
      serialize(label, (await withParts(props, new Set())) as object, ...rest),
  });
});

function withText(output: Output, text: Text): Output {
  const apply = output.apply.bind(output);
  texts.set(output, text);
  output.apply = (callback, ...rest) => {
    const result = apply(callback, ...rest);
    return isBase64Encoder(callback) ? withText(result, async () => inBase64(await text())) : result;
  };
  return output;
}

/** Encodes each known part on its own. */
function inBase64(text: string): string {
  return text
    .split(UNKNOWN)
    .map((part) => Buffer.from(part).toString("base64"))
    .join(UNKNOWN);
}

/** Returns the primitive value in a text: the sentinel for what isn't known yet, and for what isn't primitive. */
async function partOf(value: unknown): Promise<unknown> {
  if (value instanceof Promise) return partOf(await value);
  if (typeof value === "function") return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (!isOutput(value)) return UNKNOWN;
  if (await value.isKnown) return partOf(await value.promise());
  return (await texts.get(value)?.()) ?? UNKNOWN;
}

function isOutput(value: object): value is Output {
  return (value as { readonly __pulumiOutput?: unknown }).__pulumiOutput === true;
}

/** Returns inputs in which such texts count as known; objects that contain none are returned as they are. */
async function withParts(value: unknown, above: ReadonlySet<unknown>): Promise<unknown> {
  if (typeof value !== "object" || value === null || above.has(value)) return value;
  const text = texts.get(value);
  if (text) return asKnown(value as Output, text);
  const isList = Array.isArray(value);
  if (!isList && Object.getPrototypeOf(value) !== Object.prototype) return value;
  const inside = new Set(above).add(value);
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, one]) => [name, await withParts(one, inside)] as const),
  );
  const isSame = entries.every(([name, one]) => one === (value as Record<string, unknown>)[name]);
  if (isSame) return value;
  return isList ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** Returns an output as it is, except that its known parts are its value; if it fails, the SDK reports that. */
async function asKnown(output: Output, text: Text): Promise<Output> {
  try {
    if (await output.isKnown) return output;
    const value = await text();
    return Object.assign(Object.create(output) as Output, {
      isKnown: Promise.resolve(true),
      promise: () => Promise.resolve(value),
    });
  } catch {
    return output;
  }
}
