import { decodeBase64 } from "./encoding.ts";

/** A multipart MIME document, as cloud-init and nodeadm read it. */
export interface Multipart {
  readonly parts: readonly Part[];
  /** False if the document ends within a part. Go's reader also accepts an opening boundary as its end. */
  readonly isClosed: boolean;
}

/** One part of a MIME document. */
export interface Part {
  /** The media type in lowercase, without parameters: `text/x-shellscript`. */
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The parts of a MIME document (RFC 2046, section 5.1); undefined for any other string. */
export function parseMultipart(text: string): Multipart | undefined {
  const { headers, body } = parseHeaders(text);
  const contentType = headers.get("content-type") ?? "";
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  if (!/^multipart\//i.test(contentType) || !boundary) return undefined;

  const delimiter = `--${boundary[1] ?? boundary[2] ?? ""}`;
  const parts: string[][] = [];
  for (const line of body.split(/\r?\n/)) {
    const trimmed = line.trimEnd();
    if (trimmed === `${delimiter}--`) return { parts: parts.map(parsePart), isClosed: true };
    // The text before the first boundary is for readers without MIME support.
    if (trimmed === delimiter) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  // Source: Go 1.26, mime/multipart (NextPart), with which nodeadm and Karpenter read it, 2026-08.
  const isClosed = parts.at(-1)?.join("") === "";
  return { parts: (isClosed ? parts.slice(0, -1) : parts).map(parsePart), isClosed };
}

function parsePart(lines: readonly string[]): Part {
  const { headers, body } = parseHeaders(lines.join("\n"));
  const [mediaType = ""] = (headers.get("content-type") ?? "text/plain").split(";");
  const encoding = headers.get("content-transfer-encoding")?.trim().toLowerCase();
  return { mediaType: mediaType.trim().toLowerCase(), content: decode(body, encoding) };
}

function decode(body: string, encoding: string | undefined): Buffer {
  if (encoding === "base64") return decodeBase64(body) ?? Buffer.from(body);
  if (encoding !== "quoted-printable") return Buffer.from(body);
  const bytes = body
    .replaceAll(/=[ \t]*\n/g, "")
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1");
}

/** The header fields at the start of a string by their lowercase name, and the text after the empty line that ends them. */
function parseHeaders(text: string): { headers: ReadonlyMap<string, string>; body: string } {
  const [, head = "", body = ""] = /^((?:[^\r\n]+\r?\n)*)\r?\n([^]*)$/.exec(text) ?? [];
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, " ");
  const fields = [...unfolded.matchAll(/^([!-9;-~]+):[ \t]*(.*?)\r?$/gm)];
  return { headers: new Map(fields.map(([, name = "", value = ""]) => [name.toLowerCase(), value])), body };
}
