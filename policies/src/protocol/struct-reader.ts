import { UNKNOWN, type PropertyObject, type PropertyValue } from "../rule/property-value.ts";
import type { MessageReader } from "./message-reader.ts";
import { readWithin } from "./nesting.ts";
import { decode, meaningOf } from "./wire.ts";

/**
 * Returns the properties in a google.protobuf.Struct, as rules read them.
 *
 * @param reader a reader at the start of the Struct.
 */
export function readStruct(reader: MessageReader): PropertyObject {
  const properties: [string, PropertyValue][] = [];
  reader.forEachField(() => {
    properties.push(reader.message(readProperty));
  });
  return Object.fromEntries(properties);
}

// Field numbers are those of google/protobuf/struct.proto; a test compares the results with those of the generated classes.

function readProperty(reader: MessageReader): [string, PropertyValue] {
  const property: [string, PropertyValue] = ["", null];
  reader.forEachField((field) => {
    if (field === 1) property[0] = reader.string();
    else property[1] = reader.message(readValue);
  });
  return property;
}

function readValue(reader: MessageReader): PropertyValue {
  const skip = (): void => {
    reader.skipRest();
  };
  const value = readWithin<PropertyValue>(skip, () => {
    let kind: PropertyValue = null;
    reader.forEachField((field) => {
      kind = readKind(reader, field);
    });
    return kind;
  });
  return value === undefined ? UNKNOWN : value;
}

function readKind(reader: MessageReader, field: number): PropertyValue {
  switch (field) {
    case 2:
      return decode(reader.double());
    case 3:
      return reader.string();
    case 4:
      return reader.boolean();
    case 5:
      return meaningOf(reader.message(readStruct));
    case 6:
      return reader.message(readList);
    default:
      reader.skip();
      return null;
  }
}

function readList(reader: MessageReader): readonly PropertyValue[] {
  const elements: PropertyValue[] = [];
  reader.forEachField(() => {
    elements.push(reader.message(readValue));
  });
  return elements;
}
