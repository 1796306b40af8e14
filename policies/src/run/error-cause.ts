/**
 * What went wrong, as a message may say it: `TypeError at check (…)`. The error's own message may quote what was read, a
 * secret included.
 */
export function causeOf(error: unknown): string {
  const [, where] = /\n\s+at (.+)/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
  const kind = error instanceof Error ? error.name : typeof error;
  return where === undefined ? kind : `${kind} at ${where}`;
}
