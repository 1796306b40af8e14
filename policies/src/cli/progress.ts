/** The stream that progress is written to: standard error, or a substitute in tests. */
interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows progress on standard error: a line that changes on a terminal, one plain line elsewhere. Some CI systems have a terminal
 * too but keep every change of the line in their logs.
 */
export class Progress {
  readonly #title: string;
  readonly #stream: ProgressStream;
  readonly #isTerminal: boolean;
  #stopped = false;

  constructor(title: string, stream: ProgressStream = process.stderr, env = process.env) {
    this.#title = title;
    this.#stream = stream;
    this.#isTerminal = stream.isTTY === true && !env["CI"] && env["TERM"] !== "dumb";
    stream.write(this.#isTerminal ? `${title}…` : `${title}…\n`);
  }

  update(detail: string): void {
    if (this.#isTerminal && !this.#stopped) this.#stream.write(`\r\x1b[2K${this.#title}… ${detail}`);
  }

  /** Removes the line. */
  stop(): void {
    if (this.#isTerminal && !this.#stopped) this.#stream.write("\r\x1b[2K");
    this.#stopped = true;
  }
}
