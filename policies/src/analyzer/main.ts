// The policy pack as an executable: what ../../executable.cjs starts, bundled into one file.
import { PACK_NAME } from "../pack-name.ts";
import { rules } from "../rules/index.ts";
import { Run } from "../run/run.ts";
import { serve } from "./server.ts";

/** The package's version; the bundler fills it in, so that the bundle reads no file. */
declare const PACK_VERSION: string;

/** The answer to the engine's first question, in Base64; the bundler makes it, which takes longer than all the rest of a start. */
declare const ANALYZER_INFO: string;

serve(
  new Run({ rules, now: new Date() }),
  { name: PACK_NAME, version: PACK_VERSION },
  Buffer.from(ANALYZER_INFO, "base64"),
);
