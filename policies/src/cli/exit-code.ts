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
} as const;
