// The SDK takes a stack trace of every promise, for the report that PULUMI_DEBUG_PROMISE_LEAKS asks for, and of every resource,
// for its position in the sources. Its runner has each mapped to the sources. Without that report, these traces, and no others,
// are left empty.

type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

const TAKEN_BY = new Set(["debuggablePromise", "callsites"]);

if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] === undefined) {
  let current: PrepareStackTrace | undefined;
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => current,
    set: (prepare: PrepareStackTrace | undefined) => {
      current = prepare && ((error, frames) => (isOfSdk(frames) ? "" : prepare(error, frames)));
    },
  });
}

function isOfSdk([frame]: readonly NodeJS.CallSite[]): boolean {
  return TAKEN_BY.has(frame?.getFunctionName() ?? "");
}
