// Loaded into the program's process before the SDK's runner, to pass on the engine's address, and to skip SDK work that a preview
// doesn't need and that would take half of its time.
import { passEngineAddress } from "./engine-address.ts";
import "./sdk/debug-log.ts";
import "./sdk/error-colors.ts";
import "./sdk/known-parts.ts";
import "./sdk/lazy-libraries.ts";
import "./sdk/late-debugger.ts";
import "./sdk/stack-traces.ts";
import "./sdk/transform-values.ts";
import "./sdk/unknown-answers.ts";

passEngineAddress();
