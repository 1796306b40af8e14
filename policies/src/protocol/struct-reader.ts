import type { BinaryReader } from "google-protobuf";

import { UNKNOWN, type PropertyObject, type PropertyValue } from "../rule/property-value.ts";
import { forEachField, readMessage } from "./message-reader.ts";
import { readWithin } from "./nesting.ts";
import { meaningOf } from "./wire.ts";

/**
 * Returns the properties in a google.protobuf.Struct, as rules read them.
 *
 * The generated classes first create an object for every value, which takes ten times as long; for most resources that is longer
 * than judging them.
 *
 * @param reader a reader at the start of the Struct.
 */
export function readStruct(reader: BinaryReader): PropertyObject {
  const properties: [string, PropertyValue][] = [];
  forEachField(reader, () => {
    properties.push(readMessage(reader, readProperty));
  });
  return Object.fromEntries(properties);
}

// Field numbers are those of google/protobuf/struct.proto; a test compares the results with those of the generated classes.

function readProperty(reader: BinaryReader): [string, PropertyValue] {
  const property: [string, PropertyValue] = ["", null];
  forEachField(reader, (field) => {
    if (field === 1) property[0] = reader.readString();
    else property[1] = readMessage(reader, readValue);
  });
  return property;
}

function readValue(reader: BinaryReader): PropertyValue {
  const value = readWithin<PropertyValue>(reader, () => {
    let kind: PropertyValue = null;
    forEachField(reader, (field) => {
      kind = readKind(reader, field);
    });
    return kind;
  });
  return value === undefined ? UNKNOWN : value;
}

function readKind(reader: BinaryReader, field: number): PropertyValue {
  switch (field) {
    case 2:
      return reader.readDouble();
    case 3:
      return reader.readString();
    case 4:
      return reader.readBool();
    case 5:
      return meaningOf(readMessage(reader, readStruct));
    case 6:
      return readMessage(reader, readList);
    default:
      reader.skipField();
      return null;
  }
}

function readList(reader: BinaryReader): readonly PropertyValue[] {
  const elements: PropertyValue[] = [];
  forEachField(reader, () => {
    elements.push(readMessage(reader, readValue));
  });
  return elements;
}
