// Libraries that the SDK loads at startup for serialized functions and tracing, which few programs use, are loaded on first use.
// Source of the files and of their imports: @pulumi/pulumi 3.259.0.
import { replaceRequired } from "./required.ts";

replaceRequired("runtime/closure/codePaths", /^@npmcli\/arborist$/, (load) => lazyModule(load, readNow));
replaceRequired("runtime/closure/parseFunction", /typescript-shim$/, (load) => lazyModule(load, readNow));
replaceRequired("cmd/run/tracing", /^@opentelemetry\/(?!api$)/, (load) => lazyModule(load, callLater));

type ReadExport = (load: () => object, name: string | symbol) => unknown;

/** Returns a module that is loaded when one of its exports is read. */
function lazyModule(load: () => object, readExport: ReadExport): object {
  return new Proxy({}, { get: (_, name) => name === "__esModule" || readExport(load, name) });
}

function readNow(load: () => object, name: string | symbol): unknown {
  return Reflect.get(load(), name);
}

/** For files that read the functions and classes of a module immediately but call them later. */
function callLater(load: () => object, name: string | symbol): unknown {
  return new Proxy(Object, {
    apply: (_, self, args): unknown => Reflect.apply(readNow(load, name) as () => unknown, self, args),
    construct: (_, args) => Reflect.construct(readNow(load, name) as new () => object, args) as object,
  });
}
