// The policy pack as an executable: what ../../pack.cjs starts, bundled into one file.
import { Server, ServerCredentials } from "@grpc/grpc-js";

import { PACK_NAME } from "../pack-name.ts";
import { Run } from "../rule/run.ts";
import { rules } from "../rules/index.ts";
import { analyzerService, answerFor } from "./service.ts";

/** The package's version; the bundler fills it in, so that the bundle reads no file. */
declare const PACK_VERSION: string;

/** A stack comes in one request. As much as the SDK of policy packs accepts (1.21.0, server.ts). */
const MAX_REQUEST_BYTES = 400 * 1024 * 1024;

const server = new Server({ "grpc.max_receive_message_length": MAX_REQUEST_BYTES });
server.addService(
  analyzerService,
  answerFor(new Run({ rules, now: new Date() }), { name: PACK_NAME, version: PACK_VERSION }),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line, and nothing else from this stream.
  process.stdout.write(`${port}\n`);
});

// An ordinary end, unlike that by a signal, leaves the compiled code in Node's compile cache for the next run.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
