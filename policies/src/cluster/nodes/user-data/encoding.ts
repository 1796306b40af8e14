import type { Buffer as NodeBuffer } from "node:buffer";

/** The maximum uncompressed size of all archives in one user data, in bytes: handwritten user data is far smaller. */
export const MAX_UNPACKED_BYTES = 256 * 1024;

/** Decodes a Base64 string, which may contain line breaks; undefined if it is not Base64. */
export function decodeBase64(text: string): NodeBuffer | undefined {
  const characters = text.replaceAll(/\s/g, "");
  const isBase64 = characters.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(characters);
  return isBase64 ? Buffer.from(characters, "base64") : undefined;
}

/**
 * The text in user data or a part of it, as nodeadm and cloud-init accept it: optionally Base64-encoded once more, and optionally
 * compressed with gzip. Undefined if an archive is corrupt, or larger than `room` bytes uncompressed.
 *
 * Source: amazon-eks-ami nodeadm, internal/configprovider/encoding.go, 2026-07.
 */
export function unpack(bytes: NodeBuffer, room: number): string | undefined {
  const decoded = decodeBase64(bytes.toString("latin1")) ?? bytes;
  if (decoded[0] !== 0x1f || decoded[1] !== 0x8b) return decoded.toString("utf8");
  const { gunzipSync } = process.getBuiltinModule("node:zlib");
  try {
    return gunzipSync(decoded, { maxOutputLength: room }).toString("utf8");
  } catch {
    return undefined;
  }
}
