/** The reasons why this engine rejected requests of the program. */
export class Refusals {
  readonly reasons: string[] = [];

  /** Returns an answer; if there is none, notes why. */
  async noting<T>(answer: () => T | Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      if (error instanceof Error) this.reasons.push(error.message);
      throw error;
    }
  }
}
