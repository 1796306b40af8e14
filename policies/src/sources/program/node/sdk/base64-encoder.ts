const PARAMETER = String.raw`(?<text>[\w$]+)`;
const ENCODING = [
  String.raw`(?:[\w$]+\.)?Buffer\.from\(\k<text>(?:,["'\`]utf-?8["'\`])?\)\.toString\(["'\`]base64["'\`]\)`,
  String.raw`btoa\(\k<text>\)`,
].join("|");
const BLOCK = String.raw`\{return(?:${ENCODING});?\}`;

/** Functions that return their only argument in Base64, without white space. */
const ENCODERS = [
  String.raw`\(?${PARAMETER}\)?=>(?:${ENCODING}|${BLOCK})`,
  String.raw`function[\w$]*\(${PARAMETER}\)${BLOCK}`,
].map((source) => new RegExp(`^${source}$`, "i"));

/** True for a function that does nothing but encode a text in Base64, as its source shows; it is not called. */
export function isBase64Encoder(callback: unknown): boolean {
  if (typeof callback !== "function") return false;
  const source = Function.prototype.toString.call(callback).replaceAll(/\s/g, "");
  return ENCODERS.some((encoder) => encoder.test(source));
}
