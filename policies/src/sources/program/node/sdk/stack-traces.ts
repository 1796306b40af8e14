// The SDK captures a stack trace for every promise, for the report that PULUMI_DEBUG_PROMISE_LEAKS enables, and for every
// resource, for its source position. Its runner maps each one to the source code. Unless that report is enabled, these traces are
// left empty, and no others.

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
