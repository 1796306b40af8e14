// The SDK's runner colors the errors that it reports, in cmd/run/error or, in older versions, cmd/run/run; the preview removes the
// colors. On Node 20.20 and 22.23, coloring never ends if the stack trace has a file of a scope's folder itself, such as
// node_modules/@pulumi/output.ts, which the SDK's source maps name. Source: markNodeModules in lib/internal/util/inspect.js, v20.20.2
// and v22.23.5.
import type util from "node:util";

import { replaceRequired } from "./required.ts";

replaceRequired("cmd/run/(?:error|run)", /^util$/, (load) => {
  const original = load() as typeof util;
  return { ...original, inspect: (value: unknown) => original.inspect(value) };
});
