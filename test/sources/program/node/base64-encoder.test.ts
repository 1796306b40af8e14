import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";

import { isBase64Encoder } from "../../../../policies/src/sources/program/node/sdk/base64-encoder.ts";

describe("isBase64Encoder", () => {
  /** What code looks like after compilation decides, so the functions are compiled from text. */
  const compiled = (source: string): unknown => runInThisContext(`(${source})`) as unknown;

  for (const source of [
    '(text) => Buffer.from(text).toString("base64")',
    'text => Buffer.from(text, "utf8").toString("base64")',
    "($t        ) => { return Buffer.from($t, 'utf-8').toString('base64'); }",
    'function (s) {\n  return buffer_1.Buffer.from(s).toString("base64");\n}',
    'function toBase64(s) { return Buffer.from(s).toString("base64") }',
    "(s) => btoa(s)",
  ]) {
    it(`is true for ${source}`, () => {
      assert.equal(isBase64Encoder(compiled(source)), true);
    });
  }

  for (const source of [
    '(text) => Buffer.from(text.trim()).toString("base64")',
    '(text) => Buffer.from(other).toString("base64")',
    '(text) => Buffer.from(text, "base64").toString("utf8")',
    '(text) => Buffer.from(text).toString("base64") + "!"',
    '(text) => Buffer.from(text).toString("base64url")',
    "async (s) => btoa(s)",
    "(s, t) => btoa(s)",
    "btoa",
    '"text"',
  ]) {
    it(`is false for ${source}`, () => {
      assert.equal(isBase64Encoder(compiled(source)), false);
    });
  }
});
