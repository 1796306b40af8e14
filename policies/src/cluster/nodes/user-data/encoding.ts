import type { Buffer as NodeBuffer } from "node:buffer";

/** Bytes that archives may have unpacked, all of one user data together: what a person wrote has far less. */
export const MAX_UNPACKED_BYTES = 1024 * 1024;

/** What a Base64 text stands for, line ends allowed; undefined where it is none. */
export function decodeBase64(text: string): NodeBuffer | undefined {
  const characters = text.replaceAll(/\s/g, "");
  const isBase64 = characters.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(characters);
  return isBase64 ? Buffer.from(characters, "base64") : undefined;
}

/**
 * The text in user data or a part of it, as nodeadm and cloud-init take it: in Base64 once more or not, and as a gzip archive or
 * not. Undefined where an archive is broken, or has more than `room` bytes unpacked.
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
