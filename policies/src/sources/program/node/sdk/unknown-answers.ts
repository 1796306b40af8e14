// A program that awaits a lookup gets plain values. Those that are unknown offline are placeholders: as an input, each is unknown to
// the SDK, and a use in the program's own code is reported to the preview.
// Source of the calls: @pulumi/pulumi 3.30.0 and 3.259.0, runtime/invoke.
import { LOOKUP, PLAIN_USE, SECRET_ARGUMENTS, type PlainUse } from "../../../../protocol/unknown-answer.ts";
import { placeholder, withPlaceholders } from "./placeholder.ts";
import { replaceRequired } from "./required.ts";

type Values = Record<string, unknown>;

interface Rpc {
  deserializeProperties(properties: { toJavaScript(): Values }, ...rest: unknown[]): Values;
  /** Returns a value without its secrets, and if there were any. Only in later SDKs. */
  unwrapSecretValues?(value: unknown): [unknown, boolean];
}

interface Log {
  info(message: string): Promise<void>;
}

const logs: Log[] = [];

replaceRequired("runtime/invoke", /\/log$/, (load) => {
  const log = load() as Log;
  if (!logs.includes(log)) logs.push(log);
  return log;
});

replaceRequired("runtime/invoke", /\/rpc$/, (load) => {
  const rpc = load() as Rpc;
  return Object.assign(Object.create(rpc) as Rpc, {
    // With unknown arguments too, the preview answers: in place of an empty object, an unknown one.
    containsUnknownValues: () => false,
    deserializeProperties: (...args: Parameters<Rpc["deserializeProperties"]>): unknown => {
      const { [LOOKUP]: lookup, ...values } = rpc.deserializeProperties(...args);
      if (typeof lookup !== "string") return values;
      const onUse = reporter(lookup);
      return Object.keys(values).length === 0 ? placeholder("", onUse) : withPlaceholders(values, onUse);
    },
    unwrapSecretValues: (values: Values): [unknown, boolean] => {
      const [plain, hasSecrets] = rpc.unwrapSecretValues?.(values) ?? [values, false];
      if (!hasSecrets) return [plain, hasSecrets];
      const secret = Object.keys(values).filter((name) => rpc.unwrapSecretValues?.(values[name])[1]);
      return [{ ...(plain as Values), [SECRET_ARGUMENTS]: secret }, hasSecrets];
    },
  });
});

const reported = new Set<string>();

/** Returns a function that reports the uses of a lookup's unknown values, each once. */
function reporter(lookup: string): (path: string) => void {
  return (path) => {
    const message = PLAIN_USE + JSON.stringify({ lookup, path } satisfies PlainUse);
    if (reported.has(message)) return;
    reported.add(message);
    void logs[0]?.info(message);
  };
}
