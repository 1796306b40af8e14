/** The environment variable that holds the address of the engine until the SDK's runner starts. */
export const ENGINE_ADDRESS = "PRODUCTIONPROOF_ENGINE_ADDRESS";

/**
 * Passes the address of the engine to the SDK's runner, which accepts it only as arguments. Other users can read the arguments that a
 * process is started with, but not its environment.
 */
export function passEngineAddress(): void {
  const address = process.env[ENGINE_ADDRESS];
  if (address === undefined) return;
  // A process that the program forks loads this too, and its arguments are its own.
  Reflect.deleteProperty(process.env, ENGINE_ADDRESS);
  process.argv.splice(2, 0, `--monitor=${address}`, `--engine=${address}`);
}
