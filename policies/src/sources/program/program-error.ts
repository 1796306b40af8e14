/** The program itself failed; `message` is its own message. Exit code 3. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  /** The exit code of the program's process; undefined if a signal ended it. */
  readonly programExitCode: number | undefined;

  constructor(message: string, programExitCode?: number) {
    super(message);
    this.programExitCode = programExitCode;
  }
}
