/** Says on standard error what is going on: a line that changes on a terminal, one plain line elsewhere. */
export class Progress {
  readonly #title: string;
  readonly #isTerminal = process.stderr.isTTY;
  #stopped = false;

  constructor(title: string) {
    this.#title = title;
    process.stderr.write(this.#isTerminal ? `${title}…` : `${title}…\n`);
  }

  update(detail: string): void {
    if (this.#isTerminal && !this.#stopped) process.stderr.write(`\r\x1b[2K${this.#title}… ${detail}`);
  }

  /** Takes the line away. */
  stop(): void {
    if (this.#isTerminal && !this.#stopped) process.stderr.write("\r\x1b[2K");
    this.#stopped = true;
  }
}
