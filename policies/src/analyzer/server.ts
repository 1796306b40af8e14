import { Server, ServerCredentials } from "@grpc/grpc-js";

import type { Run } from "../run/run.ts";
import type { PackIdentity } from "./response.ts";
import { analyzerService, answerFor } from "./service.ts";

/** The limit of the policy pack SDK (1.21.0, server.ts); a stack arrives in one request. */
const MAX_REQUEST_BYTES = 400 * 1024 * 1024;

/**
 * Serves the policies of a run to the engine that started this process, until the engine ends it.
 *
 * @param info the serialized AnalyzerInfo of the pack.
 */
export function serve(run: Run, pack: PackIdentity, info: Buffer): void {
  const server = new Server({ "grpc.max_receive_message_length": MAX_REQUEST_BYTES });
  server.addService(analyzerService, answerFor(run, pack, info));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port from the first line and nothing else from this stream.
    process.stdout.write(`${port}\n`);
  });
  // Unlike termination by a signal, a normal exit keeps the compiled code in Node's compile cache for the next run.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
}
