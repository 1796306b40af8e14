// Gives the SDK's runner the address of the engine, which it takes as arguments only: other users can read those of every process,
// and its environment they can't.

/** The environment variable that has the address until the runner starts. */
export const ENGINE_ADDRESS = "PRODUCTIONPROOF_ENGINE_ADDRESS";

const address = process.env[ENGINE_ADDRESS];
if (address !== undefined) {
  // Not for what the program starts itself.
  Reflect.deleteProperty(process.env, ENGINE_ADDRESS);
  process.argv.splice(2, 0, `--monitor=${address}`, `--engine=${address}`);
}
