import type { BinaryReader } from "google-protobuf";

/** Calls `read` for each field of the message that the reader is in; it has to read the field or skip it. */
export function forEachField(reader: BinaryReader, read: (field: number) => void): void {
  while (reader.nextField() && !reader.isEndGroup()) read(reader.getFieldNumber());
}

/** What `read` makes of the message that is the current field. */
export function readMessage<T>(reader: BinaryReader, read: (reader: BinaryReader) => T): T {
  let result: T | undefined;
  reader.readMessage(undefined, () => {
    result = read(reader);
  });
  return result as T;
}
