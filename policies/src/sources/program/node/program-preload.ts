// Loaded into the program's process before the SDK's runner: says where the engine is, and leaves out what the SDK does by itself
// and a preview has no use for, which is half of the time that a preview would take.
import "./engine-address.ts";
import "./sdk/debug-log.ts";
import "./sdk/lazy-libraries.ts";
import "./sdk/late-debugger.ts";
import "./sdk/stack-traces.ts";
