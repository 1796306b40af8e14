// The SDK captures a stack trace for every promise, for the report that PULUMI_DEBUG_PROMISE_LEAKS enables, and for every
// resource, for its source position. Its runner maps each frame to the source code, which takes a while. Unless that report is
// enabled, the traces of promises are left empty. Those of resources are too, unless the preview wants source positions: then they
// are reduced to the frames of the program, so that a resource is placed there and not in a library that creates it.
import path from "node:path";
import { fileURLToPath } from "node:url";

import { wantsPositions } from "../source-positions.ts";

type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * The frames that the SDK skips: of two functions that take the trace, and of the constructors of three classes.
 * Source: pulumi sdk/nodejs/resource.ts, 3.259.0.
 */
const SKIPPED_FRAMES = 5;

if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] === undefined) {
  const hasPositions = wantsPositions();
  let current: PrepareStackTrace | undefined;
  Object.defineProperty(Error, "prepareStackTrace", {
    configurable: true,
    get: () => current,
    set: (prepare: PrepareStackTrace | undefined) => {
      current =
        prepare &&
        ((error, frames) => {
          const takenBy = frames[0]?.getFunctionName() ?? "";
          if (takenBy === "debuggablePromise") return "";
          if (takenBy !== "callsites") return prepare(error, frames);
          return hasPositions ? positionTrace(prepare(error, programFrames(frames))) : "";
        });
    },
  });
}

/** Leaves out the frames of libraries and of Node, except those that the SDK skips. */
function programFrames(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  return frames.filter((frame, index) => index < SKIPPED_FRAMES || isOfProgram(frame.getFileName() ?? ""));
}

function isOfProgram(file: string): boolean {
  const isCode = file.startsWith("file:") || path.isAbsolute(file);
  return isCode && !/[\\/]node_modules[\\/]/.test(file);
}

/** The SDK only reads frames with a function and a path: not the top level of an ECMAScript module, `at file:///shop/index.ts:1:1`. */
function positionTrace(trace: unknown): unknown {
  if (typeof trace !== "string") return trace;
  return trace
    .replaceAll(/^(\s*at )(?:async )?((?:file:|\/|[A-Z]:)[^()]*:\d+:\d+)$/gm, "$1module ($2)")
    .replaceAll(/\((file:[^()]*):(\d+:\d+)\)$/gm, (_, url: string, position: string) => {
      return `(${fileURLToPath(url)}:${position})`;
    });
}
