import struct from "google-protobuf/google/protobuf/struct_pb.js";

import { DEEPEST, UNKNOWN } from "../rule/property-value.ts";

let depth = 0;
let isLimited = false;

/**
 * Reads a value with one more level around it; beyond {@link DEEPEST} levels, the value is skipped. Without a limit, the stack of calls
 * overflows, and with it the whole request fails.
 *
 * @param skip skips the value.
 * @returns undefined if the value is skipped.
 */
export function readWithin<T>(skip: () => void, read: () => T): T | undefined {
  if (depth === DEEPEST) {
    skip();
    return undefined;
  }
  depth += 1;
  try {
    return read();
  } finally {
    depth -= 1;
  }
}

/** Lets the generated classes read what is nested too deep as unknown, in every message of this process. */
export function limitNesting(): void {
  if (isLimited) return;
  isLimited = true;
  const { Value } = struct;
  const read = Value.deserializeBinaryFromReader.bind(Value);
  Value.deserializeBinaryFromReader = (message, reader) => {
    const skip = (): void => {
      while (reader.nextField() && !reader.isEndGroup()) reader.skipField();
    };
    return readWithin(skip, () => read(message, reader)) ?? message.setStringValue(UNKNOWN);
  };
}
