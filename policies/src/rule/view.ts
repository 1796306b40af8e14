import { parseDocument } from "./document.ts";
import { BOOLEAN, INTEGER, oneOf, SCALAR, STRING, type HarmlessKind, type Kind } from "./kinds.ts";
import { formatPath, toSegments, type PathLike, type PropertyPath } from "./property-path.ts";
import {
  isPartlyKnown,
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "./property-value.ts";
import {
  NOT_KNOWN,
  type Place,
  type Reading,
  type Recorder,
  type Shown,
  type ShownReading,
  type Undetermined,
} from "./reading.ts";
import { Text, type OnlyPrintable } from "./text.ts";
import { withoutParts } from "./without-parts.ts";
import { MAX_DOCUMENT_LENGTH } from "./yaml.ts";

/**
 * A read-only view of a property and everything below it.
 *
 * Readers never throw and never guess: what they return is known, absent (unset or null) or undetermined. Everything below an
 * unknown value is undetermined at the path of that value.
 */
export class View implements Place {
  readonly urn: string;
  readonly path: string;
  readonly isSecret: boolean;
  readonly #value: PropertyValue;
  readonly #segments: PropertyPath;
  readonly #recorder: Recorder;

  constructor(
    urn: string,
    value: PropertyValue,
    recorder: Recorder,
    segments: PropertyPath = [],
    isSecret = false,
  ) {
    this.urn = urn;
    this.path = formatPath(segments);
    this.isSecret = isSecret || value instanceof Secret;
    this.#value = value instanceof Secret ? value.value : value;
    this.#segments = segments;
    this.#recorder = recorder;
    recorder.visited?.(this);
  }

  /** Returns the view of a place below this one, whether or not anything is set there. */
  at(path: PathLike): View {
    // Nothing is below an unknown value or a scalar, so the view stops there and the reader reports that value.
    return toSegments(path).reduce<View>(
      (view, segment) => (view.#isDeadEnd ? view : view.#child(segment)),
      this,
    );
  }

  /** True if a value is set, whether or not it is known. Records nothing. */
  isSet(path: PathLike = ""): boolean {
    const value = this.at(path).#value;
    return value !== undefined && value !== null;
  }

  /** True if the value is unknown until `pulumi up`. Records nothing. */
  isUnknown(path: PathLike = ""): boolean {
    return isUnknown(this.at(path).#value);
  }

  /** Records this place as not judged, for a reason that only the caller knows. */
  undetermined<const Reason extends string | Text>(
    reason: Reason & OnlyPrintable<readonly [Reason]>[0],
  ): Undetermined {
    return this.#undetermined(reason.toString());
  }

  /** Records that the rule doesn't apply to this place, although it judges others of its kind, and why. */
  notApplicable<const Reason extends string | Text>(
    reason: Reason & OnlyPrintable<readonly [Reason]>[0],
  ): void {
    this.#recorder.notApplicable?.(this.#place, reason.toString());
  }

  /** Reads a value of a kind, such as a CIDR block, a version or your own kind. */
  value<T>(path: PathLike, kind: HarmlessKind<T>): ShownReading<T>;
  value<T>(path: PathLike, kind: Kind<T>): Reading<T>;
  value<T>(path: PathLike, kind: Kind<T> | HarmlessKind<T>): Reading<T> {
    const view = this.at(path);
    const reading = this.#read(path, kind.expected, (value) => kind.parse(value), kind.readsParts);
    if (reading.kind !== "known" || !("isHarmless" in kind)) return reading;
    const shown = Text.of(view.isSecret ? "a secret value" : print(view.#value));
    const known: Shown<T> = { ...reading, shown };
    return known;
  }

  /** Reads a whole number. */
  integer(path: PathLike = ""): ShownReading<number> {
    return this.value(path, INTEGER);
  }

  /** Reads a boolean. */
  boolean(path: PathLike = ""): ShownReading<boolean> {
    return this.value(path, BOOLEAN);
  }

  /** Reads a string from a closed list. */
  oneOf<const Word extends string>(words: readonly Word[], path: PathLike = ""): ShownReading<Word> {
    return this.value(path, oneOf(words));
  }

  /** Reads a string, which can be judged but not printed. */
  string(path: PathLike = ""): Reading<string> {
    return this.value(path, STRING);
  }

  /** Reads a string, or a number or boolean converted to one, as in environment variables and tags. */
  scalar(path: PathLike = ""): Reading<string> {
    return this.value(path, SCALAR);
  }

  /** Reads the elements of a list, each as a view. */
  list(path: PathLike = ""): Reading<readonly View[]> {
    return this.#read(path, "a list", (value, view) =>
      Array.isArray(value) ? value.map((_, index) => view.#child(index)) : undefined,
    );
  }

  /** Reads the properties of an object by name, each as a view. */
  object(path: PathLike = ""): Reading<ReadonlyMap<string, View>> {
    return this.#read(path, "an object", (value, view) =>
      isPropertyObject(value)
        ? new Map(Object.keys(value).map((name) => [name, view.#child(name)] as const))
        : undefined,
    );
  }

  /**
   * Reads a JSON or YAML document in a string, as a view; its paths continue below that of the string. If a property also accepts
   * the document as an object (as IAM policies do), the object is read as is.
   *
   * @param parse also receives strings that are known in part.
   */
  document(
    path: PathLike = "",
    parse: (text: string) => PropertyObject | undefined = parseDocument,
  ): Reading<View> {
    const convert = (value: PropertyValue, view: View): View | undefined => {
      if (isPropertyObject(value)) return view;
      const parsed = typeof value === "string" ? parse(value) : undefined;
      const document = isPartlyKnown(value) ? withoutParts(parsed) : parsed;
      return isPropertyObject(document)
        ? new View(view.urn, document, view.#recorder, view.#segments, view.isSecret)
        : undefined;
    };
    const expected = (value: PropertyValue): string =>
      typeof value === "string" && value.length > MAX_DOCUMENT_LENGTH
        ? `a JSON or YAML object of at most ${MAX_DOCUMENT_LENGTH} characters`
        : "a JSON or YAML object";
    return this.#read(path, expected, convert, true);
  }

  get #isDeadEnd(): boolean {
    const value = this.#value;
    return value !== undefined && value !== null && typeof value !== "object";
  }

  get #place(): Place {
    const { urn, path, isSecret } = this;
    return isSecret ? { urn, path, isSecret } : { urn, path };
  }

  #child(segment: string | number): View {
    const value = this.#value;
    const below =
      typeof value === "object" && value !== null && Object.hasOwn(value, segment)
        ? (value as PropertyObject)[segment]
        : undefined;
    return new View(this.urn, below, this.#recorder, [...this.#segments, segment], this.isSecret);
  }

  #undetermined(reason: string): Undetermined {
    this.#recorder.undetermined(this.#place, reason);
    return { kind: "undetermined", ...this.#place };
  }

  #read<T>(
    path: PathLike,
    expected: string | ((value: PropertyValue) => string),
    convert: (value: PropertyValue, view: View) => T | undefined,
    readsParts = false,
  ): Reading<T> {
    const segments = toSegments(path);
    const view = this.at(segments);
    const depth = this.#segments.length + segments.length;
    const reading = view.#convert(depth, expected, convert, readsParts);
    this.#recorder.read?.(view.#place, reading.kind);
    return reading;
  }

  #convert<T>(
    depth: number,
    expected: string | ((value: PropertyValue) => string),
    convert: (value: PropertyValue, view: View) => T | undefined,
    readsParts: boolean,
  ): Reading<T> {
    const value = this.#value;
    const notKnown = (): Undetermined => this.#undetermined(NOT_KNOWN);
    if (value === undefined || value === null) return { kind: "absent", ...this.#place };
    const unknown = isUnknown(value);
    if (unknown && !(readsParts && isPartlyKnown(value))) return notKnown();
    // `pulumi policy analyze --file` shows this in place of an encrypted value.
    if (value === "[secret]") return this.#undetermined("encrypted");
    if (this.#segments.length < depth) {
      return this.#undetermined(`expected an object, found a ${typeof value}`);
    }
    const converted = convert(value, this);
    if (converted === undefined) {
      if (unknown) return notKnown();
      return this.#undetermined(`expected ${typeof expected === "string" ? expected : expected(value)}`);
    }
    return { kind: "known", value: converted, ...this.#place };
  }
}

/** Prints a value of a harmless kind, which is a number, a boolean or a string. */
function print(value: PropertyValue): string {
  return typeof value === "object" ? "" : String(value);
}
