// The policy pack as an executable: ../../executable.cjs starts it, bundled into one file.
import { PACK_NAME } from "../pack-name.ts";
import { rules } from "../rules/index.ts";
import { Run } from "../run/run.ts";
import { serve } from "./server.ts";

/** The version of the package; the bundler inserts it, so that the bundle doesn't read any file. */
declare const PACK_VERSION: string;

/** The response to the engine's first request, in Base64; the bundler builds it, which takes longer than the rest of a start. */
declare const ANALYZER_INFO: string;

serve(
  new Run({ rules, now: new Date() }),
  { name: PACK_NAME, version: PACK_VERSION },
  Buffer.from(ANALYZER_INFO, "base64"),
);
