import { stringify } from "yaml";

import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";

/** The type token of Karpenter's EC2NodeClass. */
export const NODE_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass";

/** A NodeConfig with these kubelet settings and flags. */
export function nodeConfig(config: PropertyObject, flags?: readonly string[]): string {
  const kubelet = { config, ...(flags && { flags }) };
  return stringify({ apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec: { kubelet } });
}

/** A MIME document with parts by media type. */
export function multipart(...parts: readonly (readonly [mediaType: string, content: string])[]): string {
  const body = parts.map(([mediaType, content]) => `--//\nContent-Type: ${mediaType}\n\n${content}\n`);
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n${body.join("")}--//--\n`;
}

/** A launch template with this user data, which may be known in part. */
export function launchTemplate(userData?: string, more: PropertyObject = {}, name = "subject"): TestResource {
  const encoded: PropertyValue = userData
    ?.split(UNKNOWN)
    .map((part) => Buffer.from(part).toString("base64"))
    .join(UNKNOWN);
  return {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name,
    props: { imageId: "ami-0abcdef1234567890", ...(encoded !== undefined && { userData: encoded }), ...more },
  };
}

/** A Karpenter EC2NodeClass. */
export function nodeClass(spec: PropertyObject): TestResource {
  return { type: NODE_CLASS, props: { spec } };
}

/** A script that starts a node of Amazon Linux 2 with these kubelet flags. */
export function bootstrapScript(flags: string): string {
  return `#!/bin/bash\nset -e\n/etc/eks/bootstrap.sh prod \\\n  --use-max-pods false \\\n  --kubelet-extra-args '${flags}'\n`;
}
