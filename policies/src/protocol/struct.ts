import struct from "google-protobuf/google/protobuf/struct_pb.js";

import type { PropertyObject } from "../rule/property-value.ts";
import { encodeObject, type WireObject } from "./wire.ts";

/** A Struct as it is on the wire, in JavaScript; nothing where there is none. */
export function toWire(value: struct.Struct | undefined): WireObject {
  return value?.toJavaScript() ?? {};
}

/** Properties as a Struct for the wire. */
export function toStruct(object: PropertyObject): struct.Struct {
  return struct.Struct.fromJavaScript(encodeObject(object));
}
