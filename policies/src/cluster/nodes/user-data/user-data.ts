import type { PropertyObject } from "../../../rule/property-value.ts";
import { bootstrapFlags } from "./bootstrap-script.ts";
import { decodeBase64, MAX_UNPACKED_BYTES, unpack } from "./encoding.ts";
import { parseMultipart, type Part } from "./multipart.ts";
import { isNodeConfig, mergeNodeConfigs, parseNodeConfig } from "./node-config.ts";
import { parseToml } from "./toml.ts";

/** What the user data of a node says, as far as it sets up a node of EKS. */
export interface UserData {
  /**
   * What sets up the kubelet: the `spec` of all NodeConfigs together (Amazon Linux 2023), `settings` (Bottlerocket), or the
   * kubelet's flags that a script hands to bootstrap.sh, by their name (Amazon Linux 2).
   */
  readonly document: PropertyObject;
  /** Shell scripts, and what else cloud-init reads. */
  readonly scripts: readonly string[];
  /** What a node can't read of it. */
  readonly problems: readonly UserDataProblem[];
}

/** Why a node can't read its user data, or a part of it. */
export type UserDataProblem =
  | "is not Base64"
  | "is more than EC2 takes"
  | "is a broken gzip archive, or more than 1 MiB unpacked"
  | "is a MIME document without its closing boundary"
  | "has a part that should be a NodeConfig and is none"
  | "has Bottlerocket settings that are no TOML";

/** How a property holds user data: launch templates take it in Base64, Karpenter takes it as it is. */
export type UserDataEncoding = "base64" | "plain";

/** Bytes that EC2 takes, before Base64. Source: Amazon EC2 user guide, "Instance user data", read 2026-11. */
export const MAX_USER_DATA_BYTES = 16_384;

/**
 * Reads user data as nodeadm, Bottlerocket and cloud-init do; never throws. What it can't read is a problem, and the other parts
 * are read all the same.
 */
export function parseUserData(text: string, encoding: UserDataEncoding): UserData {
  // Base64 makes three bytes four, with line ends some more: nobody unpacks what EC2 refuses.
  if (text.length > 2 * MAX_USER_DATA_BYTES) return unreadable("is more than EC2 takes");
  const bytes = encoding === "base64" ? decodeBase64(text) : Buffer.from(text);
  if (!bytes) return unreadable("is not Base64");
  if (bytes.length > MAX_USER_DATA_BYTES) return unreadable("is more than EC2 takes");
  const content = unpack(bytes, MAX_UNPACKED_BYTES);
  if (content === undefined) return unreadable("is a broken gzip archive, or more than 1 MiB unpacked");

  const message = parseMultipart(content);
  if (!message) return readContents([{ content, isNodeConfig: isNodeConfig(content) }]);
  const parts = unpackParts(message.parts);
  if (!parts) return unreadable("is a broken gzip archive, or more than 1 MiB unpacked");
  const data = readContents(parts);
  // nodeadm stops where a document does not end; cloud-init does not mind.
  const isCutOff = !message.isClosed && parts.some((part) => part.isNodeConfig);
  return isCutOff
    ? { ...data, problems: [...data.problems, "is a MIME document without its closing boundary"] }
    : data;
}

function unreadable(problem: UserDataProblem): UserData {
  return { document: {}, scripts: [], problems: [problem] };
}

/** The contents of the parts; undefined where one is a broken archive, or all together are too large. */
function unpackParts(parts: readonly Part[]): readonly Content[] | undefined {
  const contents: Content[] = [];
  let room = MAX_UNPACKED_BYTES;
  for (const { mediaType, content: body } of parts) {
    const content = unpack(body, room);
    if (content === undefined) return undefined;
    room -= content.length;
    contents.push({ content, isNodeConfig: mediaType === "application/node.eks.aws" });
  }
  return contents;
}

/** A whole user data, or one part of it. */
interface Content {
  readonly content: string;
  readonly isNodeConfig: boolean;
}

function readContents(contents: readonly Content[]): UserData {
  const problems: UserDataProblem[] = [];
  const documents: PropertyObject[] = [];
  const scripts: string[] = [];
  for (const { content, isNodeConfig: isConfig } of contents) {
    if (isConfig) {
      const config = parseNodeConfig(content);
      if (config) documents.push(config);
      else problems.push("has a part that should be a NodeConfig and is none");
    } else if (BOTTLEROCKET_SETTINGS.test(content)) {
      const settings = parseToml(content);
      if (settings) documents.push(settings);
      else problems.push("has Bottlerocket settings that are no TOML");
    } else {
      scripts.push(content);
      documents.push(bootstrapFlags(content));
    }
  }
  return { document: mergeNodeConfigs(documents), scripts, problems };
}

const BOTTLEROCKET_SETTINGS = /^[ \t]*(\[[ \t]*settings[ \t]*[.\]]|settings\.[\w."-]+[ \t]*=)/m;
