import { isPartlyKnown, isUnknown, UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import { remembered } from "../../../rule/remembered.ts";
import { bootstrapFlags } from "./bootstrap-script.ts";
import { decodeBase64, MAX_UNPACKED_BYTES, unpack } from "./encoding.ts";
import { parseMultipart, type Part } from "./multipart.ts";
import { isNodeConfig, mergeNodeConfigs, parseNodeConfig } from "./node-config.ts";
import { parseToml } from "./toml.ts";
import { hasUnknownLines } from "./unknown-parts.ts";

/** The content of a node's user data, as far as it configures an EKS node. */
export interface UserData {
  /**
   * The kubelet's configuration: the merged `spec` of all NodeConfigs (Amazon Linux 2023), `settings` (Bottlerocket), or the
   * kubelet flags that a script passes to bootstrap.sh, by name (Amazon Linux 2). Undefined if an unknown part could contain any of
   * it.
   */
  readonly document: PropertyObject | undefined;
  /** Shell scripts, and anything else that cloud-init reads. */
  readonly scripts: readonly string[];
  /** True for a MIME document, the only format that EKS merges with its own user data for Amazon Linux. */
  readonly isMultipart: boolean;
  /** The formats of its parts; none if it is empty. */
  readonly formats: readonly UserDataFormat[];
  /** False if an unknown part could contain commands, settings or parts of its own. */
  readonly isWhole: boolean;
  /** The problems that keep a node from reading it or parts of it. */
  readonly problems: readonly UserDataProblem[];
}

/** The format of user data, or of a part of it. */
export type UserDataFormat = "NodeConfig" | "Bottlerocket" | "script";

/** The reason why a node can't read its user data, or a part of it. */
export type UserDataProblem =
  | "is not Base64"
  | "is larger than EC2 accepts"
  | "is a corrupt gzip archive, or larger than 256 KiB uncompressed"
  | "is a MIME document without a closing boundary"
  | "has a part that should be a NodeConfig but isn't"
  | "has Bottlerocket settings that aren't valid TOML";

/** How a property holds user data: launch templates expect Base64, Karpenter expects plain text. */
export type UserDataEncoding = "base64" | "plain";

/**
 * The maximum size that EC2 accepts, in bytes, before Base64 encoding. Source: Amazon EC2 user guide, "Instance user data", read
 * 2026-11.
 */
export const MAX_USER_DATA_BYTES = 16_384;

/**
 * Reads user data as nodeadm, Bottlerocket and cloud-init do; never throws. A part that it can't read is reported as a problem,
 * and the other parts are still read.
 *
 * @param text may be known in part; each known part is then encoded on its own.
 */
export function parseUserData(text: string, encoding: UserDataEncoding): UserData {
  // Base64 turns three bytes into four, plus line breaks. There is no need to unpack what EC2 rejects.
  if (text.length > 2 * MAX_USER_DATA_BYTES) return unreadable("is larger than EC2 accepts");
  const read = encoding === "base64" ? readBase64 : readPlain;
  return read(text).data;
}

/** User data, and the number of characters that were unpacked to read it. */
interface Unpacked {
  readonly data: UserData;
  readonly size: number;
}

const sizeOf = (text: string, { size }: Unpacked): number => text.length + size;
const readBase64 = remembered((text) => {
  const bytes = decodeParts(text);
  return bytes ? read(bytes) : { data: unreadable("is not Base64"), size: 0 };
}, sizeOf);
const readPlain = remembered((text) => read(Buffer.from(text)), sizeOf);

function read(bytes: Buffer): Unpacked {
  const failed = (problem: UserDataProblem): Unpacked => ({ data: unreadable(problem), size: 0 });
  if (bytes.length > MAX_USER_DATA_BYTES) return failed("is larger than EC2 accepts");
  const content = unpack(bytes, MAX_UNPACKED_BYTES);
  if (content === undefined) return failed("is a corrupt gzip archive, or larger than 256 KiB uncompressed");

  const size = content.length;
  const message = parseMultipart(content);
  if (!message) {
    const contents = content.trim() === "" ? [] : [{ content, isNodeConfig: isNodeConfig(content) }];
    return { data: readContents(contents, false), size };
  }
  const parts = unpackParts(message.parts);
  if (!parts) return failed("is a corrupt gzip archive, or larger than 256 KiB uncompressed");
  const data = readContents(parts, true);
  // nodeadm fails on a document without a closing boundary; cloud-init accepts it.
  const isCutOff = !message.isClosed && data.isWhole && parts.some((part) => part.isNodeConfig);
  return {
    data: isCutOff
      ? { ...data, problems: [...data.problems, "is a MIME document without a closing boundary"] }
      : data,
    size: size + parts.reduce((sum, part) => sum + part.content.length, 0),
  };
}

function unreadable(problem: UserDataProblem): UserData {
  return {
    document: {},
    scripts: [],
    isMultipart: false,
    formats: [],
    isWhole: true,
    problems: [problem],
  };
}

/** The bytes of a Base64 string, each of whose known parts is encoded on its own; undefined if it is not Base64. */
function decodeParts(text: string): Buffer | undefined {
  if (!isPartlyKnown(text)) return decodeBase64(text);
  const parts = text.split(UNKNOWN).map(decodeBase64);
  return parts.every((part) => part !== undefined) ? Buffer.from(parts.map(String).join(UNKNOWN)) : undefined;
}

/** The contents of the parts; undefined if one is a corrupt archive, or if they are too large in total. */
function unpackParts(parts: readonly Part[]): readonly Content[] | undefined {
  const contents: Content[] = [];
  let room = MAX_UNPACKED_BYTES;
  for (const { mediaType, content: body } of parts) {
    const content = unpack(body, room);
    if (content === undefined) return undefined;
    room -= content.length;
    // What is of an unknown type could be settings too.
    if (isUnknown(mediaType)) contents.push({ content: UNKNOWN, isNodeConfig: true });
    else contents.push({ content, isNodeConfig: mediaType === "application/node.eks.aws" });
  }
  return contents;
}

/** The whole user data, or one part of it. */
interface Content {
  readonly content: string;
  readonly isNodeConfig: boolean;
}

function readContents(contents: readonly Content[], isMultipart: boolean): UserData {
  const documents: PropertyObject[] = [];
  const scripts: string[] = [];
  const problems: UserDataProblem[] = [];
  const formats: Format[] = [];
  const unknown: Format[] = [];
  for (const { content, isNodeConfig: isConfig } of contents) {
    const format = isConfig ? NODE_CONFIG : BOTTLEROCKET_SETTINGS.test(content) ? TOML : SCRIPT;
    formats.push(format);
    if (format === SCRIPT) scripts.push(content);
    const settings = hasUnknownLines(content) ? UNKNOWN : format.parse(content);
    if (settings === UNKNOWN || (settings === undefined && isUnknown(content))) unknown.push(format);
    else if (settings) documents.push(settings);
    else if (format.problem) problems.push(format.problem);
  }
  // On nodes with a NodeConfig, there is no bootstrap.sh.
  const isConfigured = formats.includes(NODE_CONFIG)
    ? unknown.every((format) => format === SCRIPT)
    : unknown.length === 0;
  const document = isConfigured ? mergeNodeConfigs(documents) : undefined;
  return {
    document,
    scripts,
    isMultipart,
    formats: formats.map(({ name }) => name),
    isWhole: unknown.length === 0,
    problems,
  };
}

/** The content of user data or of one part of it. */
interface Format {
  readonly name: UserDataFormat;
  readonly parse: (text: string) => PropertyObject | typeof UNKNOWN | undefined;
  /** What keeps a node from reading content that can't be parsed. */
  readonly problem?: UserDataProblem;
}

const NODE_CONFIG: Format = {
  name: "NodeConfig",
  parse: parseNodeConfig,
  problem: "has a part that should be a NodeConfig but isn't",
};

const TOML: Format = {
  name: "Bottlerocket",
  parse: parseToml,
  problem: "has Bottlerocket settings that aren't valid TOML",
};

const SCRIPT: Format = { name: "script", parse: bootstrapFlags };

const BOTTLEROCKET_SETTINGS = /^[ \t]*(\[[ \t]*settings[ \t]*[.\]]|settings\.[\w."-]+[ \t]*=)/m;
