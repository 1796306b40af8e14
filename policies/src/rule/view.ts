import { parseDocument } from "./document.ts";
import { formatPath, toSegments, type PathLike, type PropertyPath } from "./property-path.ts";
import {
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "./property-value.ts";

/** A place in a resource, as findings name it. */
export interface Place {
  /** URN of the resource. */
  readonly urn: string;
  /** Property path in Pulumi's notation; empty for the resource itself. */
  readonly path: string;
}

/** A value that is there. */
export interface Known<T> extends Place {
  readonly kind: "known";
  readonly value: T;
  /** What a message may print for the value: the value itself, or that it is secret. */
  readonly shown: string;
}

/** A value that nobody set: the rule decides what the platform does then. */
export interface Absent extends Place {
  readonly kind: "absent";
}

/**
 * A value that can't be judged: unknown until `pulumi up`, or not of the expected kind. The view has already
 * put it on record, so a rule that does nothing with it does not pass in silence.
 */
export interface Undetermined extends Place {
  readonly kind: "undetermined";
}

/** What reading a property gives. */
export type Reading<T> = Known<T> | Absent | Undetermined;

/** Takes note of a value that could not be judged, with the reason. */
export type RecordUndetermined = (place: Place, reason: string) => void;

/**
 * A read-only view of a property and everything below it.
 *
 * Readers never throw and never guess: what they return is known, absent (not set, or null) or undetermined. What is
 * below an unknown value is undetermined at the path of that value.
 */
export class View implements Place {
  readonly urn: string;
  readonly path: string;
  readonly #value: PropertyValue;
  readonly #segments: PropertyPath;
  readonly #record: RecordUndetermined;
  readonly #secret: boolean;

  constructor(
    urn: string,
    value: PropertyValue,
    record: RecordUndetermined,
    segments: PropertyPath = [],
    secret = false,
  ) {
    this.urn = urn;
    this.path = formatPath(segments);
    this.#value = value instanceof Secret ? value.value : value;
    this.#secret = secret || value instanceof Secret;
    this.#segments = segments;
    this.#record = record;
  }

  /** The view of a place below, whether or not something is there. */
  at(path: PathLike): View {
    // Below an unknown or a scalar there is no place to go to: a reader then says what is in the way.
    return toSegments(path).reduce<View>(
      (view, segment) => (view.#isDeadEnd ? view : view.#child(segment)),
      this,
    );
  }

  /** True where something is set, known or not. Puts nothing on record. */
  isSet(path: PathLike = ""): boolean {
    const value = this.at(path).#value;
    return value !== undefined && value !== null;
  }

  /** True where only `pulumi up` will know the value. Puts nothing on record. */
  isUnknown(path: PathLike = ""): boolean {
    return isUnknown(this.at(path).#value);
  }

  /** Puts this place on record as not judged, for a reason that only the caller sees. */
  undetermined(reason: string): Undetermined {
    this.#record({ urn: this.urn, path: this.path }, reason);
    return { kind: "undetermined", urn: this.urn, path: this.path };
  }

  /** A whole number. */
  integer(path: PathLike = ""): Reading<number> {
    return this.#read(path, "a whole number", (value) =>
      Number.isInteger(value) ? (value as number) : undefined,
    );
  }

  /** A text. */
  string(path: PathLike = ""): Reading<string> {
    return this.#read(path, "a string", (value) => (typeof value === "string" ? value : undefined));
  }

  /** True or false. */
  boolean(path: PathLike = ""): Reading<boolean> {
    return this.#read(path, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  /** A string, or a number or boolean as text: how environment variables and tags end up. */
  scalar(path: PathLike = ""): Reading<string> {
    return this.#read(path, "a string, number or boolean", (value) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : undefined,
    );
  }

  /** The elements of a list, each as a view. */
  list(path: PathLike = ""): Reading<readonly View[]> {
    return this.#read(path, "a list", (value, view) =>
      Array.isArray(value) ? value.map((_, index) => view.#child(index)) : undefined,
    );
  }

  /** The properties of an object by name, each as a view. */
  object(path: PathLike = ""): Reading<ReadonlyMap<string, View>> {
    return this.#read(path, "an object", (value, view) =>
      isPropertyObject(value)
        ? new Map(Object.keys(value).map((name) => [name, view.#child(name)] as const))
        : undefined,
    );
  }

  /** A JSON or YAML document inside a string, as a view; paths go on below that of the string. */
  document(
    path: PathLike = "",
    parse: (text: string) => PropertyObject | undefined = parseDocument,
  ): Reading<View> {
    return this.#read(path, "a JSON or YAML object", (value, view) => {
      const document = typeof value === "string" ? parse(value) : undefined;
      return document && new View(view.urn, document, view.#record, view.#segments, view.#secret);
    });
  }

  get #isDeadEnd(): boolean {
    const value = this.#value;
    return value !== undefined && value !== null && typeof value !== "object";
  }

  #child(segment: string | number): View {
    const value = this.#value;
    const below =
      typeof value === "object" && value !== null && Object.hasOwn(value, segment)
        ? (value as PropertyObject)[segment]
        : undefined;
    return new View(this.urn, below, this.#record, [...this.#segments, segment], this.#secret);
  }

  #read<T>(
    path: PathLike,
    expected: string,
    convert: (value: PropertyValue, view: View) => T | undefined,
  ): Reading<T> {
    const segments = toSegments(path);
    const view = this.at(segments);
    const { urn, path: at } = view;
    const value = view.#value;
    if (value === undefined || value === null) return { kind: "absent", urn, path: at };
    if (isUnknown(value)) return view.undetermined("not known before pulumi up");
    // What `pulumi policy analyze --file` shows in place of an encrypted value.
    if (value === "[secret]") return view.undetermined("encrypted");
    if (view.#segments.length < this.#segments.length + segments.length) {
      return view.undetermined("expected an object, found a " + typeof value);
    }
    const converted = convert(value, view);
    if (converted === undefined) return view.undetermined(`expected ${expected}`);
    const shown = view.#secret ? "a secret value" : String(converted);
    return { kind: "known", value: converted, shown, urn, path: at };
  }
}
