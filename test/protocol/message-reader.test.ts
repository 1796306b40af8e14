import assert from "node:assert/strict";

import { MessageReader } from "../../policies/src/protocol/message-reader.ts";

/** Returns the last field of a message and what a reader makes of it. */
function readLast<T>(bytes: readonly number[], read: (reader: MessageReader) => T): [number, T] | undefined {
  const reader = new MessageReader(Uint8Array.from(bytes));
  let last: [number, T] | undefined;
  reader.forEachField((field) => {
    last = [field, read(reader)];
  });
  return last;
}

const skip = (reader: MessageReader): void => {
  reader.skip();
};

describe("a reader of messages", () => {
  it("reads field numbers and lengths of several bytes", () => {
    const text = "é".repeat(100);
    const bytes = [0x82, 0x7d, 200, 1, ...Buffer.from(text)];
    assert.deepEqual(
      readLast(bytes, (reader) => reader.string()),
      [2000, text],
    );
  });

  it("skips fields of all types", () => {
    const fields = [
      [0x08, 0xff, 0x01],
      [0x11, ...Buffer.alloc(8)],
      [0x1a, 2, 1, 2],
      [0x25, 1, 2, 3, 4],
    ];
    assert.deepEqual(readLast(fields.flat(), skip), [4, undefined]);
    assert.throws(() => readLast([0x0b], skip), /invalid wire type 3/);
  });

  it("rejects what is longer than the message that contains it", () => {
    for (const bytes of [[0x80], [0x08], [0x0a, 2, 1], [0x11, 1, 2], [0x25, 1]]) {
      assert.throws(() => readLast(bytes, skip), /truncated/);
    }
    const text = (reader: MessageReader): string => {
      let read = "";
      reader.forEachField(() => {
        read = reader.string();
      });
      return read;
    };
    assert.throws(() => readLast([0x0a, 2, 0x0a, 2, 1, 2], (reader) => reader.message(text)), /truncated/);
  });
});
