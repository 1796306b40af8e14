// Loaded into the program's process before the SDK's runner, to leave out what the SDK does by itself and a preview has no use
// for: half of the time that a preview would take.
import "./sdk/debug-log.ts";
import "./sdk/lazy-libraries.ts";
import "./sdk/late-debugger.ts";
import "./sdk/stack-traces.ts";
