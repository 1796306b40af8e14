/** An error that the user can fix on the command line; shown without a stack trace, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
