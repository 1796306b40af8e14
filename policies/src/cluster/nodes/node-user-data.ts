import type { Kind } from "../../rule/kinds.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../aws-types.ts";
import { EC2_NODE_CLASS } from "./karpenter.ts";
import { parseUserData, type UserData, type UserDataEncoding } from "./user-data/user-data.ts";

/** Type tokens of the resources that contain the user data of nodes. */
export const USER_DATA_TYPES: readonly string[] = [LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, ...EC2_NODE_CLASS];

/** The user data that a resource passes to its nodes. */
export function nodeUserData(resource: ResourceView): Reading<UserData> {
  const { path, encoding } = placeOf(resource);
  return resource.value(path, userData(encoding));
}

/**
 * The configuration in the user data, as a view: a NodeConfig's `spec`, Bottlerocket's `settings`, or flags of bootstrap.sh.
 * Undetermined if a part of the user data that is unknown could contain any of it.
 */
export function userDataDocument(resource: ResourceView): Reading<View> {
  const { path, encoding } = placeOf(resource);
  return resource.document(path, (text) => parseUserData(text, encoding).document);
}

function placeOf(resource: ResourceView): { readonly path: string; readonly encoding: UserDataEncoding } {
  if (EC2_NODE_CLASS.includes(resource.type)) return { path: "spec.userData", encoding: "plain" };
  if (resource.type === LAUNCH_TEMPLATE) return { path: "userData", encoding: "base64" };
  return resource.isSet("userDataBase64")
    ? { path: "userDataBase64", encoding: "base64" }
    : { path: "userData", encoding: "plain" };
}

function userData(encoding: UserDataEncoding): Kind<UserData> {
  return {
    expected: "a string",
    parse: (value) => (typeof value === "string" ? parseUserData(value, encoding) : undefined),
    readsParts: true,
  };
}
