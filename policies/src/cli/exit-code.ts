/** The exit codes of `productionproof`. */
export const EXIT_CODES = {
  /** Nothing blocks. */
  ok: 0,
  /** Mandatory findings. */
  blocked: 1,
  /** Incorrect usage or an invalid setting. */
  usage: 2,
  /** The Pulumi program itself failed. */
  programFailed: 3,
  /** This package itself failed. The number is EX_SOFTWARE of sysexits.h. */
  internalError: 70,
  /** The report could not be written. The number is EX_IOERR of sysexits.h. */
  notWritten: 74,
  /** The program took longer than `--timeout` allows. The number is that of the command `timeout`. */
  timedOut: 124,
} as const;
