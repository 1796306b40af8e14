// Passes the address of the engine to the SDK's runner, which accepts it only as arguments. Other users can read the arguments of a
// process, but not its environment.

/** The environment variable that holds the address until the runner starts. */
export const ENGINE_ADDRESS = "PRODUCTIONPROOF_ENGINE_ADDRESS";

const address = process.env[ENGINE_ADDRESS];
if (address !== undefined) {
  // Not for the processes that the program starts.
  Reflect.deleteProperty(process.env, ENGINE_ADDRESS);
  process.argv.splice(2, 0, `--monitor=${address}`, `--engine=${address}`);
}
