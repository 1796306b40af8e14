/** A condition on a label: `reason=~"ImagePullBackOff|ContainerCreating"`. */
export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** The time series of a metric that an expression reads: `kube_pod_status_phase{phase="Pending"}`. */
export interface Selector {
  /** The name of the metric; empty if only matchers state it. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** A part of an expression, as far as it matters what is compared with what. */
export type Expression =
  | { readonly kind: "selector"; readonly selector: Selector }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "call"; readonly name: string; readonly inputs: readonly Expression[] }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** An expression of PromQL, the language of Prometheus' rules, or of its superset MetricsQL. */
export interface Query {
  /** Everything that the expression reads, in order; comments and labels in strings don't count. */
  readonly selectors: readonly Selector[];
  /** Undefined for an expression that is not PromQL, or nested too deep. */
  readonly expression: Expression | undefined;
}

/**
 * Reads an expression as Prometheus does (promql/parser/generated_parser.y of v0.316.0, read 2026-11-28). Takes time in proportion
 * to its length, and reads what it can of an expression with errors.
 */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  const parser = new Parser(tokens);
  const expression = parser.parse();
  return { selectors: expression ? parser.selectors : selectorsIn(tokens), expression };
}

/**
 * Whether a selector can read the series whose label has a value: true if nothing restricts the label. Undefined for a pattern
 * that can't be read.
 */
export function admits({ matchers }: Selector, label: string, value: string): boolean | undefined {
  const verdicts = matchers
    .filter((matcher) => matcher.label === label)
    .map(({ operator, value: wanted }) => {
      if (operator === "=" || operator === "!=") return (wanted === value) === (operator === "=");
      const isMatch = matchesPattern(wanted, value);
      return isMatch === undefined ? undefined : isMatch === (operator === "=~");
    });
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/** A longer pattern takes too long to match. */
const LONGEST_PATTERN = 500;

/** Patterns are anchored, in the syntax of RE2, which has flags where JavaScript has none. */
function matchesPattern(pattern: string, value: string): boolean | undefined {
  const [, flags = "", rest = pattern] = /^\(\?([is]+)\)(.*)$/s.exec(pattern) ?? [];
  if (pattern.length > LONGEST_PATTERN) return undefined;
  try {
    return new RegExp(`^(?:${rest})$`, flags).test(value);
  } catch {
    return undefined;
  }
}

const TOKEN =
  /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\.?\d[\w.]*|[a-zA-Z_:][\w:.]*|=~|!~|!=|==|<=|>=|<\/|>\/|[^]/gsy;

function tokensOf(text: string): readonly string[] {
  return (text.match(TOKEN) ?? []).filter((token) => !/^(\s|#)/.test(token));
}

const AGGREGATION = ["by", "without"];
const MATCHING = ["on", "ignoring", "group_left", "group_right"];
const GROUPING = [...AGGREGATION, ...MATCHING];
const SET_OPERATORS = ["and", "or", "unless", "atan2"];
const KEYWORDS = new Set([...GROUPING, ...SET_OPERATORS, "bool", "offset", "start", "end", "inf", "nan"]);

/** Whether a token names a metric or a function: Prometheus allows keywords too, but in an expression with errors, they aren't. */
function isName(token: string | undefined): token is string {
  return isWord(token) && !KEYWORDS.has(token.toLowerCase());
}

function isWord(token: string | undefined): token is string {
  return token !== undefined && /^[a-zA-Z_:]/.test(token);
}

function isGrouping(token = "", words: readonly string[] = GROUPING): boolean {
  return words.includes(token.toLowerCase());
}

function isString(token: string | undefined): token is string {
  return token !== undefined && /^["'`]/.test(token);
}

/** The text of a string; escapes stay, as they only stand for characters that labels rarely have. */
function unquoted(token: string): string {
  return token.slice(1, -1).replaceAll(/\\(["'\\.])/g, token.startsWith("`") ? "$&" : "$1");
}

function selectorsIn(tokens: readonly string[]): readonly Selector[] {
  const selectors: Selector[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    const next = tokens[at + 1];
    if (isGrouping(token) && next === "(") {
      while (at < tokens.length && tokens[at] !== ")") at += 1;
    } else if (token === "[") {
      while (at < tokens.length && tokens[at] !== "]") at += 1;
    } else if (token === "{" || (isName(token) && next !== "(" && !isGrouping(next))) {
      const { selector, end } = selectorAt(tokens, at);
      selectors.push(selector);
      at = end - 1;
    }
  }
  return selectors;
}

/** Reads a selector up to its closing brace, or to the first token that can't be in it. */
function selectorAt(tokens: readonly string[], start: number): { selector: Selector; end: number } {
  const matchers: Matcher[] = [];
  let metric = tokens[start] === "{" ? "" : (tokens[start] ?? "");
  let at = metric === "" ? start : start + 1;
  if (tokens[at] === "{") {
    at += 1;
    while (at < tokens.length && tokens[at] !== "}") {
      const [label = "", operator, value] = tokens.slice(at, at + 3);
      if (isOperator(operator) && isString(value)) {
        matchers.push({
          label: isString(label) ? unquoted(label) : label,
          operator,
          value: unquoted(value),
        });
        at += 3;
      } else if (isString(label)) {
        // The name of a metric with characters that need quotes.
        metric = unquoted(label);
        at += 1;
      } else break;
      if (tokens[at] === ",") at += 1;
    }
    if (tokens[at] === "}") at += 1;
  }
  const named = matchers.find(({ label, operator }) => label === "__name__" && operator === "=");
  return { selector: { metric: named?.value ?? metric, matchers }, end: at };
}

function isOperator(token: string | undefined): token is Matcher["operator"] {
  return token === "=" || token === "!=" || token === "=~" || token === "!~";
}

/** The binary operators from the weakest to the strongest. */
const LEVELS = [
  ["or"],
  ["and", "unless"],
  ["==", "!=", "<=", "<", ">=", ">", "</", ">/"],
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
] as const;

/** Nobody nests expressions deeper. */
const DEEPEST = 60;

class NotRead extends Error {}

class Parser {
  /** What the expression reads, as far as it is read. */
  readonly selectors: Selector[] = [];
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): Expression | undefined {
    try {
      const expression = this.#binary(0);
      return this.#at === this.#tokens.length ? expression : undefined;
    } catch (error) {
      if (error instanceof NotRead) return undefined;
      throw error;
    }
  }

  get #next(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(token: string): boolean {
    const isNext = this.#next?.toLowerCase() === token;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #require(token: string): void {
    if (!this.#take(token)) throw new NotRead();
  }

  #binary(level: number): Expression {
    const operators: readonly string[] | undefined = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.#take(one));
      if (operator === undefined) return left;
      this.#take("bool");
      while (MATCHING.some((word) => this.#take(word))) if (this.#next === "(") this.#skip("(", ")");
      // Powers group from the right, which doesn't matter for what is compared.
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    let isNegative = false;
    while (this.#next === "+" || this.#next === "-") {
      if (this.#next === "-") isNegative = !isNegative;
      this.#at += 1;
    }
    const value = this.#primary();
    if (!isNegative) return value;
    return value.kind === "number"
      ? { kind: "number", value: -value.value }
      : { kind: "call", name: "-", inputs: [value] };
  }

  #primary(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new NotRead();
    const expression = this.#suffixed(this.#simple());
    this.#depth -= 1;
    return expression;
  }

  #simple(): Expression {
    const token = this.#next ?? "";
    if (this.#take("(")) {
      const inner = this.#binary(0);
      this.#require(")");
      return inner;
    }
    if (/^\.?\d/.test(token) || /^(inf|nan)$/i.test(token)) {
      this.#at += 1;
      return { kind: "number", value: Number(token.replace(/^inf$/i, "Infinity")) };
    }
    if (isString(token)) {
      this.#at += 1;
      return { kind: "call", name: "string", inputs: [] };
    }
    const follower = this.#tokens[this.#at + 1];
    if (isWord(token) && (follower === "(" || isGrouping(follower, AGGREGATION))) return this.#call(token);
    if (token !== "{" && !isWord(token)) throw new NotRead();
    const { selector, end } = selectorAt(this.#tokens, this.#at);
    this.#at = end;
    this.selectors.push(selector);
    return { kind: "selector", selector };
  }

  #call(name: string): Expression {
    this.#at += 1;
    while (AGGREGATION.some((word) => this.#take(word))) this.#skip("(", ")");
    this.#require("(");
    const inputs: Expression[] = [];
    while (!this.#take(")")) {
      inputs.push(this.#binary(0));
      if (this.#next !== ")") this.#require(",");
    }
    while (AGGREGATION.some((word) => this.#take(word))) this.#skip("(", ")");
    return { kind: "call", name: name.toLowerCase(), inputs };
  }

  /** A range or a subquery makes an expression the input of a function; the other suffixes leave it as it is. */
  #suffixed(expression: Expression): Expression {
    let result = expression;
    for (;;) {
      if (this.#next === "[") {
        this.#skip("[", "]");
        result = { kind: "call", name: "range", inputs: [result] };
      } else if (this.#take("offset") || this.#take("@")) {
        while (this.#take("-") || this.#take("+"));
        if (this.#next !== "(") this.#at += 1;
        if (this.#next === "(") this.#skip("(", ")");
      } else if (!this.#take("anchored") && !this.#take("smoothed")) return result;
    }
  }

  #skip(open: string, close: string): void {
    let depth = 0;
    do {
      if (this.#next === open) depth += 1;
      else if (this.#next === close) depth -= 1;
      else if (depth === 0 || this.#at >= this.#tokens.length) throw new NotRead();
      this.#at += 1;
    } while (depth > 0);
  }
}
