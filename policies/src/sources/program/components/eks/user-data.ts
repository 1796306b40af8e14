import { createRequire } from "node:module";

import { isPropertyObject, isUnknown, UNKNOWN, type PropertyValue } from "../../../../rule/property-value.ts";
import { applyPartly, elementsOf, fieldsOf, textOf, type Input, type Output } from "../output.ts";

const require = createRequire(import.meta.url);

/** What a component generates user data from. Values can be unknown, in whole or in part. */
export interface UserDataInput {
  /** `AL2`, `AL2023` or `Bottlerocket`. */
  readonly os?: PropertyValue;
  readonly clusterName?: PropertyValue;
  /** Taints by key, or a managed node group's list of them. */
  readonly taints?: PropertyValue;
  readonly labels?: PropertyValue;
  readonly kubeletExtraArgs?: PropertyValue;
  readonly bootstrapExtraArgs?: PropertyValue;
  readonly nodeadmExtraOptions?: PropertyValue;
  readonly bottlerocketSettings?: PropertyValue;
  /** User data that replaces all of this. */
  readonly override?: PropertyValue;
  /** A script that self-managed nodes run after they have joined. */
  readonly script?: PropertyValue;
  /** The name that scripts of self-managed nodes refer to; managed nodes have none. */
  readonly stackName?: PropertyValue;
  /** True for nodes that signal to the CloudFormation stack of that name that they are ready. */
  readonly signalsStack?: PropertyValue;
}

/**
 * Returns the user data that a component generates. It is known in part: the endpoint, the certificate and the addresses of the
 * cluster are not known before it exists. It is unknown as a whole if the component rejects the options, as it does once it
 * knows these.
 *
 * Source: pulumi-eks v4.3.0, nodes/userdata.ts, read 2026-11-28. JSON takes the place of YAML.
 */
export function generateUserData(input: UserDataInput): PropertyValue {
  if (input.override) return input.override;
  switch (input.os) {
    case "AL2":
      return rejectsSettings(input) ? UNKNOWN : bootstrapUserData(input);
    case "AL2023":
      return rejectsSettings(input) || input.bootstrapExtraArgs ? UNKNOWN : nodeadmUserData(input);
    case "Bottlerocket":
      return input.bootstrapExtraArgs || input.kubeletExtraArgs || input.script
        ? UNKNOWN
        : bottlerocketUserData(input);
    default:
      return UNKNOWN;
  }
}

/** The older kind of self-managed nodes ignores settings of Bottlerocket on another operating system. */
function rejectsSettings({ bottlerocketSettings, signalsStack }: UserDataInput): boolean {
  return Boolean(bottlerocketSettings) && !signalsStack;
}

/** Returns the user data that a component generates, in Base64; see {@link generateUserData}. */
export function userDataInBase64(input: { readonly [Name in keyof UserDataInput]: Input }): Output {
  return applyPartly([input], (values) => toBase64(generateUserData(fieldsOf(values))));
}

/** Encodes user data in Base64, each known part on its own. */
function toBase64(userData: PropertyValue): PropertyValue {
  if (typeof userData !== "string") return userData;
  const parts = userData.split(UNKNOWN);
  return parts.map((part) => Buffer.from(part).toString("base64")).join(UNKNOWN);
}

function bootstrapUserData(input: UserDataInput): string {
  const { bootstrapExtraArgs, clusterName, script, stackName } = input;
  const flags = kubeletFlags(input);
  const words = [
    ...["/etc/eks/bootstrap.sh", "--apiserver-endpoint", `"${UNKNOWN}"`, "--b64-cluster-ca", `"${UNKNOWN}"`],
    `"${textOf(clusterName)}"`,
    ...(bootstrapExtraArgs ? [textOf(bootstrapExtraArgs)] : []),
    ...(flags.length > 0
      ? ["--kubelet-extra-args", flags.length > 1 ? `'${flags.join(" ")}'` : flags[0]]
      : []),
  ];
  const call = `#!/bin/bash\n\n${words.join(" ")}`;
  if (stackName === undefined) return multipart("==MYBOUNDARY==", [[SHELL_SCRIPT, call]]);
  const end = `${textOf(stackName)}-user-data`;
  const after = script
    ? `cat >/opt/user-data <<${end}\n${textOf(script)}\n${end}\nchmod +x /opt/user-data\n/opt/user-data\n`
    : "";
  return `${call}\n${after}\n${signalOf(input)}`;
}

/** The command with which a node signals to its CloudFormation stack that it is ready; empty if it doesn't. */
function signalOf({ signalsStack, stackName }: UserDataInput): string {
  return signalsStack
    ? `/opt/aws/bin/cfn-signal --exit-code $? --stack ${textOf(stackName)} --resource NodeGroup --region ${UNKNOWN}\n`
    : "";
}

const SHELL_SCRIPT = 'text/x-shellscript; charset="us-ascii"';

function nodeadmUserData(input: UserDataInput): string {
  const { clusterName, nodeadmExtraOptions, script } = input;
  const flags = kubeletFlags(input);
  const signal = signalOf(input);
  const cluster = {
    name: clusterName,
    apiServerEndpoint: UNKNOWN,
    certificateAuthority: UNKNOWN,
    cidr: UNKNOWN,
  };
  const own = isUnknown(nodeadmExtraOptions) ? [UNKNOWN] : elementsOf(nodeadmExtraOptions);
  return multipart("BOUNDARY", [
    nodeConfig({ cluster }),
    ...(flags.length > 0 ? [nodeConfig({ kubelet: { flags } })] : []),
    ...own.map((part): Part => {
      const { contentType, content } = fieldsOf(part);
      return [textOf(contentType ?? UNKNOWN), textOf(content ?? UNKNOWN)];
    }),
    ...(script ? [[SHELL_SCRIPT, textOf(script)] as const] : []),
    ...(signal ? [[SHELL_SCRIPT, `#!/bin/bash\n\n${signal}`] as const] : []),
  ]);
}

function nodeConfig(spec: object): Part {
  const config = { apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec };
  return ["application/node.eks.aws", `---\n${JSON.stringify(config)}\n`];
}

type Part = readonly [contentType: string, content: string];

function multipart(boundary: string, parts: readonly Part[]): string {
  const body = parts.map(
    ([contentType, content]) => `--${boundary}\nContent-Type: ${contentType}\n\n${content}\n`,
  );
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n${body.join("")}--${boundary}--\n`;
}

function kubeletFlags({ kubeletExtraArgs, labels, taints }: UserDataInput): readonly string[] {
  return [
    ...(kubeletExtraArgs ? textOf(kubeletExtraArgs).split(" ") : []),
    ...flag("--node-labels", labels, ([key, value]) => `${key}=${textOf(value)}`),
    ...flag("--register-with-taints", byKey(taints), ([key, taint]) => {
      const { value, effect = UNKNOWN } = fieldsOf(taint);
      return `${key}${value ? `=${textOf(value)}` : ""}:${textOf(effect)}`;
    }),
  ];
}

function flag(
  name: string,
  values: PropertyValue,
  print: (entry: [string, PropertyValue]) => string,
): readonly string[] {
  if (isUnknown(values)) return [`${name}=${UNKNOWN}`];
  const printed = Object.entries(fieldsOf(values)).map(print);
  return printed.length > 0 ? [`${name}=${printed.join(",")}`] : [];
}

/** Returns taints by key, with the effects of Kubernetes in place of those of EKS; unknown if a key is. */
function byKey(taints: PropertyValue): PropertyValue {
  if (!Array.isArray(taints)) return taints;
  const entries = elementsOf(taints).map((taint) => {
    const { key = UNKNOWN, value, effect } = fieldsOf(taint);
    return [key, { value, effect: EFFECTS.get(effect) ?? effect }] as const;
  });
  return entries.some(([key]) => isUnknown(key))
    ? UNKNOWN
    : Object.fromEntries(entries.map(([key, taint]) => [textOf(key), taint]));
}

const EFFECTS: ReadonlyMap<PropertyValue, string> = new Map([
  ["NO_SCHEDULE", "NoSchedule"],
  ["NO_EXECUTE", "NoExecute"],
  ["PREFER_NO_SCHEDULE", "PreferNoSchedule"],
]);

function bottlerocketUserData(input: UserDataInput): string {
  const { bottlerocketSettings, clusterName, labels, taints, signalsStack, stackName } = input;
  const given = fieldsOf(bottlerocketSettings);
  const settings = fieldsOf(given["settings"]);
  // Unknown settings can be any.
  if ([bottlerocketSettings, given["settings"], settings["kubernetes"]].some(isUnknown)) return UNKNOWN;
  const nodeTaints = byKey(taints);
  const kubernetes = {
    "cluster-name": clusterName,
    "api-server": UNKNOWN,
    "cluster-certificate": UNKNOWN,
    "cluster-dns-ip": UNKNOWN,
    ...(labels ? { "node-labels": labels } : {}),
    ...(nodeTaints ? { "node-taints": bottlerocketTaints(nodeTaints) } : {}),
    ...fieldsOf(settings["kubernetes"]),
  };
  const cloudformation = {
    "should-signal": true,
    "stack-name": stackName,
    "logical-resource-id": "NodeGroup",
    ...fieldsOf(settings["cloudformation"]),
  };
  // Loaded on first use: most nodes run Amazon Linux.
  const { stringify } = require("smol-toml") as typeof import("smol-toml");
  return stringify({
    ...given,
    settings: { ...settings, ...(signalsStack ? { cloudformation } : {}), kubernetes },
  });
}

function bottlerocketTaints(taints: PropertyValue): PropertyValue {
  if (!isPropertyObject(taints)) return UNKNOWN;
  return Object.fromEntries(
    Object.entries(taints).map(([key, taint]) => {
      const { value, effect = UNKNOWN } = fieldsOf(taint);
      return [key, `${value ? textOf(value) : ""}:${textOf(effect)}`];
    }),
  );
}
