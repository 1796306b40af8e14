// Loaded into the program's process before the SDK's runner. The SDK takes a stack trace of every promise, for the report that
// PULUMI_DEBUG_PROMISE_LEAKS asks for, and its runner has each mapped to the sources: a third of a preview's time. Without that
// report, these traces, and no others, are left empty.

type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] === undefined) {
  let current: PrepareStackTrace | undefined;
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => current,
    set: (prepare: PrepareStackTrace | undefined) => {
      current = prepare && ((error, frames) => (isOfPromise(frames) ? "" : prepare(error, frames)));
    },
  });
}

function isOfPromise([frame]: readonly NodeJS.CallSite[]): boolean {
  return frame?.getFunctionName() === "debuggablePromise";
}
