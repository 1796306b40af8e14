/** The program failed by itself; `message` is what it said. Exit code 3. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  /** What the program's process ended with; absent where a signal ended it. */
  readonly programExitCode: number | undefined;

  constructor(message: string, programExitCode?: number) {
    super(message);
    this.programExitCode = programExitCode;
  }
}
