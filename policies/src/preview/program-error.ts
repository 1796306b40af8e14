/** The program failed by itself; `message` is what it said. Exit code 3. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}
