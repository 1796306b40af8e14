/**
 * Reads a serialized protobuf message field by field, where it is. The generated classes and their reader take several times as
 * long, which for most resources is longer than judging them.
 */
export class MessageReader {
  readonly #bytes: Buffer;
  #position = 0;
  /** The end of the message that is being read, which may be within another one. */
  #end: number;
  #wireType = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  /** Calls `read` with the number of each field; `read` must read the field or skip it. */
  forEachField(read: (field: number) => void): void {
    while (this.#position < this.#end) {
      const tag = this.#varint();
      this.#wireType = tag % 8;
      read(Math.floor(tag / 8));
    }
  }

  /** Returns the result of `read`, which must read all fields of the message in the current field. */
  message<T>(read: (reader: this) => T): T {
    const outer = this.#end;
    this.#end = this.#lengthDelimited();
    const result = read(this);
    this.#end = outer;
    return result;
  }

  string(): string {
    const end = this.#lengthDelimited();
    return this.#bytes.toString("utf8", this.#position, (this.#position = end));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  boolean(): boolean {
    return this.#varint() !== 0;
  }

  skip(): void {
    switch (this.#wireType) {
      case 0:
        this.#varint();
        break;
      case 1:
        this.#advance(8);
        break;
      case 2:
        this.#position = this.#lengthDelimited();
        break;
      case 5:
        this.#advance(4);
        break;
      default:
        throw new Error(`invalid wire type ${this.#wireType}`);
    }
  }

  /** Skips what is left of the message that is being read. */
  skipRest(): void {
    this.#position = this.#end;
  }

  /** Returns where the value ends whose length comes next. */
  #lengthDelimited(): number {
    const length = this.#varint();
    if (length > this.#end - this.#position) throw new Error("the message is truncated");
    return this.#position + length;
  }

  /** Moves on by a number of bytes, and returns the position before. */
  #advance(length: number): number {
    if (length > this.#end - this.#position) throw new Error("the message is truncated");
    const before = this.#position;
    this.#position += length;
    return before;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#advance(1)] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }
}
