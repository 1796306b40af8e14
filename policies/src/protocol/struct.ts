import struct from "google-protobuf/google/protobuf/struct_pb.js";

import type { PropertyObject } from "../rule/property-value.ts";
import { encodeObject, type WireObject } from "./wire.ts";

/** Converts a Struct to a JavaScript object in wire format; returns an empty object if there is no Struct. */
export function toWire(value: struct.Struct | undefined): WireObject {
  return value?.toJavaScript() ?? {};
}

/** Converts properties to a Struct for the wire. */
export function toStruct(object: PropertyObject): struct.Struct {
  return struct.Struct.fromJavaScript(encodeObject(object));
}
