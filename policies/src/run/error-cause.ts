/**
 * Returns the cause of an error in a form that can be printed: `TypeError at check (…)`. The error's own message may quote values
 * that were read, including secrets.
 */
export function causeOf(error: unknown): string {
  const [, where] = /\n\s+at (.+)/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
  const kind = error instanceof Error ? error.name : typeof error;
  return where === undefined ? kind : `${kind} at ${where}`;
}
