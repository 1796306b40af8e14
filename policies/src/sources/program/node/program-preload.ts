// Loaded into the program's process before the SDK's runner, to skip SDK work that a preview doesn't need and that would take
// half of its time.
import "./sdk/debug-log.ts";
import "./sdk/lazy-libraries.ts";
import "./sdk/late-debugger.ts";
import "./sdk/stack-traces.ts";
