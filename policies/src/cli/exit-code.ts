/** What the exit codes of `productionproof` mean. */
export const EXIT_CODES = {
  /** Nothing that blocks. */
  ok: 0,
  /** Mandatory findings. */
  blocked: 1,
  /** Wrong usage, or a setting that can't be used. */
  usage: 2,
  /** The Pulumi program failed by itself. */
  programFailed: 3,
} as const;
