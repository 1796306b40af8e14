import type { BinaryReader } from "google-protobuf";

/** Calls `read` for each field of the message that the reader is in; `read` must read the field or skip it. */
export function forEachField(reader: BinaryReader, read: (field: number) => void): void {
  while (reader.nextField() && !reader.isEndGroup()) read(reader.getFieldNumber());
}

/** Returns the result of `read` for the message in the current field. */
export function readMessage<T>(reader: BinaryReader, read: (reader: BinaryReader) => T): T {
  let result: T | undefined;
  reader.readMessage(undefined, () => {
    result = read(reader);
  });
  return result as T;
}
